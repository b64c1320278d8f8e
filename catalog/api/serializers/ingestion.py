"""Ingestion jobs: what starts one, and how it stands."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.fields import TextOrNull
from catalog.api.serializers.pages import PageSerializer
from catalog.api.serializers.rows import RowSerializer
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestionJob
from catalog.services.ingestion.files import FileRefused, path_on_server


class NewIngestionJobSerializer(BodySerializer):
    """A job to be started: over an upload, a file on the server or on the web, or the rejects of another job."""

    format = serializers.ChoiceField(
        choices=sorted(ADAPTERS), required=False, help_text="The source format. Needed unless `retry_of` is given."
    )
    file = serializers.FileField(
        required=False,
        help_text="The file itself, in a form, or a ZIP or TAR with it or with the folder that the format reads; with"
        " `retry_of`, its corrected rejects.",
    )
    path = serializers.CharField(
        required=False, help_text="Instead of `file`: a file or folder in the server's folder for ingestion."
    )
    url = serializers.CharField(
        required=False,
        max_length=2000,
        help_text="Instead of `file`: where a worker downloads it from, by http or https, from the public internet.",
    )
    retry_of = serializers.PrimaryKeyRelatedField(
        queryset=IngestionJob.objects.all(), required=False, help_text="A job whose rejected rows are loaded again."
    )
    source = serializers.CharField(
        required=False,
        max_length=60,
        help_text="Who says so: records are told apart within it. Left out: the format, or for lists the file's name.",
    )
    as_of = serializers.DateField(
        required=False, help_text="The day the file speaks of. Left out: when it was last changed."
    )
    images = serializers.CharField(
        required=False,
        help_text="Where paths of pictures start: a folder, a ZIP or a TAR in the server's folder for ingestion.",
    )
    images_file = serializers.FileField(
        required=False, help_text="Instead of `images`: a ZIP or TAR of the pictures itself, in a form."
    )
    mapping = serializers.CharField(
        required=False,
        max_length=20_000,
        help_text="What the columns of a `table` are, as YAML; or `guess`, to take what its headers suggest. Left"
        " out, the refusal says what they suggest.",
    )
    is_dry_run = serializers.BooleanField(default=False, help_text="Count what would change, and write nothing.")
    reload = serializers.BooleanField(default=False, help_text="Load what has not changed since the last run, too.")
    is_full = serializers.BooleanField(
        default=False, help_text="The file holds all that its source has: report the works that are gone from it."
    )
    fetch_linked = serializers.BooleanField(
        default=False,
        help_text="Fetch the manifests or objects that a IIIF collection or a Linked Art set only points to, too. What"
        " the file at a `url` points to always is.",
    )
    unpublish_missing = serializers.BooleanField(
        default=False, help_text="Unpublish the works that are gone; only with `is_full`."
    )

    def validate_path(self, path: str) -> str:
        """Something lies there."""
        return _existing(path)

    def validate_images(self, path: str) -> str:
        """Likewise."""
        return _existing(path)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One origin, and a format where it does not say itself."""
        given = {"file", "path", "url"} & set(attrs)
        if "retry_of" in attrs:
            if {"path", "url", "format"} & set(attrs):
                raise serializers.ValidationError({"retry_of": "Give it alone, or with corrected rejects as “file”."})
            return attrs
        if {"images", "images_file"} <= set(attrs):
            raise serializers.ValidationError({"images_file": "Give either images or images_file."})
        if len(given) != 1:
            raise serializers.ValidationError({"file": "Give a file, a path or a url, and only one of them."})
        if "format" not in attrs:
            raise serializers.ValidationError({"format": "Say which format the file has."})
        return attrs


def _existing(path: str) -> str:
    try:
        path_on_server(path)
    except FileRefused as refused:
        raise serializers.ValidationError(str(refused)) from refused
    return path


class PictureCountsSerializer(serializers.Serializer[Any]):
    """How far pictures are that records name by address."""

    waiting = serializers.IntegerField()
    fetched = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="Staff see the reasons in the admin, and can try again.")
    gone = serializers.IntegerField(help_text="The server has it no longer.")


class IngestionJobSerializer(RowSerializer[IngestionJob]):
    """A job. The rows read are always those created, updated, unchanged, rejected and skipped together."""

    url = serializers.SerializerMethodField()
    rejects_url = serializers.SerializerMethodField(help_text="The rejected and skipped rows as a CSV file.")
    started_by = serializers.CharField(source="started_by.username", default=None, allow_null=True, read_only=True)
    problem = TextOrNull(help_text="Why it failed, and what to do about it.")
    rows_per_s = serializers.FloatField(allow_null=True, read_only=True, help_text="Null before the first chunk.")
    left_s = serializers.FloatField(
        allow_null=True, read_only=True, help_text="Seconds of work left; null where the number of rows is not known."
    )
    feed_url = TextOrNull(help_text="Where its file is downloaded from; null for a file that was here.")
    bytes_read = serializers.IntegerField(read_only=True, help_text="Downloaded so far.")
    pictures = serializers.SerializerMethodField(
        help_text="Of the pictures that its records name by address, how many are waiting, fetched, failed and gone."
    )
    report = serializers.DictField(
        read_only=True,
        help_text="What was found out: `gone` (works that a full file no longer has), `unpublished`,"
        " `linked_documents_fetched`, …",
    )

    class Meta:
        model = IngestionJob
        fields = (
            *("id", "url", "state", "problem", "format", "source", "file_name", "retry_of", "is_dry_run", "started_by"),
            *("rows_total", "rows_read", "created", "updated", "unchanged", "rejected", "skipped", "pictures_named"),
            *(
                "pictures",
                "feed_url",
                "bytes_read",
                "bytes_total",
                "rows_per_s",
                "left_s",
                "report",
                "rejects_url",
                "created_at",
                "started_at",
                "finished_at",
            ),
        )
        read_only_fields = fields

    def get_url(self, job: IngestionJob) -> str:
        """Its own address."""
        return reverse("ingestion-job", args=[job.pk], request=self.context["request"])

    @extend_schema_field(PictureCountsSerializer)
    def get_pictures(self, job: IngestionJob) -> dict[str, int]:
        """By state, looked up for all jobs of the answer at once."""
        counts: dict[str, int] = self.context["pictures"][job.pk]
        return counts

    def get_rejects_url(self, job: IngestionJob) -> str:
        """The address of its rejects."""
        return reverse("ingestion-rejects", args=[job.pk], request=self.context["request"])


class IngestionJobPageSerializer(PageSerializer):
    """A page of jobs, the newest first."""

    results = IngestionJobSerializer(many=True)
