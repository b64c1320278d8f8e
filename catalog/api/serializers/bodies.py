"""Bodies of requests."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.utils.html import is_html_input

from catalog.api.serializers.closed import ClosedSerializer

_IN_JSON: dict[type[serializers.Field[Any, Any, Any, Any]], tuple[type, str]] = {
    serializers.BooleanField: (bool, "true or false"),
    serializers.CharField: (str, "a text, in quotes"),
    serializers.DecimalField: (str, "a decimal number as a text, in quotes"),
    serializers.IntegerField: (int, "a whole number, without quotes"),
    serializers.PrimaryKeyRelatedField: (int, "an id: a whole number, without quotes"),
}
"""What REST framework would take for something else ("0" for false, 7 for a text), and what it must be."""


class BodySerializer(ClosedSerializer):
    """What a client sends, taken at its word: in JSON a 7 is no text and an "on" is not true; in a form all is text.

    Only so is the description of the API true, and a mistake in an app is found before its data are kept.
    """

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401
        """Raises ``ValidationError`` for values of another type than is described."""
        if isinstance(data, Mapping) and not is_html_input(data):
            errors = {name: [told] for name, value in data.items() if (told := self._refusal(name, value))}
            if errors:
                raise serializers.ValidationError(errors)
        return super().to_internal_value(data)

    def _refusal(self, name: str, value: object) -> str | None:
        """What a value should have been, unless it is that, or null, or not asked for."""
        field = self.fields.get(name)
        for kind, (expected, description) in _IN_JSON.items():
            if value is not None and isinstance(field, kind):
                is_it = isinstance(value, expected) and (expected is bool or not isinstance(value, bool))
                return None if is_it else f"This must be {description}."
        return None
