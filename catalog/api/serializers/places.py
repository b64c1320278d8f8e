"""Venues, and what is known of an artwork's being there."""

import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.fields import Choice, SearchField, TextOrNull
from catalog.api.serializers.geography import AreaQuerySerializer
from catalog.api.serializers.pages import PageQuerySerializer, PageSerializer
from catalog.api.serializers.sparse import SparseQuerySerializer, SparseSerializer
from catalog.models import Exhibition, Venue
from catalog.selectors.displays import displays_as_of
from catalog.selectors.openings import is_open
from catalog.selectors.places import distance_of


class VenueSerializer(serializers.Serializer[Venue]):
    """A museum, gallery or auction house. Coordinates are WGS 84 degrees, both or neither."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Venue.Kind.choices)
    address = TextOrNull()
    city = TextOrNull()
    country = TextOrNull()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    time_zone = TextOrNull(help_text="IANA name.")
    website = TextOrNull(source="url", help_text="The venue's own site.")
    url = serializers.HyperlinkedIdentityField(view_name="venue")


class VenueFactsSerializer(SparseSerializer[Venue], VenueSerializer):
    """A venue with its hours."""

    relations = {"open_now": "opening_spans"}

    open_now = serializers.SerializerMethodField(
        help_text="By the venue's regular hours and its own clock; null where either is not known for today. Public"
        " holidays are not known."
    )
    opening_hours = serializers.SerializerMethodField(help_text="As the source states them.")
    wikidata_id = TextOrNull(help_text="Wikidata QID.")
    source = serializers.CharField()

    def get_open_now(self, venue: Venue) -> bool | None:
        """Whether its doors are open."""
        return is_open(venue, timezone.now())

    def get_opening_hours(self, venue: Venue) -> dict[str, Any] | None:
        """The hours, or None where no source states them."""
        return venue.opening_hours or None


class VenueDetailSerializer(VenueFactsSerializer):
    """A venue, and where to read what is to be seen there."""

    artworks_url = serializers.HyperlinkedIdentityField(view_name="venue-artworks")
    exhibitions_url = serializers.SerializerMethodField()
    lots_url = serializers.SerializerMethodField()
    displays_as_of = serializers.SerializerMethodField(
        help_text="The latest day on which a source spoke of what hangs there."
    )

    @extend_schema_field(serializers.URLField())
    def get_exhibitions_url(self, venue: Venue) -> str:
        """The list of its exhibitions."""
        return self._list_url("exhibitions", venue)

    @extend_schema_field(serializers.URLField())
    def get_lots_url(self, venue: Venue) -> str:
        """The list of lots to be auctioned there."""
        return self._list_url("lots", venue)

    def get_displays_as_of(self, venue: Venue) -> datetime.date | None:
        """A day, or None where no source says anything."""
        return displays_as_of(venue.pk)

    def _list_url(self, name: str, venue: Venue) -> str:
        return f"{reverse(name, request=self.context['request'])}?venue={venue.pk}"


class VenueQuerySerializer(SparseQuerySerializer):
    """The parameters of a venue."""

    sparse = VenueDetailSerializer


class ListedVenueSerializer(VenueFactsSerializer):
    """A venue of a list."""

    distance_m = serializers.SerializerMethodField(
        help_text="From `near`, along the great circle; null where no point was given."
    )

    def get_distance_m(self, venue: Venue) -> float | None:
        """Metres, to the decimetre."""
        metres = distance_of(venue)
        return None if metres is None else round(metres, 1)


class VenuePageSerializer(PageSerializer):
    """A page of venues."""

    results = ListedVenueSerializer(many=True)


class VenuesQuerySerializer(AreaQuerySerializer, PageQuerySerializer, SparseQuerySerializer):
    """The parameters of the list of venues."""

    sparse = ListedVenueSerializer
    optional = ("opening_hours", "wikidata_id", "source")

    kind = Choice(choices=Venue.Kind.choices, required=False, help_text="Only these.")
    search = SearchField(
        help_text="Words, whole or their beginnings, of the name, the city or the country, without regard to accents"
        " and case. For a word that occurs nowhere, those most like it are looked for."
    )
    open_now = Choice(
        choices=("true", "false", "unknown"),
        required=False,
        help_text="Only venues known to be open, known to be closed, or neither (see the field).",
    )


class ExhibitionSerializer(serializers.Serializer[Exhibition]):
    """Something shown at a venue for a while."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    website = TextOrNull(source="url", help_text="The venue's own page.")
    url = serializers.HyperlinkedIdentityField(view_name="exhibition")


class ExhibitionDetailSerializer(SparseSerializer[Exhibition], ExhibitionSerializer):
    """An exhibition with its venue."""

    venue = VenueSerializer(source="venue.shown")
    source = serializers.CharField(help_text="Who says so.")
    as_of = serializers.DateField(
        allow_null=True, read_only=True, help_text="The latest day on which a source spoke of a work in it."
    )


class ExhibitionPageSerializer(PageSerializer):
    """A page of exhibitions."""

    results = ExhibitionDetailSerializer(many=True)


class StatementSerializer(serializers.Serializer[Any]):
    """A source's word on whether an artwork hangs at a venue."""

    is_on_display = serializers.BooleanField(
        allow_null=True, help_text="Today, as far as the source of `as_of` knew; null where it does not say."
    )
    room = TextOrNull(source="display.room")
    to = serializers.DateField(source="display.to_date", allow_null=True)
    as_of = serializers.DateField(source="display.as_of", help_text="The day the source said so.")
    exhibition = ExhibitionSerializer(source="display.exhibition", allow_null=True)
    source = serializers.CharField(source="display.source")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds ``from``, which Python does not allow as a name."""
        return {**super().get_fields(), "from": serializers.DateField(source="display.from_date", allow_null=True)}


class SightingSerializer(StatementSerializer):
    """A source's word on where an artwork is."""

    venue = VenueSerializer(source="display.venue.shown")
