"""Pages that stay in step while the catalogue grows."""

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class _Pages(CursorPagination):
    """In the order of their ids."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Raises ``NotFound`` for a cursor that this list never gave, which would reach the database otherwise."""
        cursor = super().decode_cursor(request)
        position = None if cursor is None or cursor.position is None else str(cursor.position)
        if position is not None and not (position.isascii() and position.isdigit() and len(position) < 20):
            raise NotFound("This cursor is not one of this list. Start again without it.")
        return cursor


class ArtworkPages(_Pages):
    """Artworks in the order they were added."""

    ordering = "id"


class JobPages(_Pages):
    """Ingestion jobs, the newest first."""

    ordering = "-id"


class DevicePages(_Pages):
    """A person's devices, the newest first."""

    ordering = "-id"
