"""Loads typed records into the catalogue: ``load_artworks``."""

from catalog.services.loading.load import LoadCounts, RowOutcome, load_artworks

__all__ = ["LoadCounts", "RowOutcome", "load_artworks"]
