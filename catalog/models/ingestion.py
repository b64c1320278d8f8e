"""Files being loaded: jobs with an exact account of their rows, the rows that were not taken, and what was seen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class IngestionJob(models.Model):
    """One run over one file. ``rows_read`` is its checkpoint: the rows before it are settled, those after untouched."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    format = models.CharField(max_length=60, help_text="The name of the source format.")
    source = models.CharField(max_length=60, help_text="The source of the records.")
    file_name = models.CharField("file", max_length=300)
    feed_url = models.CharField(
        "URL", max_length=2000, blank=True, help_text="Where the file is downloaded from; empty = it was here."
    )
    bytes_read = models.PositiveBigIntegerField(default=0, help_text="Downloaded so far.")
    bytes_total = models.PositiveBigIntegerField(null=True, blank=True, help_text="Null = the server does not say.")
    path = models.CharField(max_length=1000, blank=True, help_text="Where the file is read from; empty = not here yet.")
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Changes with the file, so that no row is taken twice."
    )
    options = models.JSONField(default=dict, help_text="What the file does not say itself.")
    columns = models.JSONField(default=list, help_text="The names of a raw row's cells.")
    retry_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="retries",
        help_text="Whose rejects it reads.",
    )
    corrections = models.CharField(
        max_length=1000,
        blank=True,
        help_text="The file of corrected rejects it reads; empty = the rejects as they are.",
    )
    is_dry_run = models.BooleanField("dry run", default=False, help_text="Counts what would change and writes nothing.")
    is_attended = models.BooleanField(default=False, help_text="A command runs it; no worker is asked to.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    problem = models.CharField(max_length=1000, blank=True, help_text="Why it failed, and what to do about it.")
    report = models.JSONField(default=dict, help_text="What was found out at the end.")
    rows_total = models.PositiveBigIntegerField(null=True, blank=True, help_text="Null = only reading will tell.")
    rows_read = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0, help_text="Left out on purpose: an id that came before.")
    pictures_named = models.PositiveBigIntegerField(
        default=0, help_text="Pictures at web addresses, in the records that were loaded."
    )

    running_s = models.FloatField("time at work", default=0, help_text="Seconds, pauses not counted.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Times the next chunk was begun.")
    leased_until = models.DateTimeField(null=True, blank=True, help_text="Until then somebody is at the next chunk.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When a worker was last asked for the next chunk.")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(rows_read=F("created") + F("updated") + F("unchanged") + F("rejected") + F("skipped")),
                name="ingestion_ledger_exact",
                violation_error_message="Every row that was read is created, updated, unchanged, rejected or skipped.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "paused"), finished_at__isnull=True, problem="")
                | Q(state="running", started_at__isnull=False, finished_at__isnull=True, problem="")
                | Q(state="done", started_at__isnull=False, finished_at__isnull=False, problem="")
                | Q(state="cancelled", finished_at__isnull=False, problem="")
                | (Q(state="failed", finished_at__isnull=False) & ~Q(problem="")),
                name="ingestion_state_whole",
            ),
            models.CheckConstraint(
                condition=~Q(path="") | (~Q(feed_url="") & Q(rows_read=0)), name="ingestion_file_or_url"
            ),
            models.CheckConstraint(
                condition=Q(leased_until__isnull=True) | Q(state="running"), name="ingestion_lease_while_running"
            ),
            models.UniqueConstraint(
                fields=("source",), condition=Q(state="running", is_dry_run=False), name="ingestion_one_writer_a_source"
            ),
        )
        indexes = (models.Index(fields=("state", "asked_at"), name="ingestion_by_state"),)

    def __str__(self) -> str:
        return f"job {self.pk}: {self.format} from {self.file_name} ({self.state})"

    @property
    def rows_per_s(self) -> float | None:
        """Over the time it was at work; None before its first chunk."""
        return self.rows_read / self.running_s if self.running_s else None

    @property
    def left_s(self) -> float | None:
        """Seconds of work left at that rate; None where the number of rows or the rate is not known."""
        rate = self.rows_per_s
        return None if not rate or self.rows_total is None else max(0, self.rows_total - self.rows_read) / rate


class IngestReject(models.Model):
    """A row that was not taken, as it stood in the file, and why."""

    job = models.ForeignKey(IngestionJob, on_delete=models.CASCADE, related_name="rejects")
    row = models.PositiveBigIntegerField(help_text="Its number in what the job read, from 0.")
    line = models.PositiveBigIntegerField(help_text="Where it begins in the file.")
    reason = models.CharField(max_length=60, help_text="A stable code.")
    message = models.TextField()
    cells = models.TextField(help_text="A JSON array in ASCII; bytes that are no UTF-8 as lone surrogates.")
    is_retryable = models.BooleanField(help_text="False where the row has no cells to read again, or was skipped.")

    class Meta:
        ordering = ("row",)
        constraints = (models.UniqueConstraint(fields=("job", "row"), name="ingest_reject_once_a_row"),)

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class IngestedRecord(models.Model):
    """The last word of a source about a record, as a digest: the same word again needs no work."""

    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)
    format = models.CharField(max_length=60)
    digest = models.CharField(max_length=32)
    row_digest = models.CharField(
        max_length=32, blank=True, help_text="Of the row as it stands in the file; empty where that tells too little."
    )
    # No index: it would be rewritten with every row of every run, and is wanted only when a job is deleted.
    job = models.ForeignKey(
        IngestionJob, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+", help_text="Saw it last."
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "source", "source_id"), name="ingested_record_unique"),)
        indexes = (models.Index(fields=("row_digest",), name="ingested_record_by_row"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.source}:{self.source_id}"
