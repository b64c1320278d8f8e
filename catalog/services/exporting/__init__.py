"""The published catalogue as files that others can read, and that load again to the same catalogue."""

from catalog.services.exporting.export import ExportRefused, export_catalogue
from catalog.services.exporting.published import count_published
from catalog.services.exporting.writers import WRITERS

__all__ = ["WRITERS", "ExportRefused", "count_published", "export_catalogue"]
