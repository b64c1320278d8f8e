"""Guides: a venue's stories about works."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.fields import IdParameter, TextOrNull
from catalog.api.serializers.pages import PageQuerySerializer, PageSerializer
from catalog.api.serializers.places import VenueSerializer
from catalog.api.serializers.prices import PricedArtworkSerializer
from catalog.models import Guide


class AudioSerializer(serializers.Serializer[Guide]):
    """A sound file; it can be read in parts."""

    url = serializers.HyperlinkedIdentityField(view_name="guide-audio")
    media_type = serializers.CharField(source="audio_media_type")
    size_bytes = serializers.IntegerField(source="audio_size_bytes")


class GuideSerializer(serializers.Serializer[Any]):
    """A venue's story about a work, in one language."""

    id = serializers.IntegerField(source="pk")
    venue = VenueSerializer(source="venue.shown")
    artwork = PricedArtworkSerializer()
    language = serializers.CharField(help_text="BCP 47.")
    title = serializers.CharField()
    text = TextOrNull(help_text="Plain; an empty line parts paragraphs.")
    audio = serializers.SerializerMethodField()
    author = TextOrNull()
    source = serializers.CharField(help_text="Who says so.")
    updated_at = serializers.DateTimeField()
    url = serializers.HyperlinkedIdentityField(view_name="guide")

    @extend_schema_field(AudioSerializer(allow_null=True))
    def get_audio(self, guide: Guide) -> dict[str, Any] | None:
        """The sound, where there is one."""
        return dict(AudioSerializer(guide, context=self.context).data) if guide.audio else None


class GuidePageSerializer(PageSerializer):
    """A page of guides."""

    results = GuideSerializer(many=True)


class GuidesQuerySerializer(PageQuerySerializer):
    """The parameters of lists of guides."""

    all_languages = serializers.BooleanField(
        required=False, default=False, help_text="Tell every guide in every language, not only the best one."
    )


class VenueGuidesQuerySerializer(GuidesQuerySerializer):
    """The parameters of a venue's guides."""

    artwork = IdParameter(help_text="Only about the artwork with this id.")
