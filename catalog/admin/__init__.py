"""The admin: the people who keep the catalogue work here. One file per subject."""

from django.contrib import admin

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

admin.site.site_title = "Artrec"
admin.site.site_header = "Artrec catalogue"
admin.site.index_title = "The catalogue"
