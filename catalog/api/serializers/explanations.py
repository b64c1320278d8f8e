"""An explanation: how a photo came to be answered as it was."""

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.recognitions import IndexSerializer, PhotoSizeSerializer, QuadField
from catalog.models import Recognition


class ExplanationPictureSerializer(serializers.Serializer[Any]):
    """A drawn picture."""

    url = serializers.SerializerMethodField(help_text="For staff only, as long as the explanation is kept.")
    shows = serializers.CharField(help_text="What is on it, in words.")
    media_type = serializers.ChoiceField(choices=["image/jpeg", "image/png"])
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()

    def get_url(self, picture: dict[str, Any]) -> str:
        """The picture's own address."""
        names = [self.context["explanation_id"], picture["name"]]
        return reverse("explanation-picture", args=names, request=self.context["request"])


class StageSerializer(serializers.Serializer[Any]):
    """One step of recognition."""

    name = serializers.CharField()
    title = serializers.CharField()
    told = serializers.CharField(help_text="What happened here; “#731” is reference image 731.")
    pictures = ExplanationPictureSerializer(many=True)


class TermSerializer(serializers.Serializer[Any]):
    """What one feature adds to a candidate's logit."""

    feature = serializers.CharField()
    value = serializers.FloatField()
    weight = serializers.FloatField()
    contribution = serializers.FloatField(help_text="Value times weight.")


class WeighedCandidateSerializer(serializers.Serializer[Any]):
    """A verified candidate with all its evidence."""

    reference_image_id = serializers.IntegerField()
    is_match = serializers.BooleanField()
    confidence = serializers.FloatField(help_text="The logistic function of the logit, 0 to 1.")
    logit = serializers.FloatField(help_text="The intercept and all contributions.")
    similarity = serializers.FloatField(help_text="Cosine similarity of the most similar region, -1 to 1.")
    picture_similarity = serializers.FloatField(
        allow_null=True, help_text="Cosine similarity of what is inside the outline; null without one."
    )
    votes = serializers.FloatField(help_text="Weighted keypoints that vote for it.")
    inliers = serializers.IntegerField(help_text="Distinct places that one perspective explains.")
    coverage = serializers.FloatField(help_text="Share of the reference picture that they span, 0 to 1.")
    quad = QuadField(allow_null=True, help_text="Its outline in pixels of the upright photo.")
    terms = TermSerializer(many=True)


class DecisionSerializer(serializers.Serializer[Any]):
    """How the evidence was weighed."""

    match_above = serializers.FloatField(help_text="The confidence that makes a match.")
    candidate_above = serializers.FloatField(help_text="The confidence that makes a candidate.")
    intercept = serializers.FloatField()
    candidates = WeighedCandidateSerializer(many=True, help_text="All that were verified, best first.")


class ShownReferenceSerializer(serializers.Serializer[Any]):
    """A reference image that the stages speak of or show."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Title and artist of its artwork, published or not.")


class ExplanationSerializer(serializers.Serializer[Any]):
    """An explanation. While its state is "pending", what is not known yet is null, and there are no stages."""

    id = serializers.UUIDField(source="explanation.id")
    url = serializers.SerializerMethodField()
    state = serializers.ChoiceField(
        source="explanation.state",
        choices=[(state.value, state.label) for state in (Recognition.State.PENDING, Recognition.State.DONE)],
    )
    requested_at = serializers.DateTimeField(source="explanation.requested_at")
    kept_until = serializers.DateTimeField(
        source="explanation.kept_until", help_text="When it and its pictures are deleted, at the latest."
    )
    outcome = serializers.ChoiceField(source="story.outcome", choices=Recognition.Outcome.choices, allow_null=True)
    headline = serializers.CharField(source="story.headline", allow_null=True, help_text="The answer in a sentence.")
    photo = PhotoSizeSerializer(source="story.photo_size_wh", allow_null=True)
    stages = StageSerializer(many=True, help_text="In the order of recognition.")
    decision = DecisionSerializer(source="story.decision", allow_null=True)
    reference_images = ShownReferenceSerializer(many=True)
    index = IndexSerializer(source="story", allow_null=True)
    embedder = serializers.CharField(source="story.fingerprint", allow_null=True)
    timings_ms = serializers.DictField(source="story.timings_ms", child=serializers.FloatField(), allow_null=True)

    def get_url(self, told: dict[str, Any]) -> str:
        """Its own address."""
        return reverse("explanation", args=[told["explanation"].id], request=self.context["request"])
