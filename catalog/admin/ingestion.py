"""Ingestion jobs in the admin: start, watch, stop, and look at the rows that were not taken."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestionJob
from catalog.selectors.ingestion import ingestion_jobs, jobs_to_correct, reject_reasons
from catalog.selectors.pictures import picture_counts
from catalog.services.ingestion import jobs
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.jobs import JobRefused, MappingWanted
from catalog.services.ingestion.rejects import unpack_cells
from catalog.services.ingestion.requests import request_job

_SHOWN = 100
_STATE = IngestionJob.State
_COUNTS = ("created", "updated", "unchanged", "rejected", "skipped")
_PACE = ("rows_read", "rows_total", "rows_per_s", "left_s", "bytes_read", "bytes_total")
_CHANGES: Mapping[str, Callable[[int], IngestionJob]] = {
    "pause": jobs.pause_job,
    "resume": jobs.resume_job,
    "cancel": jobs.cancel_job,
    "retry": lambda pk: jobs.retry_job(IngestionJob.objects.get(pk=pk)),
}
_OFFERED: Mapping[str, tuple[str, ...]] = {
    _STATE.QUEUED: ("pause", "cancel"),
    _STATE.RUNNING: ("pause", "cancel"),
    _STATE.PAUSED: ("resume", "cancel"),
    _STATE.FAILED: ("resume", "cancel"),
}


class StartForm(forms.Form):
    """A file and what it does not say itself; whether it can be loaded is the service's to say."""

    format = forms.ChoiceField()
    file = forms.FileField(required=False, help_text="Upload it, or a ZIP or TAR with it or its folder.")
    path = forms.CharField(required=False, help_text="A file or folder in the server's folder for ingestion.")
    url = forms.CharField(
        required=False, label="URL", max_length=2000, help_text="Or where a worker downloads it from."
    )
    source = forms.CharField(
        required=False,
        max_length=60,
        help_text="Empty: the museum or market of the format, or for lists the file's name.",
    )
    as_of = forms.DateField(required=False, help_text="The day it speaks of. Empty: when it was last changed.")
    mapping = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "cols": 80}),
        help_text="What the columns of anyone's table are, as YAML. Empty: what headers suggest is shown to confirm.",
    )
    images_file = forms.FileField(
        required=False,
        label="Pictures",
        help_text="A ZIP or TAR of them, where they are not in the file's own archive.",
    )
    images = forms.CharField(
        required=False, label="Pictures on the server", help_text="Or a folder or archive in the server's folder."
    )
    is_dry_run = forms.BooleanField(required=False, label="Dry run", help_text="Count what would change.")
    reload = forms.BooleanField(required=False, help_text="Load what has not changed since the last run, too.")
    is_full = forms.BooleanField(
        required=False, label="Full", help_text="It holds all that its source has: report what is gone from it."
    )
    unpublish_missing = forms.BooleanField(required=False, help_text="Unpublish what is gone from a full file.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        choices = [(name, f"{adapter.title}: {adapter.description}") for name, adapter in sorted(ADAPTERS.items())]
        self.fields["format"] = forms.ChoiceField(choices=choices)

    def clean(self) -> dict[str, Any]:
        """One origin."""
        cleaned: dict[str, Any] = self.cleaned_data
        if sum(bool(cleaned.get(name)) for name in ("file", "path", "url")) != 1 and not self.errors:
            raise forms.ValidationError("Choose a file, or name one on the server, or give its URL.")
        if cleaned.get("images_file") and cleaned.get("images"):
            raise forms.ValidationError("Choose an archive of pictures, or name one on the server.")
        return cleaned


class RowsFilter(admin.SimpleListFilter):
    """Jobs whose rejects wait to be corrected."""

    title = "rows"
    parameter_name = "rows"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("rejected", "To be corrected")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[IngestionJob]) -> QuerySet[IngestionJob]:
        return jobs_to_correct(queryset) if self.value() else queryset


