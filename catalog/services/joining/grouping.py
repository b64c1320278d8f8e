"""Which statements of different sources are about one thing: a pure function of the statements and of what was decided.

Nothing here knows the order in which files were loaded, so any order gives the same groups. Rules are applied one after
the other, the surest first. Each looks at *units*, which are statements or what the rules before made one, that share
its key:

- Units that a person took apart are not joined, whatever else joins them.
- Units that contradict each other in what the rule minds (two ULANs) are left apart, and all others of that key too:
  nobody can tell whose they are.
- What the rule doubts (one ULAN, two lifetimes) is left apart, those with the most doubts first, the others are joined.
- What one source tells apart is not joined: both are left, the others of the key are joined.

What is left apart for such a reason is *uncertain*: a pair for a person to decide.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import Any, Generic, Protocol, TypeVar


class Statement(Protocol):
    """What a source says about a thing. Statements are compared by ``rank``; the lowest stands for its group."""

    @property
    def pk(self) -> int:
        """The row's number."""

    @property
    def source(self) -> str:
        """Who says so."""

    @property
    def rank(self) -> tuple[Any, ...]:
        """Without the row's number, and never the same twice."""


S = TypeVar("S", bound=Statement)


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """Statements with the same key are of one thing, or, where the rule is not certain, may be."""

    reason: str
    keys: Callable[[S], Iterable[Hashable]]
    minds: tuple[str, ...] = ()
    """Attributes that must not contradict each other; empty values contradict nothing."""
    doubts: Callable[[S, S], bool] | None = None
    """Whether two statements with the key are not to be joined by this rule all the same."""
    is_certain: bool = True


@dataclass(slots=True)
class Grouping:
    """What came out, by the rows' numbers."""

    shown_as: dict[int, int] = field(default_factory=dict)
    """For each row that is not shown by itself, the row it is shown as."""
    uncertain: dict[tuple[int, int], str] = field(default_factory=dict)
    """Pairs to be decided, lower number first, with the reason. The rows of a pair stand for their groups."""


_ALL_PAIRS = 6  # of more units under one key, each is paired with its neighbour by rank


def group(
    statements: Collection[S],
    rules: Sequence[Rule[S]],
    *,
    joined: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
) -> Grouping:
    """Groups the statements; ``joined`` and ``apart`` are the pairs of rows that people decided about."""
    units = _Units(sorted(statements, key=lambda statement: statement.rank), apart)
    units.join_pairs(joined)
    doubtful: list[tuple[str, int, int]] = []
    for rule in rules:
        if rule.is_certain:
            doubtful += units.apply(rule)
    for rule in rules:
        if not rule.is_certain:
            doubtful += units.suspect(rule)
    return units.grouping(doubtful)


