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


class PriceForm(ModelForm):
    """A date that somebody typed is known to the day, unless they say otherwise."""

    def clean(self) -> dict[str, Any] | None:
        """The forms of Django check the rest by the rules of the database."""
        cleaned = super().clean()
        if self.cleaned_data.get("date") and not self.cleaned_data.get("date_precision"):
            self.cleaned_data["date_precision"] = PriceRecord.Precision.DAY
        return cleaned


_DATES = {"day": "{:%Y-%m-%d}", "month": "{:%Y-%m}", "year": "{:%Y}"}


def price_text(price: PriceRecord) -> str:
    """Such as "EUR 1,200" or "EUR 1,200–1,500"; as written where there is no amount; a dash where nothing is known."""
    if price.amount is None:
        return price.amount_text or "–"
    amounts = [f"{amount:,}".removesuffix(".00") for amount in (price.amount, price.amount_high) if amount is not None]
    return f"{price.currency} {'–'.join(amounts)}"


@admin.register(PriceRecord)
class PriceRecordAdmin(SourcedAdmin):
    """Every statement about a price, over all artworks."""

    form = PriceForm

    list_display = ("artwork", "kind", "outcome", "price", "day", "house", "lot", "source")
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

    @admin.display(description="price", ordering="amount")
    def price(self, price: PriceRecord) -> str:
        """Such as "EUR 1,200–1,500 for 2 works (inferred)"."""
        told = price_text(price)
        if price.object_count != 1:
            told += f" for {price.object_count or 'several'} works"
        return f"{told} (inferred)" if price.is_inferred else told

    @admin.display(description="date", ordering="date")
    def day(self, price: PriceRecord) -> str:
        """As far as it is known."""
        return _DATES[price.date_precision].format(price.date) if price.date else "–"

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
