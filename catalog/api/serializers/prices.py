"""Price records with their conversion, and what they add up to."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.artworks import PriceRecordSerializer
from catalog.api.serializers.closed import ClosedSerializer
from catalog.api.serializers.fields import TextOrNull
from catalog.api.serializers.pages import PageQuerySerializer, PageSerializer
from catalog.api.serializers.sparse import NamesField
from catalog.ingest.currencies import CODES
from catalog.models import Artwork, PriceRecord
from catalog.selectors.exchange import Conversion, Exchange, Method, NotConverted
from catalog.selectors.prices import PAID, Lots, PriceSummary, YearMedian

UNKNOWN = "unknown"
"""What an outcome that is not known is called in a filter."""


class DecimalText(serializers.CharField):
    """A decimal as it is, without an exponent; a currency's decimals, of which the yen has none."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Decimal) -> str:  # type: ignore[override]  # noqa: D102
        return f"{value:f}"


class CurrencyField(serializers.RegexField):
    """A currency to convert to."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(r"^[A-Z]{3}$", required=False, **kwargs)
        self.error_messages["invalid"] = "Give a currency as three capital letters, like EUR (ISO 4217)."

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401, D102
        code: str = super().to_internal_value(data)
        if code not in CODES:
            raise serializers.ValidationError(f"“{code}” is no currency of ISO 4217.")
        return code


class ConversionSerializer(serializers.Serializer[Conversion]):
    """The amounts in the currency that was asked for, and the rate that they were converted at."""

    amount = DecimalText(allow_null=True, help_text="Rounded half up to the smallest unit of the currency.")
    amount_high = DecimalText(allow_null=True, help_text="The high end of an estimate.")
    currency = serializers.CharField(help_text="ISO 4217.")
    rate = serializers.SerializerMethodField(help_text="Units of this currency for one of the original.")
    rate_from = serializers.DateField(
        source="rate.first",
        allow_null=True,
        help_text="The day the rate is of; null where there was nothing to convert.",
    )
    rate_to = serializers.DateField(
        source="rate.last", allow_null=True, help_text="The same day, or the last one that a mean is made of."
    )
    method = serializers.ChoiceField(choices=Method.choices, source="rate.method")

    def get_rate(self, conversion: Conversion) -> str:
        """Ten digits at most."""
        return f"{conversion.rate.value.normalize():f}"


class PricedArtworkSerializer(serializers.Serializer[Artwork]):
    """The artwork that a price is of."""

    id = serializers.IntegerField(source="pk")
    title = TextOrNull()
    url = serializers.HyperlinkedIdentityField(view_name="artwork")


class PriceStatementSerializer(PriceRecordSerializer):
    """One statement about a price, with the artwork it is of. `converted` is null unless `currency` was given."""

    id = serializers.IntegerField(source="pk")
    artwork = PricedArtworkSerializer()
    converted = serializers.SerializerMethodField()
    not_converted = serializers.SerializerMethodField()

    @extend_schema_field(ConversionSerializer(allow_null=True))
    def get_converted(self, record: PriceRecord) -> dict[str, Any] | None:
        """In the currency that was asked for; else null."""
        conversion = self._conversion(record)
        return dict(ConversionSerializer(conversion).data) if isinstance(conversion, Conversion) else None

    @extend_schema_field(serializers.ChoiceField(choices=NotConverted.choices, allow_null=True))
    def get_not_converted(self, record: PriceRecord) -> str | None:
        """Why there is no conversion though one was asked for; else null."""
        conversion = self._conversion(record)
        return conversion.value if isinstance(conversion, NotConverted) else None

    def _conversion(self, record: PriceRecord) -> Conversion | NotConverted | None:
        exchange: Exchange | None = self.context["exchange"]
        return None if exchange is None else exchange.convert(record)


class PricePageSerializer(PageSerializer):
    """A page of price records, the newest first, undated ones last; follow `next` until it is null."""

    results = PriceStatementSerializer(many=True)


class YearMedianSerializer(serializers.Serializer[YearMedian]):
    """The median of what was paid in a year, of one kind of price: kinds are never mixed."""

    year = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in PAID])
    currency = serializers.CharField(help_text="ISO 4217: as asked for, else that of the prices.")
    median = DecimalText()
    sales = serializers.IntegerField(help_text="How many sales it is the median of.")


class LotsSerializer(serializers.Serializer[Lots]):
    """How often works were offered at auction. Several records of one lot are counted once."""

    sold = serializers.IntegerField()
    bought_in = serializers.IntegerField()
    withdrawn = serializers.IntegerField(help_text="Not counted as offered.")
    outcome_unknown = serializers.IntegerField(help_text="Not counted either.")
    sell_through = serializers.FloatField(
        allow_null=True, help_text="Sold ÷ (sold + bought in), 0 to 1; null where there is none of either."
    )


class PriceSummarySerializer(serializers.Serializer[PriceSummary]):
    """What the price records add up to. Estimates and asking prices are not counted as prices."""

    record_count = serializers.IntegerField(source="records", help_text="Of any kind.")
    last_sale = serializers.SerializerMethodField()
    medians = YearMedianSerializer(many=True, help_text="The newest year first.")
    left_out = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many sales the medians lack, by reason: `shared` (the amount is for several works), or as in"
        " `not_converted`.",
    )
    lots = LotsSerializer()

    @extend_schema_field(PriceStatementSerializer(allow_null=True))
    def get_last_sale(self, summary: PriceSummary) -> dict[str, Any] | None:
        """The newest dated sale, whether its amount is known or not."""
        if summary.last_sale is None:
            return None
        context = {**self.context, "exchange": summary.exchange}
        return dict(PriceStatementSerializer(summary.last_sale, context=context).data)


class PeriodQuerySerializer(ClosedSerializer):
    """A currency and a range of years."""

    currency = CurrencyField(help_text="Convert to this currency (ISO 4217), at the rate of the price's own time.")
    year_from = serializers.IntegerField(required=False, min_value=1, max_value=9999, help_text="Dated in it or later.")
    year_to = serializers.IntegerField(required=False, min_value=1, max_value=9999, help_text="Dated in it or before.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Years in order."""
        if attrs.get("year_from", 1) > attrs.get("year_to", 9999):
            raise serializers.ValidationError({"year_to": "The last year is before the first."})
        return attrs

    @property
    def filters(self) -> dict[str, Any]:
        """For ``filter_price_records``."""
        return {name: value for name, value in self.validated_data.items() if name in ("year_from", "year_to")}


class PricesQuerySerializer(PeriodQuerySerializer, PageQuerySerializer):
    """The parameters of a list of price records."""

    kind = NamesField(PriceRecord.Kind.values, help_text="Only these kinds.")
    outcome = NamesField([*PriceRecord.Outcome.values, UNKNOWN], help_text="Only these outcomes.")

    @property
    def filters(self) -> dict[str, Any]:
        """For ``filter_price_records``."""
        outcomes = ["" if outcome == UNKNOWN else outcome for outcome in self.validated_data.get("outcome", ())]
        return {**super().filters, "kinds": self.validated_data.get("kind", ()), "outcomes": outcomes}


class ChartQuerySerializer(PeriodQuerySerializer):
    """The parameters of a picture."""

    width = serializers.IntegerField(required=False, default=800, min_value=320, max_value=2000, help_text="In pixels.")
    height = serializers.IntegerField(
        required=False, default=450, min_value=240, max_value=1200, help_text="In pixels."
    )