class _Units(Generic[S]):
    """Statements by their place in rank, and the unit that each belongs to: that of its first statement."""

    def __init__(self, statements: Sequence[S], apart: Iterable[tuple[int, int]]) -> None:
        self._statements = statements
        self._place = {statement.pk: place for place, statement in enumerate(statements)}
        self._unit = list(range(len(statements)))
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in self._places(apart):
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join_pairs(self, pairs: Iterable[tuple[int, int]]) -> None:
        """What people joined; nothing contradicts that but what they took apart."""
        for component in _components((self._unit[one], self._unit[other]) for one, other in self._places(pairs)):
            for part in self._cut(component):
                self._join(part)

    def apply(self, rule: Rule[S]) -> Iterator[tuple[str, int, int]]:
        """Joins what the rule joins; yields the pairs that it left for a reason."""
        bins = self._bins(rule)
        links = ((one, other) for units in bins for one, other in pairwise(units))
        for component in _components(links):
            for part in self._cut(component):
                if self._contradict(part, rule.minds):
                    yield from self._pairs(rule, part)
                    continue
                sure, doubted = self._sure(rule, part)
                left = {*doubted, *self._doubled(sure)}
                yield from self._pairs(rule, part, among=left)
                self._join([unit for unit in sure if unit not in left])

    def suspect(self, rule: Rule[S]) -> Iterator[tuple[str, int, int]]:
        """Yields the pairs that the rule suspects: of different sources, and without a contradiction."""
        for units in self._bins(rule):
            for reason, one, other in self._pairs(rule, units):
                if not self._contradict((one, other), rule.minds) and not self._doubled((one, other)):
                    yield reason, one, other

    def grouping(self, doubtful: Iterable[tuple[str, int, int]]) -> Grouping:
        """What came out; the first reason for a pair counts."""
        found = Grouping()
        for unit, members in self._members.items():
            for member in members:
                if member != unit:
                    found.shown_as[self._statements[member].pk] = self._statements[unit].pk
        for reason, one, other in doubtful:
            left, right = self._unit[one], self._unit[other]
            if left != right and not self._is_apart(left, right):
                low, high = sorted((self._statements[left].pk, self._statements[right].pk))
                found.uncertain.setdefault((low, high), reason)
        return found

    def _places(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        return (
            (self._place[one], self._place[other])
            for one, other in pairs
            if one in self._place and other in self._place
        )

    def _bins(self, rule: Rule[S]) -> list[list[int]]:
        """Units that share a key, two or more, in order."""
        bins: dict[Hashable, list[int]] = defaultdict(list)
        for place, statement in enumerate(self._statements):
            for key in rule.keys(statement):
                bins[key].append(place)
        shared = (sorted({self._unit[place] for place in places}) for places in bins.values() if len(places) > 1)
        return [units for units in shared if len(units) > 1]

    def _of(self, unit: int) -> Sequence[int]:
        return self._members.get(unit, (unit,))

    def _join(self, units: Collection[int]) -> None:
        if len(units) < 2:
            return
        first = min(units)
        members = sorted(member for unit in units for member in self._of(unit))
        for unit in units:
            self._members.pop(unit, None)
        self._members[first] = members
        for member in members:
            self._unit[member] = first

    def _is_apart(self, one: int, other: int) -> bool:
        enemies = {enemy for member in self._of(one) for enemy in self._apart.get(member, ())}
        return not enemies.isdisjoint(self._of(other))

    def _cut(self, units: Collection[int]) -> Iterator[list[int]]:
        """The units without those that people took apart, and then those by themselves."""
        if not self._apart:
            yield sorted(units)
            return
        rest, out = _without_quarrels(units, self._is_apart)
        yield rest
        if len(out) > 1:
            yield from self._cut(out)

    def _sure(self, rule: Rule[S], units: Sequence[int]) -> tuple[list[int], list[int]]:
        """The units that the rule does not doubt to be one, and the others."""
        doubts = rule.doubts
        if doubts is None:
            return list(units), []

        def quarrel(one: int, other: int) -> bool:
            pairs = product(self._of(one), self._of(other))
            return any(doubts(self._statements[left], self._statements[right]) for left, right in pairs)

        return _without_quarrels(units, quarrel)

    def _contradict(self, units: Collection[int], minds: Iterable[str]) -> bool:
        """Whether two of the units know something of which they have nothing in common."""
        for name in minds:
            known = [
                values
                for unit in units
                if (values := {value for each in self._of(unit) if (value := getattr(self._statements[each], name))})
            ]
            if any(one.isdisjoint(other) for one, other in combinations(known, 2)):
                return True
        return False

    def _doubled(self, units: Collection[int]) -> set[int]:
        """The units with a source that another of them has too."""
        having: dict[str, set[int]] = defaultdict(set)
        for unit in units:
            for member in self._of(unit):
                having[self._statements[member].source].add(unit)
        return {unit for those in having.values() if len(those) > 1 for unit in those}

    def _pairs(
        self, rule: Rule[S], units: Sequence[int], *, among: Collection[int] | None = None
    ) -> Iterator[tuple[str, int, int]]:
        """Pairs of the units, of which one is among those asked for."""
        pairs = combinations(units, 2) if len(units) <= _ALL_PAIRS else pairwise(units)
        return ((rule.reason, one, other) for one, other in pairs if among is None or one in among or other in among)


def _without_quarrels(units: Collection[int], quarrel: Callable[[int, int], bool]) -> tuple[list[int], list[int]]:
    """The units of which no two quarrel, and those left out for it: the most quarrelsome first, then the last."""
    rest = sorted(units)
    quarrels: dict[int, set[int]] = defaultdict(set)
    for one, other in combinations(rest, 2):
        if quarrel(one, other):
            quarrels[one].add(other)
            quarrels[other].add(one)
    out: list[int] = []
    while any(quarrels.values()):
        worst = max(rest, key=lambda unit: (len(quarrels[unit]), unit))
        rest.remove(worst)
        out.append(worst)
        for other in quarrels.pop(worst):
            quarrels[other].remove(worst)
    return rest, out


def _components(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by links, each in order."""
    parent: dict[int, int] = {}

    def top(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        parent[high] = low
    hanging: dict[int, list[int]] = defaultdict(list)
    for node in sorted(parent):
        hanging[top(node)].append(node)
    return list(hanging.values())
