"""Ingestion jobs: for the staff."""

from collections.abc import Callable
from typing import Any

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.examples import JOB, JOB_EXAMPLE, page_example
from catalog.api.negotiation import AnyAccept
from catalog.api.pagination import read_page
from catalog.api.parsers import StrictJSONParser
from catalog.api.permissions import StaffView
from catalog.api.problems import Problem
from catalog.api.schema import problems, response_header
from catalog.api.serializers.ingestion import (
    IngestionJobPageSerializer,
    IngestionJobSerializer,
    NewIngestionJobSerializer,
)
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.models import IngestionJob
from catalog.selectors.ingestion import ingestion_jobs
from catalog.selectors.pictures import picture_counts
from catalog.services.ingestion import jobs
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.jobs import JobRefused, MappingWanted
from catalog.services.ingestion.rejects import rejects_csv
from catalog.services.ingestion.requests import request_job

_STAFF_PROBLEMS = ("not-authenticated", "permission-denied", "not-acceptable", "database-unavailable")
_JOB = OpenApiResponse(IngestionJobSerializer, examples=[JOB_EXAMPLE])


def _context(request: Request, *jobs: IngestionJob) -> dict[str, Any]:
    return {"request": request, "pictures": picture_counts([job.pk for job in jobs])}


class IngestionJobsView(StaffView):
    """All jobs, and new ones."""

    rows = "ingestionjob"

    parser_classes = (StrictJSONParser, MultiPartParser)

    @extend_schema(
        operation_id="ingestion_jobs",
        summary="List ingestion jobs",
        description="For staff. The newest first.",
        tags=["ingestion"],
        parameters=[PageQuerySerializer],
        responses={
            200: OpenApiResponse(IngestionJobPageSerializer, examples=[page_example("jobs", JOB)]),
            **problems("invalid-request", *_STAFF_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(ingestion_jobs(), request, query.validated_data, ordering=("-pk",))
        return Response(
            page.body(IngestionJobSerializer(page.rows, many=True, context=_context(request, *page.rows)).data)
        )

    @extend_schema(
        operation_id="start_ingestion_job",
        summary="Load a file",
        description="For staff. Send the file in a form (`multipart/form-data`), name one that lies in the server's"
        " folder for ingestion, or give a URL. A worker loads it chunk by chunk; ask at the address in `Location` how"
        " it stands.",
        tags=["ingestion"],
        parameters=[response_header("Location", "Address of the job.", [201])],
        request=NewIngestionJobSerializer,
        responses={
            201: OpenApiResponse(IngestionJobSerializer, description="Queued.", examples=[JOB_EXAMPLE]),
            **problems("invalid-request", "malformed-request", "unsupported-media-type", *_STAFF_PROBLEMS),
        },
    )
    def post(self, request: Request) -> Response:
        """Queues a job."""
        wanted = NewIngestionJobSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            job = request_job(wanted.validated_data, started_by=request.user)
        except MappingWanted as undecided:
            errors = {"mapping": [str(undecided)]}
            raise Problem("invalid-request", "See “errors” for each field.", errors=errors) from undecided
        except (JobRefused, FileRefused) as refused:
            origin = next(name for name in ("retry_of", "file", "path", "url") if name in wanted.validated_data)
            raise Problem("invalid-request", str(refused), errors={origin: [str(refused)]}) from refused
        body = IngestionJobSerializer(job, context=_context(request, job)).data
        return Response(body, status=201, headers={"Location": body["url"]})


class IngestionJobView(StaffView):
    """One job."""

    rows = "ingestionjob"

    @extend_schema(
        operation_id="ingestion_job",
        summary="Read how an ingestion job stands",
        description="For staff.",
        tags=["ingestion"],
        responses={200: _JOB, **problems("not-found", *_STAFF_PROBLEMS)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """State, account, rate and time left."""
        job = get_object_or_404(ingestion_jobs(), pk=pk)
        return Response(IngestionJobSerializer(job, context=_context(request, job)).data)


class IngestionRejectsView(StaffView):
    """The rows that a job did not take."""

    rows = "ingestionjob"

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="ingestion_rejects",
        summary="Download the rejected rows of an ingestion job",
        description="For staff. A CSV file with the line, the reason and the message before the cells of each row."
        " Corrected, it can be sent back as the `file` of a job with `retry_of`. What a spreadsheet program would take"
        " for a formula has an apostrophe before it, which is taken away again.",
        tags=["ingestion"],
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            **problems("not-found", "not-authenticated", "permission-denied", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:  # noqa: ARG002 - REST framework's signature
        """The rows, streamed."""
        job = get_object_or_404(ingestion_jobs(), pk=pk)
        headers = {"Content-Disposition": f'attachment; filename="job-{job.pk}-rejects.csv"'}
        return StreamingHttpResponse(rejects_csv(job), content_type="text/csv; charset=utf-8", headers=headers)


Endpoint = Callable[[Any, Request, int], Response]


def _change(name: str, summary: str, description: str) -> Callable[[Endpoint], Endpoint]:
    return extend_schema(
        operation_id=f"{name}_ingestion_job",
        summary=summary,
        description=f"For staff. {description}",
        tags=["ingestion"],
        request=None,
        responses={200: _JOB, **problems("not-found", "conflict", *_STAFF_PROBLEMS)},
    )


class _ChangeView(StaffView):
    """Changes the state of a job."""

    rows = "ingestionjob"
    does = "change"

    def _changed(self, request: Request, pk: int, change: Callable[[int], IngestionJob]) -> Response:
        get_object_or_404(ingestion_jobs(), pk=pk)
        try:
            job = change(pk)
        except JobRefused as refused:
            raise Problem("conflict", str(refused)) from refused
        return Response(IngestionJobSerializer(job, context=_context(request, job)).data)


class PauseIngestionJobView(_ChangeView):
    """Pauses."""

    @_change("pause", "Pause an ingestion job", "What is written stands; a chunk in hand is read again later.")
    def post(self, request: Request, pk: int) -> Response:
        """Stops it after the last chunk that is written."""
        return self._changed(request, pk, jobs.pause_job)


class ResumeIngestionJobView(_ChangeView):
    """Resumes."""

    @_change("resume", "Resume an ingestion job", "A paused or a failed one, from the row where it stopped.")
    def post(self, request: Request, pk: int) -> Response:
        """Lets it go on."""
        return self._changed(request, pk, jobs.resume_job)


class CancelIngestionJobView(_ChangeView):
    """Cancels."""

    @_change("cancel", "Cancel an ingestion job", "For good; what it has written stands.")
    def post(self, request: Request, pk: int) -> Response:
        """Ends it."""
        return self._changed(request, pk, jobs.cancel_job)
