"""Life dates as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.lives import Life, parse_life, parse_lives
from catalog.ingest.years import Years

PIECES = st.sampled_from(
    [
        *"()-–,;.?*†",
        "born",
        "b.",
        "died",
        "active",
        "fl.",
        "c.",
        "1840",
        "1926",
        "97",
        "French",
        "Italy",
        "19th century",
    ]
)


def exactly(birth: int | None, death: int | None = None, nationality: str = "") -> Life:
    return Life(
        nationality,
        Years() if birth is None else Years(birth, birth),
        Years() if death is None else Years(death, death),
    )


@pytest.mark.parametrize(
    ("text", "life"),
    [
        ("French, 1840–1926", exactly(1840, 1926, "French")),
        ("(American, 1887 - 1968)", exactly(1887, 1968, "American")),
        ("(American, born Germany. 1886–1969)", exactly(1886, 1969, "American")),
        ("(French and Swiss, born Switzerland 1944)", exactly(1944, None, "French and Swiss")),
        ("1452-1519", exactly(1452, 1519)),
        ("1630-97", exactly(1630, 1697)),
        ("1939-", exactly(1939)),
        ("1939–present", exactly(1939)),
        ("born 1950", exactly(1950)),
        ("b. 1950", exactly(1950)),
        ("born in Paris 1950", exactly(1950)),
        ("NASC. 1920", exactly(1920)),
        ("geb. 1920", exactly(1920)),
        ("* 1900 † 1950", exactly(1900, 1950)),
        ("d. 1610", exactly(None, 1610)),
        ("(Austrian, born Austria–Hungary (Vienna). 1890–1976)", exactly(1890, 1976, "Austrian")),
        ("(Zimbabwean (then Southern Rhodesia), 1944–1991)", exactly(1944, 1991, "Zimbabwean")),
        ("1663-1738),After Hy", exactly(1663, 1738)),
        ("(Jackson Center, Ohio, est. 1931)", exactly(1931)),
        ("British, died 1918", exactly(None, 1918, "British")),
        ("American, est. 1957 - closed 1996", exactly(1957, 1996, "American")),
        ("Dutch", exactly(None, None, "Dutch")),
        ("\u206eItalian, 1500 - 1550", exactly(1500, 1550, "Italian")),
    ],
)
def test_what_is_certain(text: str, life: Life) -> None:
    assert parse_life(text) == life
    assert (parse_life(text).birth_year, parse_life(text).death_year) == (life.birth.first, life.death.first)


@pytest.mark.parametrize(
    ("text", "life"),
    [
        ("c.1776–1853", Life("", Years(1771, 1781, is_approximate=True), Years(1853, 1853))),
        ("1767 or 8–1847", Life("", Years(1767, 1768, is_approximate=True), Years(1847, 1847))),
        ("before 1730–1788", Life("", Years(None, 1730), Years(1788, 1788))),
        ("b. 1722-1724", Life("", Years(1722, 1724))),
        ("c. 1545 - died after 1602", Life("", Years(1540, 1550, is_approximate=True), Years(1602, None))),
    ],
)
def test_what_is_uncertain_is_no_year(text: str, life: Life) -> None:
    assert parse_life(text) == life
    assert parse_life(text).birth_year is None


@pytest.mark.parametrize(
    ("text", "active"),
    [
        ("active 1640–1670", Years(1640, 1670)),
        ("fl. c. 1500", Years(1495, 1505, is_approximate=True)),
        ("18th-19th century", Years(1701, 1900)),
        ("active 1587 - active 1597", Years(1587, 1597)),
        ("exhibited 1775–1791", Years(1775, 1791)),
    ],
)
def test_activity_is_no_life(text: str, active: Years) -> None:
    assert parse_life(text) == Life(active=active)


def test_activity_and_death() -> None:
    assert parse_life("active 1645–died 1679") == Life(active=Years(1645, 1645), death=Years(1679, 1679))


@pytest.mark.parametrize("text", ["", "()", "Nationality unknown", "(Various)", "dates unknown"])
def test_nothing_known(text: str) -> None:
    assert parse_life(text) == Life()


@pytest.mark.parametrize(
    "text",
    ["1964", "born 1943, born 1942", "1853–1776", "1840-1850-1860", "he: 1901 - 1984; she: d. 1979", "1970 - 1979"],
)
def test_what_is_not_clearly_a_life_stays_text(text: str) -> None:
    assert not parse_life(text).is_understood
    assert parse_life(text).birth_year is None


def test_a_nationality_stays_where_the_dates_are_not_understood() -> None:
    assert parse_life("(Turkish, 1970)") == Life("Turkish", is_understood=False)


def test_lives_of_several() -> None:
    lives = parse_lives("(American, born 1931) (German, 1924–2006)")
    assert [(life.nationality, life.birth_year) for life in lives] == [("American", 1931), ("German", 1924)]
    assert parse_lives("(Czech, born Moravia (then Austria). 1860–1939)") == (exactly(1860, 1939, "Czech"),)
    assert parse_lives("born 1950") == (exactly(1950),)


@given(st.text() | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=12).map("".join))
def test_no_text_fails(text: str) -> None:
    life = parse_life(text)
    if life.birth_year is not None and life.death_year is not None:
        assert life.birth_year <= life.death_year
    assert len(parse_lives(text)) >= 1


@given(st.integers(1000, 1999), st.integers(16, 100))
def test_a_written_life_is_read_back(birth: int, years: int) -> None:
    assert parse_life(f"(French, {birth}–{birth + years})") == exactly(birth, birth + years, "French")
    assert parse_life(f"{birth} - {birth + years}") == exactly(birth, birth + years)


@pytest.mark.parametrize("piece", ["born ", "b. a ", "(", "1-", " ", "c ", "a", "1840–1926 "])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    parse_life(piece * 100_000)
    parse_lives(piece * 100_000)
