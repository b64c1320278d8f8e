"""Rows of a table, by the fields of its model."""

from typing import Any, TypeVar

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from rest_framework import serializers

from catalog.api.serializers.fields import Amount, Choice, IdField, WebAddress

Row = TypeVar("Row", bound=models.Model)


class RowSerializer(serializers.ModelSerializer[Row]):
    """A ``ModelSerializer`` of which a description is the same on every database, and that speaks as the house does.

    REST framework would limit whole numbers to what the database at hand can hold.
    """

    serializer_choice_field = Choice
    serializer_related_field = IdField
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DecimalField: Amount,
        models.URLField: WebAddress,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:  # noqa: ANN401 - REST framework's hook
        """Limits whole numbers to what every database can hold."""
        kind, kwargs = super().build_standard_field(field_name, model_field)
        limits = BaseDatabaseOperations.integer_field_ranges.get(model_field.get_internal_type())
        if limits is not None and not kwargs.get("read_only"):
            kwargs["min_value"], kwargs["max_value"] = limits
        return kind, kwargs
