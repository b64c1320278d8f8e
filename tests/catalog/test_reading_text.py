"""Sizes and cells as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.cells import guard_cell, unguard_cell
from catalog.ingest.sizes import parse_size_mm


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Dim. - 38,5 x 59 cm", (385, 590)),
        ("54 × 73.5 cm", (540, 735)),
        ("Dim. - 50 cm x 70 cm", (500, 700)),
        ("120 X 90mm", (120, 90)),
        ("1.2 x 2 m", (1200, 2000)),
        ("10 x 8 in.", (254, 203)),
        ("124 x 77 cm (w x h)", (None, None)),
        ("Dim. - (mancha) 30 x 20 cm", (None, None)),
        ("30 x 20 x 10 cm", (None, None)),
        ("30 x 20; 10 x 8 cm", (None, None)),
        ("Dim. - 50 cm", (None, None)),
        ("0 x 20 cm", (None, None)),
        ("500 x 20 m", (None, None)),
        ("", (None, None)),
    ],
)
def test_sizes(text: str, size: tuple[int | None, int | None]) -> None:
    assert parse_size_mm(text) == size


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
