"""A person's favourites and collections, each list with its artworks in a fixed number of queries."""

from django.contrib.auth.models import User
from django.db.models import Count, Prefetch, QuerySet

from catalog.models import Artwork, Collection, CollectionItem, Favorite
from catalog.selectors.artworks import published_artworks


def favorites_of(user: User) -> QuerySet[Favorite]:
    """With their artworks, without those that are not published any more."""
    found = Favorite.objects.filter(owner=user, artwork__status=Artwork.Status.PUBLISHED)
    return found.prefetch_related(Prefetch("artwork", published_artworks()))


def collections_of(user: User) -> QuerySet[Collection]:
    """With the number of their items, ``item_count``."""
    return Collection.objects.filter(owner=user).annotate(item_count=Count("items"))


def items_of(collection: Collection) -> QuerySet[CollectionItem]:
    """With their artworks; one that is not published any more is None."""
    return collection.items.prefetch_related(Prefetch("artwork", published_artworks()))
