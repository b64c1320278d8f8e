"""Artworks, artists and places by words: without accents and case, whole or begun, in any order, and misspelt.

An artwork is found when each word begins a word of its title or of a name of one of its artists. What has the words as
its whole title or as a whole name comes first, then what begins with them, then the others. A word that begins none in
the catalogue counts as misspelt (see ``spelling``). Venues are found by their name, city and country, exhibitions by
their title and those of their venue.

PostgreSQL looks into a full-text index; SQLite reads all titles, which takes longer the more there are, and finds the
same.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from catalog import folding
from catalog.models import Artist, Artwork, Attribution, Exhibition, Venue
from catalog.models.words import HasWord
from catalog.selectors.joins import shown_as
from catalog.selectors.spelling import Texts, has_any, search_words, spelt

_EXACT, _PREFIX, _WORDS, _MISSPELT = range(4)


def search_artworks(artworks: QuerySet[Artwork], text: str) -> QuerySet[Artwork]:
    """Those that are found by the words of ``text``, with their ``rank``: the lower the better."""
    asked = search_words(text)
    meant = spelt(asked, _texts())
    for alternatives in meant:
        titled = Artwork.objects.filter(has_any("title_words", alternatives)).order_by().values("pk")
        made = _works_of(_people(has_any("name_words", alternatives)))
        artworks = artworks.filter(pk__in=titled.union(made))
    if not asked:
        return artworks.none().annotate(rank=Value(_WORDS))
    if meant != [[word] for word in asked]:
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
    meant = spelt(asked, _texts())
    artists = Artist.objects.filter(joined_to=None)
    for alternatives in meant:
        artists = artists.filter(pk__in=_people(has_any("name_words", alternatives)))
    if not asked:
        return artists.none().annotate(rank=Value(_WORDS))
    if meant != [[word] for word in asked]:
        return artists.annotate(rank=Value(_MISSPELT))
    whole = folding.words(text)
    rank = _rank(
        exact=Q(pk__in=_people_named(asked, f"| {whole} |")), begun=Q(pk__in=_people_named(asked, f"| {whole}"))
    )
    return artists.annotate(rank=rank)


def search_venues(venues: QuerySet[Venue], text: str) -> QuerySet[Venue]:
    """Those that have the words of ``text`` in name, city or country, in whatever source, with their ``rank``."""
    asked = search_words(text)
    meant = spelt(asked, {"place_words": Venue.objects.all()})
    for alternatives in meant:
        venues = venues.filter(pk__in=_places(has_any("place_words", alternatives)))
    if not asked:
        return venues.none().annotate(rank=Value(_WORDS))
    if meant != [[word] for word in asked]:
        return venues.annotate(rank=Value(_MISSPELT))
    begun = When(place_words__startswith=folding.words(text), then=_PREFIX)
    return venues.annotate(rank=Case(begun, default=_WORDS, output_field=IntegerField()))


def search_exhibitions(exhibitions: QuerySet[Exhibition], text: str) -> QuerySet[Exhibition]:
    """Those that have the words of ``text`` in their title or in their venue's name, city or country."""
    asked = search_words(text)
    for alternatives in spelt(asked, {"title_words": Exhibition.objects.all(), "place_words": Venue.objects.all()}):
        at = Venue.objects.filter(has_any("place_words", alternatives)).order_by().values("pk")
        exhibitions = exhibitions.filter(has_any("title_words", alternatives) | Q(venue__in=at))
    return exhibitions if asked else exhibitions.none()


def _places(has_word: Q) -> QuerySet[Venue, Any]:
    return Venue.objects.filter(has_word).order_by().values_list(Coalesce("joined_to", "pk"), flat=True)


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


def _texts() -> Texts:
    """Titles and names, as they may be misspelt."""
    published = Artwork.objects.filter(status=Artwork.Status.PUBLISHED)
    return {"title_words": published, "name_words": Artist.objects.all()}
