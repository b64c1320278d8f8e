"""Keeping favourites and collections."""

from typing import Any

from django.contrib.auth.models import User

from catalog.models import Artwork, Collection, CollectionItem, Favorite


def add_favorite(owner: User, artwork: Artwork) -> bool:
    """Keeps the artwork; tells whether it is new among the favourites."""
    _, is_new = Favorite.objects.get_or_create(owner=owner, artwork=artwork)
    return is_new


def remove_favorite(owner: User, artwork_id: int) -> None:
    """Does not keep it any more; it need not have been kept."""
    # By a query of its own: an id that no database can hold is nobody's, and not an error.
    Favorite.objects.filter(owner=owner, artwork__in=Artwork.objects.filter(pk=artwork_id)).delete()


def create_collection(owner: User, **fields: Any) -> Collection:  # noqa: ANN401 - the fields of the model
    """An empty one."""
    return Collection.objects.create(owner=owner, **fields)


def add_item(collection: Collection, **fields: Any) -> CollectionItem:  # noqa: ANN401
    """One more work."""
    return CollectionItem.objects.create(collection=collection, **fields)


def change(row: Collection | CollectionItem, **fields: Any) -> None:  # noqa: ANN401
    """Changes these fields, and no others that somebody else may be changing."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, "changed_at"])
