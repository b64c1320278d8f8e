"""Pictures that records name by address: which have come, which wait, which did not come and why."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.admin.thumbnails import thumbnail
from catalog.models import ImageHost, PictureFetch
from catalog.services.picture_queue.retries import retry_fetches

_SHOWN = 30


@admin.register(PictureFetch)
class PictureFetchAdmin(ReadOnlyAdmin):
    """The list of wanted pictures; they can be asked for again, and are changed by nobody."""

    list_display = ("state", "picture", "artwork_link", "address", "problem", "attempts", "due_at")
    list_display_links = ("state",)
    list_filter = ("state", "reason", "is_iiif", "artwork__source")
    list_select_related = ("artwork", "image")
    search_fields = ("url", "artwork__title", "artwork__source_id", "=host__name")
    search_help_text = "Address, title or id of the artwork, name of the server"
    list_per_page = 50
    show_full_result_count = False
    actions = ("fetch_again",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.change_picturefetch")

    @admin.display(description="picture")
    def picture(self, fetch: PictureFetch) -> str:
        return thumbnail(fetch.image)

    @admin.display(description="artwork", ordering="artwork__title")
    def artwork_link(self, fetch: PictureFetch) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:catalog_artwork_change", args=(fetch.artwork_id,)), fetch.artwork
        )

    @admin.display(description="address", ordering="url")
    def address(self, fetch: PictureFetch) -> str:
        """Addresses of museums run to hundreds of characters: its server and its end."""
        host, _, path = fetch.url.partition("://")[2].partition("/")
        told = f"{host}/…{path[-_SHOWN:]}" if len(path) > _SHOWN else f"{host}/{path}"
        return format_html('<a href="{}" rel="noopener noreferrer" title="{}">{}</a>', fetch.url, fetch.url, told)

    @admin.display(description="next attempt", ordering="next_attempt_at")
    def due_at(self, fetch: PictureFetch) -> datetime | None:
        """Only of what waits."""
        return fetch.next_attempt_at if fetch.state == PictureFetch.State.WAITING else None

    @admin.action(description="Fetch again", permissions=("retry",))
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[PictureFetch]) -> None:
        count = retry_fetches(list(queryset.values_list("pk", flat=True)))
        self.message_user(request, f"To be fetched again: {count}.")


@admin.register(ImageHost)
class ImageHostAdmin(ReadOnlyAdmin):
    """Servers, and when each may be asked again."""

    list_display = ("name", "failures", "not_before", "leased_until", "asked_at")
    search_fields = ("name",)
