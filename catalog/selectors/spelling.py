"""Words as somebody typed them, and what they may be meant for among texts that the database keeps folded.

A word that begins none of those texts' words counts as misspelt: those that are most like it are looked for instead.
PostgreSQL looks into an index of trigrams where pg_trgm is installed; else all texts are read, which takes longer the
more there are, and finds the same.
"""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value

from catalog import folding
from catalog.models.words import HasWord

MAX_WORDS = 10
Texts = Mapping[str, QuerySet[Any]]
"""What may be found, by its column of words."""

# Shorter words have too many like them.
_MENDED_FROM = 4
_ALTERNATIVES = 3
_LIKENESS = 0.75
"""Of ``difflib``: twice the letters in common by all letters. One wrong letter in four is just enough."""
_TRIGRAM_LIKENESS = "0.3"
_CANDIDATES = 200


def search_words(text: str) -> list[str]:
    """The words of what somebody typed, each once."""
    return [*dict.fromkeys(folding.words(text).split())]


def spelt(words: Iterable[str], texts: Texts) -> list[list[str]]:
    """Each word, or those of the texts that it may be meant for."""
    return [
        [word] if len(word) < _MENDED_FROM or _occurs(word, texts) else words_like(word, texts) or [word]
        for word in words
    ]


def has_any(column: str, words: Iterable[str]) -> Q:
    """Rows with a word that begins as one of these."""
    found = Q()
    for word in words:
        found |= Q(HasWord(column, Value(word)))
    return found


def words_like(word: str, texts: Texts) -> list[str]:
    """The words most like it, the best first."""
    found = _texts_like(word, texts) if has_trigrams(texts) else _all_texts(texts)
    known = {each for text in found for each in text.split()}
    return get_close_matches(word, known, n=_ALTERNATIVES, cutoff=_LIKENESS)


def has_trigrams(texts: Texts) -> bool:
    """Whether there is pg_trgm, and its indexes of these texts."""
    if connection.vendor != "postgresql":
        return False
    names = [f"{rows.model._meta.model_name}_trigrams" for rows in texts.values()]  # noqa: SLF001 - documented
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(%s::text[]) AS name", [names])
        return bool(cursor.fetchone()[0])


def _occurs(word: str, texts: Texts) -> bool:
    return any(rows.filter(HasWord(column, Value(word))).exists() for column, rows in texts.items())


def _all_texts(texts: Texts) -> Iterable[str]:
    for column, rows in texts.items():
        yield from rows.exclude(**{column: None}).values_list(column, flat=True).iterator()


def _texts_like(word: str, texts: Texts) -> Collection[str]:
    """Those with a word like it, by the index of trigrams."""
    found: list[str] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [_TRIGRAM_LIKENESS])
        for column, rows in texts.items():
            both = Value(word), F(column)
            is_like = Func(*both, template="%(expressions)s", arg_joiner=" <%% ", output_field=BooleanField())
            likeness = Func(*both, function="word_similarity", output_field=FloatField())
            likest = rows.filter(is_like).order_by(likeness.desc())
            found += likest.values_list(column, flat=True)[:_CANDIDATES]
    return found