@admin.register(IngestionJob)
class IngestionJobAdmin(ReadOnlyAdmin):
    """The page of a job is one that keeps itself up to date."""

    list_display = ("id", "told", "file_name", "source", "rows", "counts", "started_by", "created_at")
    list_display_links = ("id", "file_name")
    list_select_related = ("started_by",)
    list_filter = ("state", RowsFilter, "format", "is_dry_run", "created_at")
    search_fields = ("file_name", "source", "started_by__username")
    search_help_text = "File, source, who started it"
    list_per_page = 50
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        return [
            path("start/", self._for("add", start), name="catalog_ingestionjob_start"),
            path("<int:pk>/progress/", self._for("view", progress), name="catalog_ingestionjob_progress"),
            path("<int:pk>/<str:change>/now/", self._for("change", change_job), name="catalog_ingestionjob_do"),
            *super().get_urls(),
        ]

    def _for(self, permission: str, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """The view, for those of the staff who have the permission."""
        asked = permission_required(f"catalog.{permission}_ingestionjob", raise_exception=True)
        return self.admin_site.admin_view(asked(view))

    @admin.display(description="state", ordering="state")
    def told(self, job: IngestionJob) -> str:
        return f"{job.get_state_display()}, dry run" if job.is_dry_run else job.get_state_display()

    @admin.display(description="rows", ordering="rows_read")
    def rows(self, job: IngestionJob) -> str:
        """Such as "1,200 of 2,500"; one number where all are read."""
        is_whole = job.rows_total in (None, job.rows_read)
        return f"{job.rows_read:,}" if is_whole else f"{job.rows_read:,} of {job.rows_total:,}"

    @admin.display(description="what became of them")
    def counts(self, job: IngestionJob) -> str:
        """Such as "1,150 created, 50 rejected"."""
        return ", ".join(f"{count:,} {name}" for name in _COUNTS if (count := getattr(job, name))) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        job = get_object_or_404(ingestion_jobs(), pk=object_id if object_id.isdecimal() else None)
        return _page(request, "job.html", {"title": f"Job {job.pk}", **_told(job)})


def start(request: HttpRequest) -> HttpResponse:
    """A form for a file, which leads to its job."""
    form = StartForm(request.POST, request.FILES) if request.method == "POST" else StartForm()
    if form.is_valid():
        try:
            job = request_job(form.cleaned_data, started_by=request.user)
        except MappingWanted as wanted:
            form = StartForm({**request.POST.dict(), "mapping": wanted.proposal})
            form.add_error(
                "mapping",
                "This is what the headers suggest. Correct it and start; a file to upload is to be chosen again.",
            )
        except (JobRefused, FileRefused, OSError) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("admin:catalog_ingestionjob_change", job.pk)
    return _page(request, "start.html", {"form": form, "title": "Load a file"})


def progress(request: HttpRequest, pk: int) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """How a job stands, for its page's script."""
    job = get_object_or_404(IngestionJob, pk=pk)
    pace = {name: getattr(job, name) for name in _PACE}
    return JsonResponse({"state": job.state, "state_text": job.get_state_display(), **pace, **_counts(job)})


@require_POST
def change_job(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """Pauses, resumes, cancels or retries; then shows the job, or the new one."""
    get_object_or_404(IngestionJob, pk=pk)
    try:
        job = _CHANGES[change](pk)
    except KeyError:
        messages.error(request, f"A job cannot be asked to “{change}”.")
    except JobRefused as refused:
        messages.error(request, str(refused))
    else:
        pk = job.pk
    return redirect("admin:catalog_ingestionjob_change", pk)


def _told(job: IngestionJob) -> dict[str, Any]:
    rejects = job.rejects.order_by("row")
    has_ended = job.finished_at is not None
    can_retry = has_ended and rejects.filter(is_retryable=True).exists()
    return {
        "job": job,
        "facts": [(name, name.replace("_", " "), count) for name, count in _counts(job).items()],
        "offered": [*_OFFERED.get(job.state, ()), *(["retry"] if can_retry else [])],
        "is_live": job.state in (_STATE.QUEUED, _STATE.RUNNING),
        "report": [
            (name.replace("_", " "), ", ".join(value) if isinstance(value, list) else value)
            for name, value in job.report.items()
            if value
        ],
        "reasons": list(reject_reasons(job)),
        "rejects": [(reject, unpack_cells(reject.cells)) for reject in rejects[:_SHOWN]],
        "shown": _SHOWN,
    }


def _counts(job: IngestionJob) -> dict[str, int]:
    """What became of the rows, and of the pictures that they name by address."""
    pictures = picture_counts([job.pk])[job.pk]
    rows = {name: getattr(job, name) for name in _COUNTS}
    return rows | {f"pictures_{state}": count for state, count in pictures.items()}


def _page(request: HttpRequest, template: str, told: dict[str, Any]) -> TemplateResponse:
    context = {**admin.site.each_context(request), **told}
    return TemplateResponse(request, f"admin/catalog/ingestionjob/{template}", context)
