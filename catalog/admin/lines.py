"""Lists and tables that the database keeps as JSON, and people write a line each."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """A list of texts."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what is kept, or what was sent
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        """Each text once."""
        if isinstance(value, list):
            return value
        return [*dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip())]


class DaysField(forms.CharField):
    """Hours by day, as the source states them."""

    widget = forms.Textarea(attrs={"rows": 7, "cols": 60})

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what is kept, or what was sent
        return "\n".join(f"{day}: {hours}" for day, hours in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        """Raises ``ValidationError`` for a line without a day."""
        if isinstance(value, dict):
            return value
        hours: dict[str, str] = {}
        for line in filter(str.strip, (value or "").splitlines()):
            day, colon, said = (part.strip() for part in line.partition(":"))
            if not colon or not day or not said:
                raise forms.ValidationError(f"“{line}”: write the day, a colon, and the hours.")
            hours[day] = f"{hours[day]}, {said}" if day in hours else said
        return hours
