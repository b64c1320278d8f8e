"""Which statements are one: rule by rule, and the same for every order."""

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.names import name_key
from catalog.services.joining.artists import ARTIST_RULES, ArtistStatement
from catalog.services.joining.grouping import Grouping, group


def said(
    pk: int,
    name: str = "Ann Probe",
    birth: int | None = None,
    death: int | None = None,
    *,
    ulan: str = "",
    wikidata: str = "",
    source: str = "",
) -> ArtistStatement:
    source = source or f"s{pk}"
    return ArtistStatement(
        pk, source, name_key(name), birth, death, ulan, wikidata, (not ulan, not wikidata, 0, False, source, str(pk))
    )


def parts(statements: list[ArtistStatement], grouping: Grouping) -> set[frozenset[int]]:
    """The groups of two and more, by the rows' numbers."""
    groups: dict[int, set[int]] = {}
    for one in statements:
        groups.setdefault(grouping.shown_as.get(one.pk, one.pk), set()).add(one.pk)
    return {frozenset(members) for members in groups.values() if len(members) > 1}


@dataclass
class Case:
    statements: list[ArtistStatement]
    joined: list[set[int]]
    waiting: list[set[int]]


CASES = {
    "same ULAN, other names": Case([said(1, "Titian", ulan="5"), said(2, "Tiziano", ulan="5")], [{1, 2}], []),
    "same Wikidata": Case([said(1, "A B", wikidata="Q1", ulan="5"), said(2, "C", wikidata="Q1")], [{1, 2}], []),
    "same Wikidata, two ULANs": Case(
        [said(1, wikidata="Q1", ulan="5"), said(2, wikidata="Q1", ulan="6")], [], [{1, 2}]
    ),
    "same ULAN, two lives": Case(
        [said(1, "A B", 1775, 1851, ulan="5"), said(2, "C D", 1798, 1878, ulan="5")], [], [{1, 2}]
    ),
    "one wrong ULAN does not part the others": Case(
        [said(n, "A B", 1775, 1851, ulan="5") for n in (1, 2)] + [said(3, "C D", 1798, 1878, ulan="5")],
        [{1, 2}],
        [{1, 3}],
    ),
    "a source tells two apart": Case(
        [said(1, ulan="5", source="a"), said(2, "C D", ulan="5", source="a"), said(3, ulan="5"), said(4, ulan="5")],
        [{3, 4}],
        [{1, 2}, {1, 3}, {2, 3}],
    ),
    "same name and years": Case([said(1, "Jan de Heem", 1606, 1684), said(2, "JAN HEEM", 1606, 1684)], [{1, 2}], []),
    "same name and years, two ULANs": Case(
        [said(1, birth=1900, death=1950, ulan="5"), said(2, birth=1900, death=1950, ulan="6")], [], [{1, 2}]
    ),
    "nobody knows whose the third is": Case(
        [
            said(1, birth=1900, death=1950, ulan="5"),
            said(2, birth=1900, death=1950, ulan="6"),
            said(3, birth=1900, death=1950),
        ],
        [],
        [{1, 2}, {1, 3}, {2, 3}],
    ),
    "same name and birth, one death": Case([said(1, birth=1900, death=1950), said(2, birth=1900)], [{1, 2}], []),
    "same name and birth, two deaths": Case(
        [said(1, birth=1900, death=1950), said(2, birth=1900, death=1960)], [], [{1, 2}]
    ),
    "same birth, and two who died differently": Case(
        [said(1, birth=1900, death=1950), said(2, birth=1900, death=1960), said(3, birth=1900)],
        [],
        [{1, 2}, {1, 3}, {2, 3}],
    ),
    "same name and death only": Case([said(1, death=1533), said(2, birth=1494, death=1533)], [], [{1, 2}]),
    "same name alone": Case([said(1), said(2, birth=1900, death=1950)], [], [{1, 2}]),
    "one word is no name": Case([said(1, "Rembrandt"), said(2, "Rembrandt")], [], []),
    "same name, one source": Case([said(1, source="a"), said(2, birth=1900, source="a")], [], []),
    "other years": Case([said(1, birth=1900, death=1950), said(2, birth=1800, death=1850)], [], []),
    "no name": Case([said(1, "…", 1900, 1950), said(2, "?", 1900, 1950)], [], []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_rules(case: Case) -> None:
    grouping = group(case.statements, ARTIST_RULES)
    assert parts(case.statements, grouping) == set(map(frozenset, case.joined))
    assert sorted(map(sorted, grouping.uncertain)) == sorted(map(sorted, case.waiting))


def test_the_best_known_stands_for_the_group() -> None:
    plain, known = said(1, birth=1900, death=1950), said(2, birth=1900, death=1950, ulan="5")
    assert group([plain, known], ARTIST_RULES).shown_as == {1: 2}


def test_people_overrule_rules() -> None:
    two = [said(1, ulan="5"), said(2, ulan="5"), said(3, ulan="5")]
    cut = group(two, ARTIST_RULES, apart=[(1, 3), (2, 3)])
    assert parts(two, cut) == {frozenset((1, 2))}
    assert not cut.uncertain
    other = [said(1, "Ann Probe", 1900, ulan="5"), said(2, "Bo Cy", 1800, ulan="6"), said(9, "Bo Cy", 1800)]
    assert parts(other, group(other, ARTIST_RULES, joined=[(1, 2)])) == {frozenset((1, 2, 9))}


def test_what_was_taken_apart_together_stays_together() -> None:
    four = [said(n, ulan="5") for n in (1, 2, 3, 4)]
    apart = [(left, right) for left in (1, 2) for right in (3, 4)]
    assert parts(four, group(four, ARTIST_RULES, apart=apart)) == {frozenset((1, 2)), frozenset((3, 4))}


names = st.sampled_from(("Ann Probe", "Probe, Ann", "Bo Cy", "Rembrandt"))
years = st.sampled_from((None, 1600, 1601, 1700))
ulans = st.sampled_from(("", "5", "6"))
wikidatas = st.sampled_from(("", "Q1", "Q2"))
catalogues = st.lists(
    st.tuples(
        names, years, years, st.sampled_from(("", "5", "6")), st.sampled_from(("", "Q1", "Q2")), st.integers(1, 4)
    ),
    max_size=9,
).map(
    lambda rows: [
        said(pk, name, birth, death, ulan=ulan, wikidata=wikidata, source=f"s{source}")
        for pk, (name, birth, death, ulan, wikidata, source) in enumerate(rows, 1)
    ]
)
decisions = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] < pair[1]), max_size=3)


