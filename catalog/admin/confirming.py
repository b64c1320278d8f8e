"""Asking once more before what cannot be taken back, or takes much away."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

_SHOWN = 20
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
