"""Cells that a spreadsheet program must not take for formulas."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.cells import guard_cell, unguard_cell

ODD = st.text(alphabet="'\"=+-@\t\r\n;,＝ ab")
FORMULA = re.compile('[" \xa0]*[=+\\-@＝＋－＠]')


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1", " =1", '"=1'])
def test_a_formula_is_guarded(text: str) -> None:
    guarded = guard_cell(text)
    assert guarded == f"'{text}"
    assert unguard_cell(guarded) == text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [("a;=1", "a;'=1"), ('a; "=1"', 'a;\' "=1"'), ("a\t@x", "a\t'@x"), ("a\n- b", "a\n'- b"), ("\t=1", "'\t'=1")],
)
def test_what_another_separator_would_make_a_cell_is_guarded(text: str, guarded: str) -> None:
    assert guard_cell(text) == guarded
    assert unguard_cell(guarded) == text


@given(st.lists(ODD, min_size=1, max_size=4))
def test_no_program_finds_a_formula_whatever_separates_its_cells(cells: list[str]) -> None:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(map(guard_cell, cells))
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(line.getvalue(), newline=""), delimiter=separator):
            assert not [cell for cell in row if FORMULA.match(cell)], separator


@given(st.one_of(ODD, st.text()))
def test_a_guarded_cell_comes_back_and_is_guarded_again(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text
    assert unguard_cell(unguard_cell(guard_cell(guard_cell(text)))) == text


@pytest.mark.parametrize("text", ["", "Untitled", "'t Schippertje", "a=b", "51.5, -0.1", '{"a": [1,-2]}', "a;b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guard_cell(text) == unguard_cell(text) == text
