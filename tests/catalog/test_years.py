"""Dates as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.year_words import MEANINGS
from catalog.ingest.years import Years, parse_year, parse_years

Range = tuple[int | None, int | None]

# Pieces of dates, so that hypothesis gets past the first word.
PIECES = st.sampled_from(
    [*MEANINGS, *"-–/?,;()[].&", "1870", "75", "9", "19th", "XIX", "1860s", "184?", "19..", "BC", "first", "n.d.", "x"]
)


def read(text: str) -> Range:
    years = parse_years(text)
    assert years.is_understood
    return years.first, years.last


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1882", (1882, 1882)),
        ("September 1889", (1889, 1889)),
        ("[1923]", (1923, 1923)),
        ("192[3]", (1923, 1923)),
        ("(1934)", (1934, 1934)),
        ("c. 1831", (1826, 1836)),
        ("Circa 1900", (1895, 1905)),
        ("ca.1390", (1385, 1395)),
        ("1984~", (1979, 1989)),
        ("?1829", (1829, 1829)),
        ("1960?", (1960, 1960)),
    ],
)
def test_single_years(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1870–75", (1870, 1875)),
        ("1450/60", (1450, 1460)),
        ("ca. 1704–9", (1704, 1709)),
        ("1998 / 2011", (1998, 2011)),
        ("c. 1643–c. 1645", (1643, 1645)),
        ("ca. 1500/1510", (1500, 1510)),
        ("1890–1900?", (1890, 1900)),
        ("between 1880 and 1890", (1880, 1890)),
        ("from 1880 to 1890", (1880, 1890)),
        ("1790 or 1795", (1790, 1795)),
        ("1741 or 2", (1741, 1742)),
        ("1833 and 1836", (1833, 1836)),
        ("1995–6, 2007", (1995, 2007)),
        ("c.1854, c.1855", (1854, 1855)),
        ("Edo period (1603-1867), 19th century", (1603, 1900)),
        ("mid to late 18th century (1760)", (1760, 1760)),
        ("1760 (18th century)", (1760, 1760)),
        ("2004-06/2006-08", (2004, 2006)),
    ],
)
def test_ranges(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("After 1870", (1870, None)),
        ("before 1915", (None, 1915)),
        ("until 1900", (None, 1900)),
        ("1475 or later", (1475, None)),
        ("1038 or shortly after", (1038, None)),
        ("1635 or earlier", (None, 1635)),
        ("in or after 1520", (1520, None)),
        ("no earlier than 1906", (1906, None)),
        ("not after 1906", (None, 1906)),
        ("1857-after 1861", (1857, None)),
        ("after 1945, before 1950", (1945, 1950)),
        ("before 1700 or 1710", (None, 1710)),
    ],
)
def test_open_ends(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1870s", (1870, 1879)),
        ("1860's", (1860, 1869)),
        ("probably 1630s", (1630, 1639)),
        ("Early 1630s", (1630, 1634)),
        ("mid-1940s", (1943, 1947)),
        ("Late 1630s", (1635, 1639)),
        ("1900s", (1900, 1999)),
        ("2000s", (2000, 2009)),
        ("late 1800s", (1866, 1899)),
        ("1920/30s", (1920, 1939)),
        ("c.1970's-80's", (1970, 1989)),
        ("late 1920 - early 1930's", (1925, 1934)),
        ("184?", (1840, 1849)),
        ("c.179(?)", (1790, 1799)),
        ("184X", (1840, 1849)),
        ("19..", (1900, 1999)),
        ("18XX", (1800, 1899)),
    ],
)
def test_decades(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("17th century", (1601, 1700)),
        ("early 17th century", (1601, 1633)),
        ("mid-17th century", (1634, 1666)),
        ("Second Half 19th Century ", (1851, 1900)),
        ("first quarter of the 10th century", (901, 925)),
        ("last quarter of the 19th century", (1876, 1900)),
        ("first third of the 16th century", (1501, 1533)),
        ("5th decade of the 19th century", (1841, 1850)),
        ("early to mid-12th century", (1101, 1166)),
        ("late 12th–14th century", (1167, 1400)),
        ("late 17th or early 18th century", (1667, 1733)),
        ("18th c.", (1701, 1800)),
    ],
)
def test_centuries(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("100 BCE", (-100, -100)),
        ("-300", (-300, -300)),
        ("−300", (-300, -300)),
        ("[-300]", (-300, -300)),
        ("c. -300", (-305, -295)),
        ("-300.0", (-300, -300)),
        ("-300/-200", (-300, -200)),
        ("-300–-200", (-300, -200)),
        ("-300 to -200", (-300, -200)),
        ("-300/100", (-300, 100)),
        ("ca. 604–562 BCE", (-604, -562)),
        ("2nd century B.C.", (-200, -101)),
        ("12th-10th century BC", (-1200, -901)),
        ("late 2nd century BC", (-134, -101)),
        ("early 400s BC", (-499, -467)),
        ("202 BC-AD 220", (-202, 220)),
        ("100 BC-700", (-100, 700)),
        ("400–700 CE", (400, 700)),
        ("1-200 AD", (1, 200)),
        ("200 v. Chr.", (-200, -200)),
        ("Late Period (525-332 BC), Dynasty 26", (-525, -332)),
    ],
)
def test_eras(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("March 24, 1979", (1979, 1979)),
        ("(August 18-23) 1966", (1966, 1966)),
        ("November 30, 1970-January 2, 1971", (1970, 1971)),
        ("Winter 1887/88", (1887, 1888)),
        ("October-January 1886-87", (1886, 1887)),
        ("12 Aug 1960", (1960, 1960)),
        ("12/31/2007", (2007, 2007)),
        ("2009.5.3", (2009, 2009)),
        ("2001-05-09", (2001, 2001)),
        ("11.2001", (2001, 2001)),
    ],
)
def test_days_and_seasons_are_passed_over(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1912, cast 1925", (1912, 1912)),
        ("1961, printed in 2010", (1961, 1961)),
        ("1945-48 published 1950", (1945, 1948)),
        ("1921 (executed 1920)", (1920, 1921)),
        ("designed 1647-1648; cast 1650-1700", (1647, 1648)),
        ("first published 1830, reprinted 1993", (1830, 1830)),
        ("Printed 1984", (1984, 1984)),
        ("1966 (repaired 2009)", (1966, 1966)),
        ("(Cuba, c. 1914-20)", (1914, 1920)),
    ],
)
def test_the_work_is_dated_not_the_copy(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Anfang 19. Jahrhundert", (1801, 1833)),
        ("1. Hälfte 14. Jahrh.", (1301, 1350)),
        ("zwischen 1880 und 1890", (1880, 1890)),
        ("1960er Jahre", (1960, 1969)),
        ("début du XIXe siècle", (1801, 1833)),
        ("vers 1880", (1875, 1885)),
        ("années 1920", (1920, 1929)),
        ("XVI secolo", (1501, 1600)),
        ("seconda metà del XX sec.", (1951, 2000)),
        ("siglo XIX", (1801, 1900)),
        ("hacia 1650", (1645, 1655)),
        ("séc. XVIII", (1701, 1800)),
        ("omstreeks 1600", (1595, 1605)),
        ("17de eeuw", (1601, 1700)),
        ("efter 1650", (1650, None)),
        ("1800-luku", (1800, 1899)),
    ],
)
def test_other_languages(text: str, years: Range) -> None:
    assert read(text) == years


@pytest.mark.parametrize(
    "text", ["", "n.d.", "(n.d.)", "[s.d.]", "Date unknown", "date not known", "no date", "-", "–"]
)
def test_undated_is_understood(text: str) -> None:
    assert parse_years(text) == Years()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "12th century copy of 8th c. original",
            "dated 1039 AH/1630 CE",
            "1875–70",
            "–1870",
            "9999",
            "0th century",
            "12",
        ),
        *("3D printed using ABS", "1970-", "half 1920", "first half of nothing", "1920 1930", "7/3/71", "Edo period"),
        *("fifth quarter 1800s", "early mid-late", "25th century", "1965s", "early 19th 20th", "December 1-31"),
    ],
)
def test_what_is_not_clearly_a_date_stays_text(text: str) -> None:
    assert parse_years(text) == Years(is_understood=False)


@pytest.mark.parametrize(
    ("text", "is_approximate"),
    [
        *(
            ("c. 1831", True),
            ("1831?", True),
            ("1790 or 1795", True),
            ("probably 1630s", True),
            ("1833 ?and 1836", True),
        ),
        *(("1831", False), ("1833 and 1836", False), ("after 1650", False), ("early 1630s", False)),
    ],
)
def test_doubt_is_marked(text: str, *, is_approximate: bool) -> None:
    assert parse_years(text).is_approximate is is_approximate


def assert_ordered(years: Years) -> None:
    assert years.first is None or years.last is None or years.first <= years.last
    assert years.is_understood or (years.first is None and years.last is None)


@given(st.text())
def test_no_text_fails(text: str) -> None:
    assert_ordered(parse_years(text))


@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " "]))
def test_no_words_of_dates_fail(pieces: list[str], space: str) -> None:
    assert_ordered(parse_years(space.join(pieces)))


@given(st.integers(1000, 2099), st.integers(0, 99))
def test_a_written_range_is_read_back(first: int, length: int) -> None:
    last = min(first + length, 2100)
    assert read(f"{first}–{last}") == (first, last)
    assert read(f"c. {first} to {last}") == (first, last)
    assert read(f"between {first} and {last}") == (first, last)


@given(st.integers(1, 21), st.sampled_from(["early ", "mid-", "late ", "first half ", ""]))
def test_a_part_lies_within_its_century(century: int, part: str) -> None:
    first, last = read(f"{part}{century}th century")
    assert first is not None
    assert last is not None
    assert 100 * century - 99 <= first <= last <= 100 * century


@pytest.mark.parametrize("text", ["1870-75", "1870 -75", "1870 - 75", "1870–75", "1870/75"])
def test_a_dash_between_years_is_no_minus_sign(text: str) -> None:
    assert read(text) == (1870, 1875)


@pytest.mark.parametrize("piece", ["1870-", "c. ", "early ", "(", "first ", "1. ", "b. c", "[1", "19th ", "-", "'"])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    for text in (piece * 100_000, (piece * 500)[:500]):
        assert_ordered(parse_years(text))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *(("1841", 1841), (" 980 ", 980), ("1606.0", 1606), ("-44", -44), ("−300", -300)),
        *(("séc. xx", None), ("", None), ("12", None), ("0000", None), ("9999", None), ("١٩٥٠", None)),
    ],
)
def test_a_life_date_is_a_plain_year(text: str, year: int | None) -> None:
    assert parse_year(text) == year
