"""Asking once more before what cannot be taken back, or takes much away; and refusing what is too much at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

_SHOWN = 20
MOST_DELETED = 200
"""Django names all that goes with each row before it deletes them: more, and nobody reads it."""
_SENT = ("action", "select_across", ACTION_CHECKBOX_NAME)


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the button of the page below was pressed."""
    return "confirmed" in request.POST


def ask_first(request: HttpRequest, rows: QuerySet[Any], *, title: str, told: str, back: str = "") -> HttpResponse:
    """A page that names the rows, says what becomes of them, and has a button that sends the same request again.

    Args:
        request: what was asked: an action of a list, or a button of a page.
        rows: what it would change.
        title: what the button says.
        told: what becomes of them.
        back: where who does not want it goes; left out, to the list.
    """
    count = rows.count()
    context = {
        **admin.site.each_context(request),
        "opts": rows.model._meta,  # noqa: SLF001 - documented by Django
        "title": title,
        "told": told,
        "count": count,
        "rows": rows[:_SHOWN],
        "others": max(0, count - _SHOWN),
        "back": back,
        "sent": [(name, value) for name in _SENT for value in request.POST.getlist(name)],
    }
    return TemplateResponse(request, "admin/catalog/confirm.html", context)


@admin.action(permissions=("delete",), description="Delete selected %(verbose_name_plural)s")
def delete_selected(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Django's, of as many rows as somebody may look through."""
    count = queryset.count()
    if count <= MOST_DELETED:
        return actions.delete_selected(modeladmin, request, queryset)
    told = f"{count:,} are selected; at most {MOST_DELETED} are deleted at once. Nothing was deleted."
    modeladmin.message_user(request, told, messages.ERROR)
    return None


admin.site.add_action(delete_selected)
