"""Searching lists as the API does: by words, without accents, begun or misspelt; and by exact identifiers."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest


class WordSearchAdmin(admin.ModelAdmin):
    """``search_fields`` are the identifiers, with "=" before them."""

    def found_by_words(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Those of the rows that the words of the text mean."""
        raise NotImplementedError

    def told_apart(self, row: Any) -> str:  # noqa: ANN401 - of the class's model
        """Its name with what tells it from others of the same name, for the fields that complete names."""
        return str(row)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Also for the fields that complete a name."""
        text = search_term.strip()
        if not text:
            return queryset, False
        wanted = Q(pk__in=self.found_by_words(queryset, text).order_by().values("pk"))
        for name in self.get_search_fields(request):
            wanted |= Q(**{f"{name.removeprefix('=')}__iexact": text})
        return queryset.filter(wanted), False


class Completions(AutocompleteJsonView):
    """Completes names, and tells apart those who share one."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """What Django serves, with more of a name."""
        told = super().serialize_result(obj, to_field_name)
        if isinstance(self.model_admin, WordSearchAdmin):
            told["text"] = self.model_admin.told_apart(obj)
        return told
