"""A recognition: what is in the photo, and the evidence for it."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers.artworks import ArtworkSerializer, PriceHistorySerializer
from catalog.api.serializers.places import SightingSerializer
from catalog.models import Recognition


class QuadField(serializers.ListField):
    """Four corners."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        corner = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
        super().__init__(child=corner, min_length=4, max_length=4, **kwargs)


class EvidenceSerializer(serializers.Serializer[Any]):
    """Why an artwork is thought to be in the photo."""

    reference_image_id = serializers.IntegerField(help_text="The catalogue's picture that fits best.")
    similarity = serializers.FloatField(help_text="Cosine similarity of the embeddings, -1 to 1.")
    inliers = serializers.IntegerField(help_text="Local correspondences that one perspective explains.")
    coverage = serializers.FloatField(help_text="Share of the reference picture that they span, 0 to 1.")


class HitSerializer(serializers.Serializer[Any]):
    """An artwork with what it cost and where it is."""

    artwork = ArtworkSerializer()
    price_history = PriceHistorySerializer()
    seen_at = SightingSerializer(many=True)


class CandidateSerializer(HitSerializer):
    """An artwork that may be the one in the photo."""

    confidence = serializers.FloatField(
        source="evidence.confidence", help_text="Calibrated probability of being the work in the photo, 0 to 1."
    )
    evidence = EvidenceSerializer()
    quad = QuadField(source="evidence.quad", allow_null=True, help_text="Its outline in the photo, where known.")


class NearestSerializer(HitSerializer):
    """An artwork that looks alike: no claim that it is the one in the photo."""

    similarity = serializers.FloatField(
        source="evidence.similarity", help_text="Cosine similarity of the embeddings, -1 to 1."
    )


class GuessSerializer(serializers.Serializer[Any]):
    """A label with its probability: a guess, never a fact of the catalogue."""

    label = serializers.CharField()
    probability = serializers.FloatField(help_text="0 to 1.")


class RegionSerializer(serializers.Serializer[Any]):
    """What was found at one place of the photo. Only a match has an artwork, a price history and places."""

    outcome = serializers.ChoiceField(choices=Recognition.Outcome.choices)
    quad = QuadField(
        help_text="Corners in pixels of the upright photo: top left, top right, bottom right, bottom left."
    )
    confidence = serializers.FloatField(
        source="match.evidence.confidence",
        allow_null=True,
        help_text="Calibrated probability of the match, 0 to 1; null without one.",
    )
    artwork = ArtworkSerializer(source="match.artwork", allow_null=True)
    evidence = EvidenceSerializer(source="match.evidence", allow_null=True)
    price_history = PriceHistorySerializer(source="match.price_history", allow_null=True)
    seen_at = SightingSerializer(source="match.seen_at", many=True, allow_null=True)
    candidates = CandidateSerializer(many=True, help_text="Best first; empty with a match.")
    nearest = NearestSerializer(many=True, help_text="At most 8 artworks that look alike, without the match.")
    attributes = serializers.DictField(
        child=GuessSerializer(many=True),
        help_text="Guesses by attribute (style, artist, period, medium, genre), likeliest first; never facts. "
        "An attribute is absent where too little is known of it, or nothing is sure enough.",
    )


class IndexSerializer(serializers.Serializer[Any]):
    """The state of the vector index that was searched."""

    generation = serializers.IntegerField(source="index_generation")
    sequence = serializers.IntegerField(source="index_sequence", help_text="Every change up to this one was seen.")


class PhotoSizeSerializer(serializers.Serializer[Any]):
    """The size of the upright photo."""

    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()

    def to_representation(self, size_wh: list[int]) -> dict[str, int]:
        """The evidence has it as a pair."""
        return {"width_px": size_wh[0], "height_px": size_wh[1]}


class RecognitionSerializer(serializers.Serializer[Any]):
    """A recognition. While its state is "pending", what is not known yet is null, and there are no regions."""

    id = serializers.UUIDField(source="recognition.pk")
    url: "serializers.HyperlinkedRelatedField[Recognition]" = serializers.HyperlinkedRelatedField(
        view_name="recognition", source="recognition", read_only=True
    )
    state = serializers.ChoiceField(
        source="recognition.state",
        choices=[(state.value, state.label) for state in (Recognition.State.PENDING, Recognition.State.DONE)],
    )
    outcome = serializers.ChoiceField(
        choices=Recognition.Outcome.choices, allow_null=True, help_text="The best of the regions' outcomes."
    )
    created_at = serializers.DateTimeField(source="recognition.created_at")
    answered_at = serializers.DateTimeField(source="recognition.answered_at", allow_null=True)
    photo = PhotoSizeSerializer(source="recognition.evidence.photo_size_wh", allow_null=True)
    regions = RegionSerializer(many=True, help_text="Best first.")
    index = IndexSerializer(source="recognition.evidence", allow_null=True)
    embedder = serializers.CharField(
        source="recognition.evidence.fingerprint", allow_null=True, help_text="Fingerprint of the embedder."
    )
    timings_ms = serializers.DictField(
        source="recognition.evidence.timings_ms", child=serializers.FloatField(), allow_null=True
    )
