"""What a bundle tells of its works and guides, and what is asked about bundles."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers.artworks import ArtworkSerializer, PriceRecordSerializer
from catalog.api.serializers.closed import ClosedSerializer
from catalog.api.serializers.fields import MAX_ID, TextOrNull
from catalog.api.serializers.places import StatementSerializer
from catalog.models import Guide


class BundledWorkSerializer(StatementSerializer):
    """A line of a bundle's works: what `/venues/{id}/artworks/` tells, and the newest price that is known."""

    artwork = ArtworkSerializer()
    latest_price = PriceRecordSerializer(allow_null=True)


class BundledGuideSerializer(serializers.Serializer[Guide]):
    """A line of a bundle's guides, of which every language is there."""

    id = serializers.IntegerField(source="pk")
    artwork_id = serializers.IntegerField()
    language = serializers.CharField()
    title = serializers.CharField()
    text = TextOrNull()
    author = TextOrNull()
    updated_at = serializers.DateTimeField()
    url = serializers.HyperlinkedIdentityField(view_name="guide")


class BundleStateSerializer(serializers.Serializer[Any]):
    """That a bundle is being built."""

    state = serializers.ChoiceField(choices=[("building", "Building")])


class RevocationsQuerySerializer(ClosedSerializer):
    """Since when."""

    since = serializers.IntegerField(
        required=False,
        default=0,
        min_value=0,
        max_value=MAX_ID,
        help_text="`sequence` of the bundle's manifest, or of the last answer.",
    )


class RevocationsSerializer(serializers.Serializer[Any]):
    """What must leave the bundles that have been downloaded."""

    sequence = serializers.IntegerField(help_text="Up to which change of the catalogue; ask with it next time.")
    artworks = serializers.ListField(
        source="artwork_ids", child=serializers.IntegerField(), help_text="Works that are not published any more."
    )
    reference_images = serializers.ListField(
        source="reference_image_ids",
        child=serializers.IntegerField(),
        help_text="Pictures that are not published any more, those of the works among them.",
    )


class JsonWebKeySerializer(serializers.Serializer[Any]):
    """A public key (RFC 8037)."""

    kty = serializers.CharField(help_text="`OKP`")
    crv = serializers.CharField(help_text="`Ed25519`")
    x = serializers.CharField(help_text="The 32 bytes of the key, base64url without padding.")
    use = serializers.CharField(help_text="`sig`")
    alg = serializers.CharField(help_text="`EdDSA`")
    kid = serializers.CharField(help_text="As `key_id` in a bundle's manifest.")


class JsonWebKeysSerializer(serializers.Serializer[Any]):
    """Public keys (RFC 7517)."""

    keys = JsonWebKeySerializer(many=True)
