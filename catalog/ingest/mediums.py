"""Mediums as written, in a small vocabulary: oil paint on canvas for "Oil on canvas", "óleo sobre tela", "Öl / Lwd".

The text is what is shown; the terms are for comparison, filters and exports, and are never more than the text names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalog.folding import fold
from catalog.ingest.medium_words import BREAKS, ENDS, LONGEST, ON, TERMS, Term

__all__ = ["Medium", "Term", "parse_medium"]


@dataclass(frozen=True, slots=True)
class Medium:
    """What a work is made of or with, in the order of the text, and what that lies on."""

    materials: tuple[Term, ...] = ()
    support: Term | None = None

    @property
    def is_understood(self) -> bool:
        """Whether any term was found."""
        return bool(self.materials or self.support)


_WORD = re.compile(r"[^\W_]+|[/,;:&]")
_LONGEST_TEXT = 2000


@lru_cache(maxsize=16_384)
def parse_medium(text: str) -> Medium:
    """The terms of the vocabulary that a text names, up to where it goes on to signatures, mounts and frames."""
    words = _WORD.findall(fold(text[:_LONGEST_TEXT]))
    materials: dict[Term, None] = {}
    stated: list[Term] = []
    named: list[Term] = []
    for term, is_on in _terms(words):
        if is_on:
            stated.append(term)
        elif term.is_support:
            named.append(term)
        else:
            materials[term] = None
    return Medium(tuple(materials), next(iter((*stated, *named)), None))


def _terms(words: list[str]) -> Iterator[tuple[Term, bool]]:
    """(term, whether something lies on it): the longest wherever several begin, a support for all that describes it."""
    run: list[Term] = []
    place, is_on = 0, False
    while place < len(words) and not (words[place] in ENDS and place > 0):
        word = words[place]
        if word in BREAKS or word == "&":
            yield from _of_run(run, is_on=is_on)
            is_on = word in ON or (is_on and not run)
            run = []
        for length in range(LONGEST, 0, -1):
            if (term := TERMS.get(" ".join(words[place : place + length]))) is not None:
                run.append(term)
                break
        place += length
    yield from _of_run(run, is_on=is_on)


def _of_run(run: list[Term], *, is_on: bool) -> Iterator[tuple[Term, bool]]:
    support = next((term for term in reversed(run) if term.is_support), None)
    if support is not None:
        yield support, is_on
        return
    for place, term in enumerate(run):
        yield term, is_on and place == 0
