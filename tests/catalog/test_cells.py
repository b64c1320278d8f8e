"""Cells that a spreadsheet program must not take for formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.cells import guard_cell, unguard_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "'=1", "''=1"])
def test_a_formula_is_guarded(text: str) -> None:
    guarded = guard_cell(text)
    assert guarded == f"'{text}"
    assert unguard_cell(guarded) == text


@given(st.text(alphabet="'=+-@\t\rab"))
def test_a_guarded_cell_never_starts_a_formula_and_comes_back(text: str) -> None:
    assert guard_cell(text)[:1] not in set("=+-@\t\r")
    assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize("text", ["", "Untitled", "'t Schippertje", "a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guard_cell(text) == unguard_cell(text) == text
