"""The measures of the house: short functions, short files, no rooms for odds and ends."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("artrec", "catalog", "vision", "workers", "tests")
FUNCTION_P90_LINES = 30
FILE_MAX_LINES = 400
ODDS_AND_ENDS = {"utils", "util", "common", "helpers", "core", "base", "misc"}

SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[tuple[int, str]]:
    """(lines from ``def`` to the end, "file:line name") of every function in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


@pytest.mark.parametrize("room", ROOMS)
def test_nine_functions_in_ten_fit_in_thirty_lines(room: str) -> None:
    measured = sorted(each for path in SOURCES if path.is_relative_to(ROOT / room) for each in functions(path))
    p90 = quantiles((lines for lines, _ in measured), n=10)[-1]
    longest = "\n".join(f"{lines:4} lines  {where}" for lines, where in measured[-10:])
    assert p90 <= FUNCTION_P90_LINES, f"p90 of {room} is {p90:.0f} lines; its longest functions:\n{longest}"


def test_no_file_is_longer_than_it_can_be_read_in_one_go() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_MAX_LINES} == {}


def test_no_module_is_named_for_odds_and_ends() -> None:
    names = {path: ODDS_AND_ENDS & {path.stem, path.parent.name} for path in SOURCES}
    assert [str(path.relative_to(ROOT)) for path, found in names.items() if found] == []
