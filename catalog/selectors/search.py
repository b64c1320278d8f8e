"""Artworks and artists by words."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Artist, Artwork, Attribution


def search_artworks(artworks: QuerySet[Artwork], text: str) -> QuerySet[Artwork]:
    """Those of which the title, or an artist's name, contains every word of ``text``.

    The name may be the one that the work's own source gives, or the one that the artist is shown by.
    """
    for word in text.split():
        named = Q(artist__name__icontains=word) | Q(artist__joined_to__name__icontains=word)
        by_artist = Attribution.objects.filter(named, artwork=OuterRef("pk"))
        artworks = artworks.filter(Q(title__icontains=word) | Exists(by_artist))
    return artworks


def search_artists(text: str) -> QuerySet[Artist]:
    """The artists of whom a name, of whatever source, contains every word of ``text``; each once."""
    artists = Artist.objects.filter(joined_to=None)
    for word in text.split():
        named = Artist.objects.filter(joined_to=OuterRef("pk"), name__icontains=word)
        artists = artists.filter(Q(name__icontains=word) | Exists(named))
    return artists
