"""The admin: the people who keep the catalogue work here. One file per subject."""

from catalog.admin import (
    accounts,
    artworks,
    classification,
    contributions,
    duplicates,
    fetching,
    guides,
    images,
    index,
    ingestion,
    joins,
    people,
    places,
    prices,
    recognitions,
    webhooks,
)

__all__ = [
    "accounts",
    "artworks",
    "classification",
    "contributions",
    "duplicates",
    "fetching",
    "guides",
    "images",
    "index",
    "ingestion",
    "joins",
    "people",
    "places",
    "prices",
    "recognitions",
    "webhooks",
]