@given(catalogues, decisions, decisions, st.randoms(use_true_random=False))
def test_the_order_of_loading_does_not_matter(
    statements: list[ArtistStatement],
    joined: list[tuple[int, int]],
    apart: list[tuple[int, int]],
    shuffle: random.Random,
) -> None:
    """Rows in another order, with other numbers: the same groups, the same questions."""
    numbers = [one.pk for one in statements]
    shuffle.shuffle(numbers)
    new = {one.pk: number * 10 for one, number in zip(statements, numbers, strict=True)}
    others = [replace(one, pk=new[one.pk]) for one in statements]
    shuffle.shuffle(others)

    def renumbered(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(new[left], new[right]) for left, right in pairs if left in new and right in new]

    first = group(statements, ARTIST_RULES, joined=joined, apart=apart)
    second = group(others, ARTIST_RULES, joined=renumbered(joined), apart=renumbered(apart))
    assert {new[pk]: new[shown] for pk, shown in first.shown_as.items()} == second.shown_as
    asked = {frozenset((new[left], new[right])): reason for (left, right), reason in first.uncertain.items()}
    assert asked == {frozenset(pair): reason for pair, reason in second.uncertain.items()}


@given(catalogues, decisions)
def test_what_must_not_be_joined_never_is(statements: list[ArtistStatement], apart: list[tuple[int, int]]) -> None:
    grouping = group(statements, ARTIST_RULES, apart=apart)
    by_pk = {one.pk: one for one in statements}
    assert not set(grouping.shown_as) & set(grouping.shown_as.values()), "one step, never a chain"
    for members in parts(statements, grouping):
        rows = [by_pk[pk] for pk in members]
        assert len({row.source for row in rows}) == len(rows)
        assert len({row.ulan_id for row in rows} - {""}) <= 1
        assert not any({left, right} <= members for left, right in apart)
