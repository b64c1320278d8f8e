"""The catalogue application."""

import json
from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from catalog.folding import words


class CatalogConfig(AppConfig):
    """Artworks, their prices and places, and the recognitions asked of them."""

    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        """Gives SQLite the functions that its tables are declared with (see ``catalog.models.words``)."""
        connection_created.connect(_give_functions, dispatch_uid="catalog.words")


def _give_functions(connection: BaseDatabaseWrapper, **_: Any) -> None:  # noqa: ANN401
    if connection.vendor == "sqlite":
        connection.connection.create_function("catalog_words", 1, _words, deterministic=True)
        connection.connection.create_function("catalog_names", 2, _names, deterministic=True)


def _words(text: str | None) -> str | None:
    """As PostgreSQL's ``catalog_words``."""
    return (text and words(text)[:500]) or None


def _names(name: str, others: str) -> str:
    """As PostgreSQL's ``catalog_names``; ``others`` is a JSON list."""
    return " | ".join(["", *filter(None, map(_words, [name, *json.loads(others)])), ""]).strip()
