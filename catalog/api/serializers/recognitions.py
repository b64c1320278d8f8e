"""A recognition: what is in the photo, and the evidence for it."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers.artworks import ArtworkSerializer, PriceHistorySerializer
from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.closed import ClosedSerializer
from catalog.api.serializers.fields import Choice, IdField, TextOrNull
from catalog.api.serializers.geography import PointField
from catalog.api.serializers.my_art import NewTextField
from catalog.api.serializers.pages import PageSerializer
from catalog.api.serializers.places import SightingSerializer
from catalog.api.serializers.rows import RowSerializer
from catalog.models import Recognition, RecognitionFeedback, Venue
from catalog.selectors.artworks import published_artworks
from catalog.selectors.whereabouts import Hint


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


class _RecognitionStateSerializer(serializers.Serializer[Any]):
    """How a recognition stands."""

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


class RecognitionSerializer(_RecognitionStateSerializer):
    """A recognition. While its state is "pending", what is not known yet is null, and there are no regions."""

    photo = PhotoSizeSerializer(source="recognition.evidence.photo_size_wh", allow_null=True)
    regions = RegionSerializer(many=True, help_text="Best first.")
    index = IndexSerializer(source="recognition.evidence", allow_null=True)
    embedder = serializers.CharField(
        source="recognition.evidence.fingerprint", allow_null=True, help_text="Fingerprint of the embedder."
    )
    timings_ms = serializers.DictField(
        source="recognition.evidence.timings_ms", child=serializers.FloatField(), allow_null=True
    )


class ListedRecognitionSerializer(_RecognitionStateSerializer):
    """A recognition in the history. Its address has the whole answer."""

    artworks = ArtworkSerializer(source="matched", many=True, help_text="What was found, best first.")


class RecognitionPageSerializer(PageSerializer):
    """A page of the history, the newest first."""

    results = ListedRecognitionSerializer(many=True)


class HintSerializer(ClosedSerializer):
    """The fields beside the photo in a form."""

    near = PointField(required=False)
    venue = IdField(queryset=Venue.objects.all(), required=False)

    def hint(self) -> Hint | None:
        """What was validated, or None where nothing was said."""
        given = self.validated_data
        venue_id = given["venue"].pk if "venue" in given else None
        return Hint(given.get("near"), venue_id) if given else None


class NewFeedbackSerializer(BodySerializer):
    """What somebody says of an answer."""

    verdict = Choice(choices=RecognitionFeedback.Verdict.choices)
    artwork = IdField(
        queryset=published_artworks(()),
        allow_null=True,
        default=None,
        help_text="The work that it is; with `is_work`, and only then.",
    )
    note = NewTextField(max_length=1000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A work where one is meant."""
        if (attrs["verdict"] == RecognitionFeedback.Verdict.IS_WORK) != (attrs["artwork"] is not None):
            message = "Name the artwork with the verdict “is_work”, and with no other."
            raise serializers.ValidationError({"artwork": [message]})
        return attrs


class FeedbackSerializer(RowSerializer[RecognitionFeedback]):
    """What you said of an answer."""

    note = TextOrNull()

    class Meta:
        model = RecognitionFeedback
        fields = ("verdict", "artwork", "note", "created_at", "changed_at")
