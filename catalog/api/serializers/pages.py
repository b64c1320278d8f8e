"""What every list has in common: its parameters, and its members around the results."""

from typing import Any, ClassVar

from rest_framework import serializers

from catalog.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from catalog.api.serializers.closed import ClosedSerializer
from catalog.api.serializers.fields import Choice


class PageQuerySerializer(ClosedSerializer):
    """The parameters of every list. ``validated_data`` goes to ``read_page``.

    A subclass that lets the client choose the order names the ``orderings``, the usual one first: "-year" →
    ("-year_to", "title").
    """

    orderings: ClassVar[dict[str, tuple[str, ...]]] = {}

    cursor = serializers.CharField(
        required=False, max_length=2000, help_text="As given in `next` or `previous`, for the same order."
    )
    page_size = serializers.IntegerField(
        required=False, default=PAGE_SIZE, min_value=1, max_value=MAX_PAGE_SIZE, help_text="So many results at most."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds ``ordering`` where there is a choice."""
        names = list(self.orderings)
        if not names:
            return super().get_fields()
        ordering = Choice(
            choices=names,
            required=False,
            default=names[0],
            help_text="“-” is for descending; unknown values come last.",
        )
        return {**super().get_fields(), "ordering": ordering}

    @property
    def ordering(self) -> tuple[str, ...]:
        """The chosen order, for ``read_page``."""
        return self.orderings[self.validated_data["ordering"]]


class PageSerializer(serializers.Serializer[Any]):
    """A page of a list; follow `next` until it is null. A subclass adds its `results`."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
