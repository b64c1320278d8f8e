"""The vector index in the admin: its generations, how far it and the workers are, and a button to build it anew."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from catalog import dispatch
from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import IndexGeneration
from catalog.selectors.images import IndexState, count_by_index_state
from catalog.selectors.index import last_sequence
from catalog.selectors.queues import read_queues

_DOES = {
    "recognition": "recognizes photos, and finds what looks alike",
    "indexing": "embeds and describes pictures, builds the index, compares pictures",
    "ingestion": "loads files",
    "pictures": "fetches pictures from the web",
    "webhooks": "tells partners of changes",
}


@admin.register(IndexGeneration)
class IndexGenerationAdmin(ReadOnlyAdmin):
    """What was built when, and how well it finds."""

    list_display = ("id", "state", "entries", "recall", "built_at", "up_to", "factory", "fingerprint")
    list_filter = ("state", "fingerprint")

    def get_urls(self) -> list[URLPattern]:
        may_view, may_change = (
            permission_required(f"catalog.{name}_indexgeneration", raise_exception=True) for name in ("view", "change")
        )
        wrap = self.admin_site.admin_view
        return [
            path("state/", wrap(may_view(state)), name="catalog_indexgeneration_state"),
            path("build/", wrap(may_change(require_POST(build))), name="catalog_indexgeneration_build"),
            *super().get_urls(),
        ]

    @admin.display(description="entries", ordering="vectors")
    def entries(self, generation: IndexGeneration) -> str:
        return f"{generation.vectors:,}"

    @admin.display(description="recall at 10", ordering="recall_at_10")
    def recall(self, generation: IndexGeneration) -> str:
        return f"{generation.recall_at_10:.3f}"

    @admin.display(description="up to change", ordering="sequence")
    def up_to(self, generation: IndexGeneration) -> str:
        return f"{generation.sequence:,}"


def state(request: HttpRequest) -> HttpResponse:
    """How far the index and the workers are."""
    context = {**admin.site.each_context(request), "title": "Workers and index", **_index(), **_queues()}
    return TemplateResponse(request, "admin/catalog/indexgeneration/state.html", context)


def build(request: HttpRequest) -> HttpResponse:
    """Asks a worker for new generations."""
    dispatch.publish_generation()
    messages.success(request, "Asked for. The worker of the queue “indexing” builds it when it has time; see below.")
    return redirect("admin:catalog_indexgeneration_state")


def _index() -> dict[str, Any]:
    counts = count_by_index_state()
    last = last_sequence()
    active = IndexGeneration.objects.filter(state=IndexGeneration.State.ACTIVE)
    return {
        "pictures": [(each.value, each.label, counts[each.value]) for each in IndexState],
        "generations": [(each, last - each.sequence) for each in active],
    }


def _queues() -> dict[str, Any]:
    try:
        return {"queues": [(queue, _DOES.get(queue.name, "")) for queue in read_queues()]}
    except (OperationalError, RedisError):
        return {"queues": []}
