"""Contributions: a proposal with its evidence, and what became of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.fields import Choice, IdField, TextOrNull, WebAddress, validate_text
from catalog.api.serializers.my_art import NewTextField
from catalog.api.serializers.pages import PageQuerySerializer, PageSerializer
from catalog.api.serializers.proposals import (
    TOLD,
    ArtistChangesSerializer,
    ArtworkChangesSerializer,
    ProposedPlaceSerializer,
    ProposedPriceSerializer,
    ProposedWorkSerializer,
    VenueChangesSerializer,
)
from catalog.api.serializers.rows import RowSerializer
from catalog.models import Artist, Contribution, Venue
from catalog.selectors.artworks import published_artworks
from catalog.services.contributions import Proposal
from catalog.services.contributions.photos import MOST_PHOTOS

_Kind = Contribution.Kind
_OF_ARTWORKS = {_Kind.PRICE: "price", _Kind.PLACE: "place"}


class NewContributionSerializer(BodySerializer):
    """A proposal: its kind, what it is about, the one member that belongs to that, and how you know."""

    kind = Choice(choices=_Kind.choices)
    artwork = IdField(queryset=published_artworks(()), required=False, allow_null=True, help_text="What it is about.")
    artist = IdField(
        queryset=Artist.objects.all(), required=False, allow_null=True, help_text="Of a correction, instead."
    )
    venue = IdField(
        queryset=Venue.objects.all(), required=False, allow_null=True, help_text="Of a correction, instead."
    )
    artwork_changes = ArtworkChangesSerializer(required=False, allow_null=True)
    artist_changes = ArtistChangesSerializer(required=False, allow_null=True)
    venue_changes = VenueChangesSerializer(required=False, allow_null=True)
    price = ProposedPriceSerializer(required=False, allow_null=True)
    place = ProposedPlaceSerializer(required=False, allow_null=True)
    work = ProposedWorkSerializer(required=False, allow_null=True)
    evidence = NewTextField(max_length=2000, help_text="How you know; a price needs this, or an address.")
    evidence_url = WebAddress(
        max_length=1000, required=False, allow_null=True, help_text="Where on the web one can see it."
    )
    public_name = NewTextField(
        max_length=100, validators=[validate_text], help_text="As which you are credited; “a visitor” unless given."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One thing to propose, about the right thing, with evidence."""
        targets = [name for name in ("artwork", "artist", "venue") if attrs.get(name) is not None]
        attrs["member"] = member = self._member(attrs["kind"], targets)
        given = [name for name in TOLD if attrs.get(name) is not None]
        if member not in given:
            raise serializers.ValidationError({member: ["This is what is proposed; it is missing."]})
        if others := [name for name in given if name != member]:
            why = "Propose one thing at a time: this does not belong to the kind, or to what it is about."
            raise serializers.ValidationError({name: [why] for name in others})
        if attrs["kind"] == _Kind.PRICE and not (attrs.get("evidence") or attrs.get("evidence_url")):
            raise serializers.ValidationError({"evidence": ["Say how you know the price, or give an address."]})
        return attrs

    def _member(self, kind: str, targets: list[str]) -> str:
        if kind == _Kind.CORRECTION:
            if len(targets) != 1:
                raise serializers.ValidationError({"artwork": ["Name one artwork, artist or venue to correct."]})
            return f"{targets[0]}_changes"
        wanted = ["artwork"] if kind in _OF_ARTWORKS else []
        if missing := [name for name in wanted if name not in targets]:
            raise serializers.ValidationError({name: ["Name the artwork that this is about."] for name in missing})
        if others := [name for name in targets if name not in wanted]:
            raise serializers.ValidationError({name: ["This kind of proposal is not about it."] for name in others})
        return _OF_ARTWORKS.get(_Kind(kind), "work")

    @property
    def member(self) -> str:
        """The name of the member that the proposal stands in."""
        return str(self.validated_data["member"])

    def proposal(self, photos: list[bytes]) -> Proposal:
        """What was proposed. Call ``is_valid`` first."""
        given = self.validated_data
        return Proposal(
            kind=given["kind"],
            target=given.get("artwork") or given.get("artist") or given.get("venue"),
            told=given[given["member"]],
            evidence=given.get("evidence", ""),
            evidence_url=given.get("evidence_url") or "",
            public_name=given.get("public_name", ""),
            photos=photos,
        )


class ContributionFormSerializer(serializers.Serializer[Any]):
    """A new work and its photos, as a form."""

    contribution = NewContributionSerializer(help_text="As JSON.")
    photos = serializers.ListField(child=serializers.FileField(), min_length=1, max_length=MOST_PHOTOS)


