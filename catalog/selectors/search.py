"""Artworks and artists by words: without accents and case, whole or begun, in any order, and misspelt.

An artwork is found when each word begins a word of its title or of a name of one of its artists. What has the words as
its whole title or as a whole name comes first, then what begins with them, then the others. A word that begins none in
the catalogue counts as misspelt: those that are most like it are looked for instead.

PostgreSQL looks into a full-text index and, where pg_trgm is installed, into one of trigrams; SQLite (and PostgreSQL
without it, for misspelt words) reads all titles, which takes longer the more there are, and finds the same.
"""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Case, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from catalog import folding
from catalog.models import Artist, Artwork, Attribution
from catalog.models.words import HasWord
from catalog.selectors.joins import shown_as

MAX_WORDS = 10
_EXACT, _PREFIX, _WORDS, _MISSPELT = range(4)

# Shorter words have too many like them.
_MENDED_FROM = 4
_ALTERNATIVES = 3
_LIKENESS = 0.75
"""Of ``difflib``: twice the letters in common by all letters. One wrong letter in four is just enough."""
_TRIGRAM_LIKENESS = "0.3"
_CANDIDATES = 200

_COLUMNS = ("title_words", "name_words")


def search_words(text: str) -> list[str]:
    """The words of what somebody typed, each once."""
    return [*dict.fromkeys(folding.words(text).split())]


def search_artworks(artworks: QuerySet[Artwork], text: str) -> QuerySet[Artwork]:
    """Those that are found by the words of ``text``, with their ``rank``: the lower the better."""
    asked = search_words(text)
    spelt = _spelt(asked)
    for alternatives in spelt:
        titled = Artwork.objects.filter(_has_any("title_words", alternatives)).order_by().values("pk")
        made = _works_of(_people(_has_any("name_words", alternatives)))
        artworks = artworks.filter(pk__in=titled.union(made))
    if not asked:
        return artworks.none().annotate(rank=Value(_WORDS))
    if spelt != [[word] for word in asked]:
        return artworks.annotate(rank=Value(_MISSPELT))
    whole = folding.words(text)
    rank = _rank(
        exact=Q(title_words=whole) | Q(pk__in=_works_of(_people_named(asked, f"| {whole} |"))),
        begun=Q(title_words__startswith=whole) | Q(pk__in=_works_of(_people_named(asked, f"| {whole}"))),
    )
    return artworks.annotate(rank=rank)


def search_artists(text: str) -> QuerySet[Artist]:
    """Those whose names, in whatever source, have the words of ``text``, each person once, with their ``rank``."""
    asked = search_words(text)
    spelt = _spelt(asked)
    artists = Artist.objects.filter(joined_to=None)
    for alternatives in spelt:
        artists = artists.filter(pk__in=_people(_has_any("name_words", alternatives)))
    if not asked:
        return artists.none().annotate(rank=Value(_WORDS))
    if spelt != [[word] for word in asked]:
        return artists.annotate(rank=Value(_MISSPELT))
    whole = folding.words(text)
    rank = _rank(
        exact=Q(pk__in=_people_named(asked, f"| {whole} |")), begun=Q(pk__in=_people_named(asked, f"| {whole}"))
    )
    return artists.annotate(rank=rank)


def _rank(*, exact: Q, begun: Q) -> Case:
    return Case(When(exact, then=_EXACT), When(begun, then=_PREFIX), default=_WORDS, output_field=IntegerField())


def _people(has_name: Q) -> QuerySet[Artist, Any]:
    """The artists whom others are joined to, or who stand alone, by any of their names."""
    return Artist.objects.filter(has_name).order_by().values_list(Coalesce("joined_to", "pk"), flat=True)


def _people_named(words: Iterable[str], part: str) -> QuerySet[Artist, Any]:
    """People of whom one record has all of the words, which an index finds, and ``part``, which needs looking."""
    has_name = Q(name_words__contains=part)
    for word in words:
        has_name &= Q(HasWord("name_words", Value(word)))
    return _people(has_name)


def _works_of(people: QuerySet[Artist, Any]) -> QuerySet[Attribution, Any]:
    return Attribution.objects.filter(artist__in=shown_as(Artist, people)).order_by().values("artwork")


def _has_any(column: str, words: Iterable[str]) -> Q:
    found = Q()
    for word in words:
        found |= Q(HasWord(column, Value(word)))
    return found


def _spelt(words: Iterable[str]) -> list[list[str]]:
    """Each word, or those of the catalogue that it may be meant for."""
    return [[word] if len(word) < _MENDED_FROM or _occurs(word) else _words_like(word) or [word] for word in words]


def _occurs(word: str) -> bool:
    return any(texts.filter(HasWord(column, Value(word))).exists() for column, texts in _texts().items())


def _words_like(word: str) -> list[str]:
    """The words most like it, the best first."""
    found = _texts_like(word) if _has_trigrams() else _all_texts()
    known = {each for text in found for each in text.split()}
    return get_close_matches(word, known, n=_ALTERNATIVES, cutoff=_LIKENESS)


def _texts() -> dict[str, QuerySet[Artwork] | QuerySet[Artist]]:
    """What may be found, by its column of words."""
    published = Artwork.objects.filter(status=Artwork.Status.PUBLISHED)
    return dict(zip(_COLUMNS, (published, Artist.objects.all()), strict=True))


def _all_texts() -> Iterable[str]:
    for column, texts in _texts().items():
        yield from texts.exclude(**{column: None}).values_list(column, flat=True).iterator()


def _has_trigrams() -> bool:
    """Whether there is pg_trgm, and its indexes."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('artwork_trigrams') IS NOT NULL AND to_regclass('artist_trigrams') IS NOT NULL"
        )
        return bool(cursor.fetchone()[0])


def _texts_like(word: str) -> Collection[str]:
    """Titles and names with a word like it, by the index of trigrams."""
    found: list[str] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [_TRIGRAM_LIKENESS])
        for column, texts in _texts().items():
            both = Value(word), F(column)
            is_like = Func(*both, template="%(expressions)s", arg_joiner=" <%% ", output_field=BooleanField())
            likeness = Func(*both, function="word_similarity", output_field=FloatField())
            likest = texts.filter(is_like).order_by(likeness.desc())
            found += likest.values_list(column, flat=True)[:_CANDIDATES]
    return found
