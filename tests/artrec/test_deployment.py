"""Compose file, Dockerfile, Procfile and .env.example say the same as the code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from artrec.env import BASE_DIR

COMPOSE: dict[str, Any] = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
PROCFILE = (BASE_DIR / "Procfile").read_text()
OURS = [name for name, service in COMPOSE["services"].items() if "build" in service]


def names_read(path: Path) -> set[str]:
    return set(re.findall(r'(?:env\.\w+|\brate)\(\s*"([A-Z_]+)"', path.read_text()))


def test_the_example_names_every_variable_that_is_read_and_no_other() -> None:
    read = {name for path in (BASE_DIR / "artrec").rglob("*.py") for name in names_read(path)}
    assert read == EXAMPLE


def test_compose_runs_every_process_of_the_procfile_with_the_same_tasks() -> None:
    processes = re.findall(r"^(\w+): (?:ARTREC_TASK_MODULES=(\S*) )?", PROCFILE, re.MULTILINE)
    assert {name for name, _ in processes} == COMPOSE["services"].keys() - {"migrate", "postgres"}
    for name, modules in processes:
        assert COMPOSE["services"][name].get("environment", {}).get("ARTREC_TASK_MODULES", "") == modules


def test_compose_keeps_what_must_last_in_volumes_that_exist() -> None:
    for name in (*OURS, "postgres"):
        for volume in COMPOSE["services"][name].get("volumes", ()):
            source, _, target = volume.partition(":")
            assert source in COMPOSE["volumes"]
            assert name == "postgres" or target.removeprefix("/srv/artrec/") in DOCKERFILE  # made there for its owner


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_no_service_fills_the_disk_with_its_log(name: str) -> None:
    assert COMPOSE["services"][name]["logging"] == {"driver": "local"}


def test_a_copy_of_the_example_leaves_compose_its_own_settings() -> None:
    set_there = set(re.findall(r"^([A-Z_]+)=.", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert set_there & COMPOSE["x-environment"].keys() == set()


def test_compose_hands_every_setting_on() -> None:
    for name in OURS:
        assert COMPOSE["services"][name]["env_file"] == [{"path": ".env", "required": False}]


def test_compose_sets_only_variables_that_are_read() -> None:
    assert set(COMPOSE["x-environment"]) <= EXAMPLE
    for name in OURS:
        assert COMPOSE["services"][name]["environment"].items() >= COMPOSE["x-environment"].items()
        assert COMPOSE["services"][name]["environment"].keys() <= EXAMPLE


def test_compose_builds_targets_that_the_dockerfile_has() -> None:
    targets = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE))
    assert {COMPOSE["services"][name]["build"]["target"] for name in OURS} == {"web", "worker"} <= targets


def test_the_web_image_installs_no_ml_stack() -> None:
    web = DOCKERFILE[: DOCKERFILE.index("FROM house AS worker")]
    assert "requirements.txt" not in web
    assert "COPY vision" not in web


def test_every_dependency_of_a_service_can_become_healthy_or_complete() -> None:
    for service in COMPOSE["services"].values():
        for name, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] in {"service_healthy", "service_completed_successfully"}
            assert wanted["condition"] == "service_completed_successfully" or "healthcheck" in COMPOSE["services"][name]


@pytest.mark.parametrize("queue", [queue.name for queue in settings.CELERY_TASK_QUEUES])
def test_every_queue_has_a_worker(queue: str) -> None:
    worker = f"-n {queue}@%h -Q {queue} -P {'threads -c 4' if queue in {'pictures', 'webhooks'} else 'solo'}"
    assert worker in PROCFILE
    assert worker in COMPOSE["services"][queue]["command"]


def test_secrets_have_no_default() -> None:
    text = (BASE_DIR / "docker-compose.yml").read_text()
    assert re.findall(r"\$\{\w*(?:PASSWORD|SECRET)\w*:-", text) == []
