"""Price records and exchange rates in the admin."""

from django.contrib import admin

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.admin.sources import SourcedAdmin
from catalog.models import ExchangeRate, PriceRecord


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


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """The rates that prices are converted at; ``manage.py load_exchange_rates`` brings them in."""

    list_display = ("date", "currency", "rate")
    list_filter = ("currency",)
    date_hierarchy = "date"
    ordering = ("-date", "currency")
    show_full_result_count = False
