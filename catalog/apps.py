"""The catalogue application."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Artworks, their prices and places, and the recognitions asked of them."""

    name = "catalog"
    verbose_name = "Catalogue"
