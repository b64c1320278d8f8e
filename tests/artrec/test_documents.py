"""The documents say what there is: decisions have a number and a line in the index, packages a reason, links a goal."""

import re
from pathlib import Path

import pytest

from artrec.env import BASE_DIR

DECISIONS = BASE_DIR / "docs" / "decisions"
DOCUMENTS = sorted([*BASE_DIR.glob("*.md"), *BASE_DIR.glob("docs/**/*.md"), *BASE_DIR.glob("vision/**/*.md")])


def requirements() -> set[str]:
    texts = "".join(path.read_text() for path in BASE_DIR.glob("requirements*.txt"))
    return set(re.findall(r"^([A-Za-z][\w-]*)", texts, re.MULTILINE))


def test_every_decision_has_a_number_of_its_own_and_stands_in_the_index() -> None:
    files = sorted(path.name for path in DECISIONS.glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = re.findall(r"^\| \[(\d+)\]\((\S+)\)", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    assert listed == [(str(int(name[:4])), name) for name in files]
    assert [(DECISIONS / name).read_text().partition(".")[0] for name in files] == [f"# {int(n[:4])}" for n in files]


def test_every_package_has_its_reason() -> None:
    reasons = (DECISIONS / "0002-dependencies.md").read_text().lower()
    assert {name for name in requirements() if not re.search(rf"\b{name.lower()}\b", reasons)} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_links_lead_somewhere(document: Path) -> None:
    goals = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text())
    assert [goal for goal in goals if not (document.parent / goal).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_decisions_are_cited_by_their_numbers(document: Path) -> None:
    cited = re.findall(r"decision\s+(\d+)\]\(\S*?(\d{4})-", document.read_text(), re.IGNORECASE)
    assert [(number, file) for number, file in cited if int(number) != int(file)] == []
