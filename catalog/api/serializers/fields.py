"""Fields of the house: what REST framework has none for, or describes less exactly than it takes."""

import re
from decimal import Decimal
from typing import Any, NoReturn

from django.core.validators import URLValidator
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers

from catalog.selectors.spelling import MAX_WORDS, search_words
from catalog.services.loading.validation import is_text

MAX_ID = 2**63 - 1
"""Of what both databases count with."""


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


class Amount(serializers.DecimalField):
    """An amount of money as a text: "1200.00". Above 0, unless ``may_be_zero``; taken only as it is described.

    REST framework would also take "", " 7", "1e3" and "٧", and describe "." as one. At most 15 digits, which is all
    that SQLite gives back.
    """

    default_error_messages = {"invalid": "Give a decimal number with a point and at most two decimals: 1200.00."}

    def __init__(self, *, may_be_zero: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own
        super().__init__(**{"max_digits": 16, "decimal_places": 2, **kwargs})
        whole, cents = "[1-9][0-9]{0,12}", r"(\.[0-9]{1,2})?"
        self.pattern = rf"^(0|{whole}){cents}$" if may_be_zero else rf"^({whole}{cents}|0\.(0[1-9]|[1-9][0-9]?))$"

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:  # noqa: ANN401
        """An empty text is no amount either; REST framework would take it for null."""
        return serializers.Field.validate_empty_values(self, data)

    def to_internal_value(self, data: Any) -> Decimal:  # noqa: ANN401
        """Raises ``ValidationError`` for what the pattern does not describe."""
        if not (isinstance(data, str) and re.fullmatch(self.pattern, data)):
            self.fail("invalid")
        return Decimal(data)


class AmountExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """The very pattern that it is checked by."""

    target_class = Amount

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        """Its limits and its sign are in the pattern."""
        return {"type": "string", "format": "decimal", "pattern": self.target.pattern}


class WebAddress(serializers.URLField):
    """Where something is on the web, by http or https."""

    default_error_messages = {"invalid": "Give a whole address on the web: https://example.org/page."}

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(**kwargs)
        self.validators.append(URLValidator(schemes=["http", "https"], message=self.error_messages["invalid"]))


class WebAddressExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A pattern of what is sent: many a "uri" has a host that no server could have."""

    target_class = WebAddress

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        """Hosts with names in ASCII; those in other letters, and addresses in numbers, are taken as well."""
        if direction == "response":
            return {"type": "string"}
        label = "[A-Za-z0-9]([A-Za-z0-9-]{0,29}[A-Za-z0-9])?"
        pattern = rf"^https?://({label}\.){{1,5}}[A-Za-z]{{2,24}}(:[0-9]{{1,5}})?([/?#][!-~]*)?$"
        return {"type": "string", "pattern": pattern}


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


class IdParameter(serializers.IntegerField):
    """A parameter that narrows a list to what belongs to the row with this id, there or not."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(required=False, min_value=1, max_value=MAX_ID, **kwargs)


class IdField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its id."""

    default_error_messages = {
        "does_not_exist": "There is none with the id {pk_value}.",
        "incorrect_type": "Give an id: a whole number.",
    }
