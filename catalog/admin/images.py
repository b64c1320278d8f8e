"""Reference images in the admin: how far each is in the index, and what to do about it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from catalog import dispatch
from catalog.admin.confirming import ask_first, is_confirmed
from catalog.admin.sources import HTTPS_URLS
from catalog.admin.thumbnails import thumbnail
from catalog.models import ReferenceImage
from catalog.selectors.images import IndexState, index_state, with_index_state
from catalog.services import publishing
from catalog.services.index_log import log_index_changes
from catalog.services.webhooks.events import record_updates

_TAKE_DOWN = (
    "They are shown and recognized no more, within seconds. Their artworks stay, and nothing is deleted: “Restore”"
    " brings them back."
)


class IndexStateFilter(admin.SimpleListFilter):
    """Embedded, pending, failed, or not published."""

    title = "index state"
    parameter_name = "index_state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(IndexState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(index_state=self.value()) if self.value() else queryset


class AnyImageStateFilter(IndexStateFilter):
    """Artworks with an image that is embedded, pending, failed, or not published."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        images = super().queryset(request, with_index_state(ReferenceImage.objects.all()))
        return queryset.filter(pk__in=images.values("artwork"))


@admin.register(ReferenceImage)
class ReferenceImageAdmin(admin.ModelAdmin):
    """All reference images; new ones are uploaded on the page of their artwork."""

    list_display = ("picture", "artwork", "size", "state", "source", "created_at")
    list_display_links = ("artwork",)
    list_filter = (IndexStateFilter, "is_taken_down", "is_aspect_true", "artwork__source")
    search_fields = ("artwork__title", "artwork__source_id", "sha256", "credit")
    search_help_text = "Title or id of the artwork, sha256, credit"
    list_per_page = 50
    formfield_overrides = HTTPS_URLS
    show_full_result_count = False
    actions = ("take_down", "restore", "retry_embedding")
    fields = (
        *("picture", "artwork_link", "state", "is_taken_down"),
        *("position", "is_aspect_true", "rights", "credit", "source_url"),
        *("size", "size_bytes", "sha256", "source_sha256", "created_at"),
    )
    readonly_fields = (
        *("picture", "artwork_link", "state"),
        *("size", "size_bytes", "sha256", "source_sha256", "created_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferenceImage]:
        return with_index_state(super().get_queryset(request).select_related("artwork"))

    def has_add_permission(self, request: HttpRequest, *_args: object) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.picture_view)
        name = "catalog_referenceimage_picture"
        return [path("<int:pk>/picture/<str:field>", view, name=name), *super().get_urls()]

    def picture_view(self, request: HttpRequest, pk: int, field: str) -> FileResponse:
        """The ``file`` or the ``thumbnail`` of an image, taken down or not."""
        image = get_object_or_404(ReferenceImage, pk=pk)
        if field not in ("file", "thumbnail") or not self.has_view_permission(request, image):
            raise Http404
        picture = image.file if field == "file" else image.thumbnail
        try:
            response = FileResponse(picture.open("rb"))
        except FileNotFoundError as error:
            raise Http404(f"{picture.name} is missing") from error
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response

    @admin.display(description="picture")
    def picture(self, image: ReferenceImage) -> str:
        return thumbnail(image)

    @admin.display(description="artwork")
    def artwork_link(self, image: ReferenceImage) -> str:
        url = reverse("admin:catalog_artwork_change", args=(image.artwork_id,))
        return format_html('<a href="{}">{}</a>', url, image.artwork)

    @admin.display(description="size (px)")
    def size(self, image: ReferenceImage) -> str:
        return f"{image.width_px} × {image.height_px}"

    @admin.display(description="index state", ordering="index_state")
    def state(self, image: ReferenceImage) -> str:
        return state_text(image)

    @admin.display(description="source", ordering="artwork__source")
    def source(self, image: ReferenceImage) -> str:
        return image.artwork.source

    @admin.action(description="Take down", permissions=("change",))
    def take_down(self, request: HttpRequest, queryset: QuerySet[ReferenceImage]) -> HttpResponse | None:
        if not is_confirmed(request):
            return ask_first(request, queryset, title="Take down", told=_TAKE_DOWN)
        count = publishing.take_down_images(_ids(queryset))
        self.message_user(request, f"Taken down: {count}. They leave the index within seconds.")
        return None

    @admin.action(description="Restore what was taken down", permissions=("change",))
    def restore(self, request: HttpRequest, queryset: QuerySet[ReferenceImage]) -> None:
        count = publishing.restore_images(_ids(queryset))
        self.message_user(request, f"Restored: {count}.")

    @admin.action(description="Retry embedding", permissions=("change",))
    def retry_embedding(self, request: HttpRequest, queryset: QuerySet[ReferenceImage]) -> None:
        count = publishing.retry_embedding(_ids(queryset))
        self.message_user(request, f"Errors cleared: {count}. The worker embeds what is pending.")

    def save_model(self, request: HttpRequest, obj: ReferenceImage, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        log_index_changes([obj.pk])
        record_updates([obj.artwork_id])
        dispatch.index_pending_images()

    def delete_model(self, request: HttpRequest, obj: ReferenceImage) -> None:
        publishing.delete_images([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ReferenceImage]) -> None:
        publishing.delete_images(_ids(queryset))


def state_text(image: ReferenceImage) -> str:
    """The index state, with the reason where it is a failure."""
    state = index_state(image)
    return f"{state.label}: {image.embedding_error}" if state == IndexState.FAILED else str(state.label)


def _ids(queryset: QuerySet[Any]) -> list[int]:
    return list(queryset.values_list("pk", flat=True))
