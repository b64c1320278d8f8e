"""Ingestion jobs in the admin: start, watch, stop, and look at the rows that were not taken."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from catalog.admin.confirming import ask_first, is_confirmed
from catalog.admin.loading import StartForm, columns_form
from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import IngestionJob
from catalog.selectors.ingestion import ingestion_jobs, jobs_to_correct, reject_reasons
from catalog.selectors.pictures import picture_counts
from catalog.services.ingestion import jobs
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.jobs import JobRefused
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
}
_CANCEL = (
    "It ends for good, and the rest of its file is not read. What it has written stands; the file can be loaded again."
)
_REPORT = {"gone": "Gone from the file", "unpublished": "Unpublished", "note": "Note"}
_OFFERED: Mapping[str, tuple[str, ...]] = {
    _STATE.QUEUED: ("pause", "cancel"),
    _STATE.RUNNING: ("pause", "cancel"),
    _STATE.PAUSED: ("resume", "cancel"),
    _STATE.FAILED: ("resume", "cancel"),
}


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
            path("<int:pk>/retry/now/", self._for("add", retry), name="catalog_ingestionjob_retry"),
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
    """A form for a file, which leads to its job; for a table by way of a page that asks what its columns are."""
    form = StartForm(request.POST, request.FILES) if request.method == "POST" else StartForm()
    columns = None
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            columns = columns_form(wanted, request.POST)
            if columns is None or columns.is_valid():
                mapping = wanted["mapping"] if columns is None else columns.as_yaml()
                job = request_job({**wanted, "mapping": mapping}, started_by=request.user)
                return redirect("admin:catalog_ingestionjob_change", job.pk)
        except (JobRefused, FileRefused, OSError) as refused:
            (columns or form).add_error(None, str(refused))
    if columns is None:
        return _page(request, "start.html", {"form": form, "title": "Load a file"})
    return _page(request, "columns.html", {"form": form, "columns": columns, "title": "What the columns are"})


def progress(request: HttpRequest, pk: int) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """How a job stands, for its page's script."""
    job = get_object_or_404(IngestionJob, pk=pk)
    pace = {name: getattr(job, name) for name in _PACE}
    return JsonResponse({"state": job.state, "state_text": job.get_state_display(), **pace, **_counts(job)})


@require_POST
def change_job(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """Pauses, resumes or cancels, for which it asks first; then shows the job."""
    asked = IngestionJob.objects.filter(pk=pk)
    get_object_or_404(asked)
    page = reverse("admin:catalog_ingestionjob_change", args=(pk,))
    if change == "cancel" and not is_confirmed(request):
        return ask_first(request, asked, title="Cancel the job", told=_CANCEL, back=page)
    try:
        _CHANGES[change](pk)
    except KeyError:
        messages.error(request, f"A job cannot be asked to “{change}”.")
    except JobRefused as refused:
        messages.error(request, str(refused))
    return redirect(page)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Loads the rejected rows of a job again, as they are or from the corrected file; then shows the new job."""
    job = get_object_or_404(IngestionJob, pk=pk)
    try:
        wanted = {"retry_of": job, "file": request.FILES.get("file")}
        job = request_job(wanted, started_by=request.user)
    except (JobRefused, FileRefused, OSError) as refused:
        messages.error(request, str(refused))
    return redirect("admin:catalog_ingestionjob_change", job.pk)


def _told(job: IngestionJob) -> dict[str, Any]:
    rejects = job.rejects.order_by("row")
    has_ended = job.finished_at is not None
    can_retry = has_ended and rejects.filter(is_retryable=True).exists()
    return {
        "job": job,
        "facts": [(name, name.replace("_", " "), count) for name, count in _counts(job).items()],
        "offered": _OFFERED.get(job.state, ()),
        "can_retry": can_retry,
        "retries": job.retries.order_by("pk"),
        "is_live": job.state in (_STATE.QUEUED, _STATE.RUNNING),
        "report": [(label, job.report[name]) for name, label in _REPORT.items() if job.report.get(name)],
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
