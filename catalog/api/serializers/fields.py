"""Fields for which an empty text in the database means "not known"."""

from typing import Any, NoReturn

from rest_framework import serializers

from catalog.selectors.spelling import MAX_WORDS, search_words
from catalog.services.loading.validation import is_text


def validate_text(value: str) -> None:
    """Raises ``ValidationError`` for controls, which the loader would refuse later."""
    if not is_text(value):
        raise serializers.ValidationError("This has a character that no text holds.")


class TextOrNull(serializers.CharField):
    """A text, or null where the database has none."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]  # noqa: D102
        return value or None


class ChoiceOrNull(serializers.ChoiceField):
    """One of the choices, or null where the database has none."""

    def __init__(self, choices: list[tuple[str, Any]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(choices=choices, read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]  # noqa: D102
        return value or None


class Choice(serializers.ChoiceField):
    """One of a few; a mistake is told what there is."""

    default_error_messages = {"invalid_choice": "“{input}” is not known here. There are: {legal}."}

    def fail(self, key: str, **kwargs: object) -> NoReturn:
        """Names the choices."""
        super().fail(key, legal=", ".join(map(str, self.choices)), **kwargs)


class SearchField(serializers.CharField):
    """A few words to look for."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(required=False, max_length=100, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:  # noqa: ANN401
        """Each word is a search of its own."""
        text = super().run_validation(data)
        if len(search_words(text)) > MAX_WORDS:
            raise serializers.ValidationError(f"At most {MAX_WORDS} words.")
        return text


class IdField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its id."""

    default_error_messages = {
        "does_not_exist": "There is none with the id {pk_value}.",
        "incorrect_type": "Give an id: a whole number.",
    }
