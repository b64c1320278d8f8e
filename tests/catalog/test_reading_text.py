"""Dates, sizes and cells as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.cells import guard_cell, unguard_cell
from catalog.ingest.sizes import parse_size_mm
from catalog.ingest.years import parse_year, parse_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1882", (1882, 1882)),
        ("September 1889", (1889, 1889)),
        ("[1923]", (1923, 1923)),
        ("c. 1831", (1826, 1836)),
        ("Circa 1900", (1895, 1905)),
        ("ca.1390", (1385, 1395)),
        ("1870–75", (1870, 1875)),
        ("1450/60", (1450, 1460)),
        ("1600/25", (1600, 1625)),
        ("ca. 1704–9", (1704, 1709)),
        ("1998 / 2011", (1998, 2011)),
        ("c. 1643–c. 1645", (1643, 1645)),
        ("probably 1630s", (1630, 1639)),
        ("Late 1630s", (1630, 1639)),
        ("1900s", (1900, 1999)),
        ("17th century", (1601, 1700)),
        ("early 17th century", (1601, 1633)),
        ("mid-17th century", (1634, 1666)),
        ("Second Half 19th Century ", (1851, 1900)),
        ("first quarter of the 10th century", (901, 925)),
        ("early to mid-12th century", (1101, 1166)),
        ("late 12th–14th century", (1167, 1400)),
        ("2nd century BCE", (-200, -101)),
        ("100 BCE", (-100, -100)),
        ("ca. 604–562 BCE", (-604, -562)),
        ("400–700 CE", (400, 700)),
        ("After 1870", (1870, None)),
        ("before 1915", (None, 1915)),
    ],
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize(
    "text",
    [
        *("", "n.d.", "Date unknown", "1961, printed in 2010", "Printed 1984", "12th century copy of 8th c. original"),
        *("dated 1039 AH/1630 CE", "1875–70", "9999", "0th century", "12", "3D printed using ABS"),
    ],
)
def test_what_is_not_clearly_a_date_stays_text(text: str) -> None:
    assert parse_years(text) == (None, None)


@given(st.text())
def test_years_never_fail_and_stay_in_order(text: str) -> None:
    first, last = parse_years(text)
    assert first is None or last is None or first <= last


@pytest.mark.parametrize(
    ("text", "year"), [("1841", 1841), (" 980 ", 980), ("séc. xx", None), ("", None), ("12", None)]
)
def test_a_life_date_is_a_plain_year(text: str, year: int | None) -> None:
    assert parse_year(text) == year


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
