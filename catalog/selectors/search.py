"""Artworks and artists by words."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Artist, Artwork, Attribution


def search_artworks(artworks: QuerySet[Artwork], text: str) -> QuerySet[Artwork]:
    """Those of which the title, or an artist's name, contains every word of ``text``."""
    for word in text.split():
        by_artist = Attribution.objects.filter(artwork=OuterRef("pk"), artist__name__icontains=word)
        artworks = artworks.filter(Q(title__icontains=word) | Exists(by_artist))
    return artworks


def search_artists(text: str) -> QuerySet[Artist]:
    """The artists whose name contains every word of ``text``."""
    artists = Artist.objects.all()
    for word in text.split():
        artists = artists.filter(name__icontains=word)
    return artists
