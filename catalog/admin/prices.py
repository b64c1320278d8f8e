"""Price records and exchange rates in the admin."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.admin.sources import SourcedAdmin
from catalog.models import ExchangeRate, PriceRecord
from catalog.services.webhooks.events import Changes, record_changes, record_updates


def tell_prices(prices: Iterable[PriceRecord]) -> None:
    """Tells partners of prices that are new. Call it in the transaction of the change."""
    by_work: dict[int, list[int]] = defaultdict(list)
    for price in prices:
        by_work[price.artwork_id].append(price.pk)
    record_changes(Changes(prices=by_work))


@admin.register(PriceRecord)
class PriceRecordAdmin(SourcedAdmin):
    """Every statement about a price, over all artworks."""

    list_display = (
        *("artwork", "kind", "outcome", "amount", "amount_high", "currency", "amount_text", "object_count"),
        *("date", "house", "lot", "is_inferred", "source"),
    )
    list_select_related = ("artwork",)
    list_filter = ("kind", "outcome", "currency", "is_inferred", "source")
    search_fields = ("artwork__title", "house", "sale", "lot")
    search_help_text = "Title, house, sale, lot"
    date_hierarchy = "date"
    autocomplete_fields = ("artwork", "venue")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        *("artwork", ("kind", "outcome"), ("amount", "amount_high", "currency"), ("date", "date_precision")),
        *("amount_text", ("object_count", "note"), ("house", "venue"), ("sale", "lot")),
        *(("stated_by", "is_inferred"), ("source", "source_id")),
    )

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: ANN401
        """The last step of saving: partners are told in the same transaction."""
        super().save_related(request, form, formsets, change)
        price = form.instance
        record_changes(Changes(updated=[price.artwork_id], prices={} if change else {price.artwork_id: [price.pk]}))

    def delete_model(self, request: HttpRequest, obj: PriceRecord) -> None:
        record_updates([obj.artwork_id])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PriceRecord]) -> None:
        record_updates(queryset.values_list("artwork_id", flat=True))
        super().delete_queryset(request, queryset)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """The rates that prices are converted at; ``manage.py load_exchange_rates`` brings them in."""

    list_display = ("date", "currency", "rate")
    list_filter = ("currency",)
    date_hierarchy = "date"
    ordering = ("-date", "currency")
    show_full_result_count = False