class ContributionSerializer(RowSerializer[Contribution]):
    """A proposal, and what became of it."""

    url = serializers.HyperlinkedIdentityField(view_name="contribution")
    artwork = serializers.IntegerField(source="artwork_id", allow_null=True, help_text="Of a new work, once accepted.")
    artist = serializers.IntegerField(source="artist_id", allow_null=True)
    venue = serializers.IntegerField(source="venue_id", allow_null=True)
    artwork_changes = serializers.SerializerMethodField()
    artist_changes = serializers.SerializerMethodField()
    venue_changes = serializers.SerializerMethodField()
    price = serializers.SerializerMethodField()
    place = serializers.SerializerMethodField()
    work = serializers.SerializerMethodField()
    evidence = TextOrNull()
    evidence_url = TextOrNull()
    public_name = TextOrNull()
    photos_kept = serializers.SerializerMethodField(help_text="They are deleted once it is decided.")
    reason = TextOrNull(help_text="The moderator's.")
    result_url = serializers.SerializerMethodField(help_text="Where it can be seen, once accepted.")

    class Meta:
        model = Contribution
        fields = (
            *("id", "url", "kind", "state", "artwork", "artist", "venue", *TOLD),
            *("evidence", "evidence_url", "public_name", "photos_kept"),
            *("reason", "created_at", "decided_at", "result_url"),
        )

    @extend_schema_field(ArtworkChangesSerializer(allow_null=True))
    def get_artwork_changes(self, contribution: Contribution) -> dict[str, Any] | None:
        """Of a correction of an artwork."""
        return self._told(contribution, "artwork_changes")

    @extend_schema_field(ArtistChangesSerializer(allow_null=True))
    def get_artist_changes(self, contribution: Contribution) -> dict[str, Any] | None:
        """Of a correction of an artist."""
        return self._told(contribution, "artist_changes")

    @extend_schema_field(VenueChangesSerializer(allow_null=True))
    def get_venue_changes(self, contribution: Contribution) -> dict[str, Any] | None:
        """Of a correction of a venue."""
        return self._told(contribution, "venue_changes")

    @extend_schema_field(ProposedPriceSerializer(allow_null=True))
    def get_price(self, contribution: Contribution) -> dict[str, Any] | None:
        """Of a price."""
        return self._told(contribution, "price")

    @extend_schema_field(ProposedPlaceSerializer(allow_null=True))
    def get_place(self, contribution: Contribution) -> dict[str, Any] | None:
        """Of a place."""
        return self._told(contribution, "place")

    @extend_schema_field(ProposedWorkSerializer(allow_null=True))
    def get_work(self, contribution: Contribution) -> dict[str, Any] | None:
        """Of a new work."""
        return self._told(contribution, "work")

    def get_photos_kept(self, contribution: Contribution) -> int:
        """How many."""
        return len(contribution.photos.all())

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_result_url(self, contribution: Contribution) -> str | None:
        """The record, or of a price the list that it is in."""
        if contribution.state != Contribution.State.ACCEPTED:
            return None
        for name in ("artwork", "artist", "venue"):
            if (pk := getattr(contribution, f"{name}_id")) is not None:
                view = "artwork-prices" if contribution.kind == _Kind.PRICE else name
                return reverse(view, args=[pk], request=self.context["request"])
        return None

    def _told(self, contribution: Contribution, member: str) -> dict[str, Any] | None:
        return dict(TOLD[member](contribution.proposal).data) if member == _member_of(contribution) else None


def _member_of(contribution: Contribution) -> str | None:
    """Where a proposal is told; of a correction whose record was deleted, nowhere."""
    if contribution.kind != _Kind.CORRECTION:
        return _OF_ARTWORKS.get(_Kind(contribution.kind), "work")
    for name in ("artwork", "artist", "venue"):
        if getattr(contribution, f"{name}_id") is not None:
            return f"{name}_changes"
    return None


class ContributionPageSerializer(PageSerializer):
    """A page of proposals, the newest first."""

    results = ContributionSerializer(many=True)


class ContributionQuerySerializer(PageQuerySerializer):
    """The parameters of the list of proposals."""

    state = Choice(choices=Contribution.State.choices, required=False, help_text="Only these.")


class AcceptanceSerializer(BodySerializer):
    """What a moderator says when accepting."""

    reason = NewTextField(max_length=1000, help_text="A word to the author.")
    confirmed = serializers.ListField(
        child=serializers.CharField(max_length=5000),
        required=False,
        max_length=100,
        help_text="What the problem `record-changed` has told, and is to be accepted all the same.",
    )


class RefusalSerializer(BodySerializer):
    """What a moderator says when declining."""

    reason = serializers.CharField(max_length=1000, help_text="The author reads it.")
