"""What hangs at a venue, and what is to be auctioned."""

from typing import Any
from urllib.parse import urlencode

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.artworks import ArtworkSerializer
from catalog.api.serializers.fields import Amount, Choice, ChoiceOrNull, IdParameter, TextOrNull
from catalog.api.serializers.geography import AreaQuerySerializer, PointField
from catalog.api.serializers.pages import PageQuerySerializer, PageSerializer
from catalog.api.serializers.places import StatementSerializer, VenueSerializer
from catalog.models import PriceRecord
from catalog.selectors.displays import ON_DISPLAY


class VenueArtworkSerializer(StatementSerializer):
    """A source's word on an artwork at the venue."""

    artwork = ArtworkSerializer(source="display.artwork")


class VenueArtworkPageSerializer(PageSerializer):
    """A page of them; an artwork that two sources speak of is told twice."""

    results = VenueArtworkSerializer(many=True)


class VenueArtworksQuerySerializer(PageQuerySerializer):
    """The parameters of the artworks at a venue."""

    orderings = {"id": ("pk",), "room": ("room", "pk"), "to": ("to_date", "pk"), "-as_of": ("-as_of", "pk")}

    on_display = Choice(
        choices=ON_DISPLAY,
        required=False,
        help_text="Only what hangs there today, only what does not, or only what a source has there without saying.",
    )


class AuctionSerializer(serializers.Serializer[Any]):
    """An auction to come: the lots of one house, sale and day."""

    house = TextOrNull(help_text="Auction house.")
    sale = TextOrNull(help_text="Name or number of the sale.")
    date = serializers.DateField(help_text="The first day of the period that is known.")
    date_precision = ChoiceOrNull(PriceRecord.Precision.choices)
    venue = VenueSerializer(source="venue.shown", allow_null=True, help_text="Where, if the source says so.")
    lot_count = serializers.IntegerField(help_text="Of the lots that are known here; there may be more.")
    lots_url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_lots_url(self, lot: PriceRecord) -> str:
        """The list of its lots."""
        asked = {"house": lot.house, "sale": lot.sale, "date": lot.date}
        return f"{reverse('lots', request=self.context['request'])}?{urlencode(asked)}"


class AuctionPageSerializer(PageSerializer):
    """A page of auctions, the next one first."""

    results = AuctionSerializer(many=True)


@extend_schema_serializer(component_name="UpcomingLot")  # generated code takes a “Lot” with a “lot” for one name
class LotSerializer(serializers.Serializer[Any]):
    """A lot to come. No source says when it was announced; it may have been withdrawn since."""

    artwork = ArtworkSerializer()
    lot = TextOrNull(help_text="Number of the lot.")
    estimate_low = Amount(source="amount", allow_null=True, help_text="In `currency`.")
    estimate_high = Amount(source="amount_high", allow_null=True, help_text="In `currency`.")
    currency = TextOrNull(help_text="ISO 4217.")
    house = TextOrNull(help_text="Auction house.")
    sale = TextOrNull(help_text="Name or number of the sale.")
    date = serializers.DateField(help_text="The first day of the period that is known.")
    date_precision = ChoiceOrNull(PriceRecord.Precision.choices)
    venue = VenueSerializer(source="venue.shown", allow_null=True, help_text="Where, if the source says so.")
    source = serializers.CharField(help_text="Who says so.")


class LotPageSerializer(PageSerializer):
    """A page of lots, by day."""

    results = LotSerializer(many=True)


class AuctionQuerySerializer(AreaQuerySerializer, PageQuerySerializer):
    """The parameters of the list of auctions."""

    venue = IdParameter(help_text="Id of a venue.")
    house = serializers.CharField(required=False, max_length=200, help_text="As it is written there.")
    near = PointField(required=False, help_text="At a venue near this point: latitude,longitude in WGS 84 degrees.")


class LotQuerySerializer(AuctionQuerySerializer):
    """The parameters of the list of lots."""

    house = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Empty: not known.")
    sale = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="Empty: not known.")
    date = serializers.DateField(required=False)
