"""Comparable sales, why they compare, and the range that they indicate."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.closed import ClosedSerializer
from catalog.api.serializers.fields import Choice, ChoiceOrNull, TextOrNull
from catalog.api.serializers.prices import CurrencyField, DecimalText, PriceStatementSerializer
from catalog.selectors.comparables import YEARS, Comparable, Comparables, Range
from catalog.selectors.comparing import DATE, MEDIUM, MINIMUM, SIZE
from catalog.selectors.prices import PAID

INDICATION = "An indication from past sales of other works. Not a valuation."
_TRAITS = (SIZE, MEDIUM, DATE)
_KINDS = [(kind.value, kind.label) for kind in PAID]


class AgreementSerializer(serializers.Serializer[Any]):
    """Whether the works agree; null where it is not known of one of them."""

    size = serializers.BooleanField(allow_null=True, help_text="Neither has more than twice the area of the other.")
    medium = serializers.BooleanField(allow_null=True, help_text="The same group of media, such as oil on canvas.")
    date = serializers.BooleanField(allow_null=True, help_text="Made within ten years of each other.")


class ComparableSerializer(serializers.Serializer[Any]):
    """The last sale of another work by the artist."""

    price = serializers.SerializerMethodField()
    agrees = AgreementSerializer(source="agreement.on")
    area_ratio = serializers.SerializerMethodField()
    years_apart = serializers.FloatField(
        source="agreement.years_apart",
        allow_null=True,
        help_text="How much later that work was made; null: not known.",
    )
    similarity = serializers.SerializerMethodField()

    @extend_schema_field(PriceStatementSerializer)
    def get_price(self, comparable: Comparable) -> dict[str, Any]:
        """What is stated about it."""
        return dict(PriceStatementSerializer(comparable.sale, context=self.context).data)

    def get_area_ratio(self, comparable: Comparable) -> float | None:
        """Area of that work ÷ area of this one; null: not known."""
        ratio = comparable.agreement.area_ratio
        return None if ratio is None else round(ratio, 3)

    def get_similarity(self, comparable: Comparable) -> float | None:
        """Cosine similarity of the embeddings of the first pictures, -1 to 1; null where one of them has none."""
        return None if comparable.similarity is None else round(comparable.similarity, 4)


class RangeSerializer(serializers.Serializer[Range]):
    """From the first to the third quartile of the sales that agree on all of `agree_on`, and what it is based on."""

    low = DecimalText()
    median = DecimalText()
    high = DecimalText()
    sales = serializers.IntegerField(help_text=f"How many it is made of: {MINIMUM} at least.")
    year_from = serializers.IntegerField(help_text="Of the oldest of these sales.")
    year_to = serializers.IntegerField(help_text="Of the newest.")
    agree_on = serializers.ListField(
        child=serializers.ChoiceField(choices=_TRAITS),
        help_text="Besides the artist: the narrowest choice with enough.",
    )


class ComparablesSerializer(serializers.Serializer[Comparables]):
    """Comparable sales: an indication, never a valuation."""

    indication = serializers.SerializerMethodField()
    kind = ChoiceOrNull(_KINDS, help_text="Of all prices that are compared.")
    currency = TextOrNull(help_text="ISO 4217, of the range.")
    range = RangeSerializer(allow_null=True, help_text=f"Null where there are fewer than {MINIMUM} sales.")
    results = serializers.SerializerMethodField()
    left_out = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many works are not compared, by reason: `other_kind` (sold at another kind of price),"
        " `other_currency`, or as in `not_converted`.",
    )

    def get_indication(self, comparables: Comparables) -> str:  # noqa: ARG002 - REST framework's signature
        """What all this is, to be shown with it."""
        return INDICATION

    @extend_schema_field(ComparableSerializer(many=True))
    def get_results(self, comparables: Comparables) -> list[dict[str, Any]]:
        """The most comparable first; the range may be of more of them."""
        context = {**self.context, "exchange": comparables.exchange}
        return list(ComparableSerializer(comparables.found[: self.context["limit"]], many=True, context=context).data)


class ComparablesQuerySerializer(ClosedSerializer):
    """The parameters of comparable sales."""

    currency = CurrencyField(help_text="Convert to this currency (ISO 4217). Left out: the one most sales are in.")
    kind = Choice(
        choices=_KINDS, required=False, help_text="Compare prices of this kind. Left out: the one most sales have."
    )
    year_from = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=9999,
        help_text=f"Sold in this year or later. Left out: in the last {YEARS} years.",
    )
    limit = serializers.IntegerField(
        required=False, default=12, min_value=1, max_value=50, help_text="How many to list; the range is of all."
    )
