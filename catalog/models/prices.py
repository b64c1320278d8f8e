"""What was asked, estimated and paid: evidence with its source, never just a number."""

from django.db import models
from django.db.models import F, Q

from catalog.models.art import Artwork
from catalog.models.places import Venue


class PriceRecord(models.Model):
    """One statement about the price of an artwork. An unknown amount is null, never zero."""

    class Kind(models.TextChoices):
        ASKING = "asking", "Asking price"
        ESTIMATE = "estimate", "Estimate"
        HAMMER = "hammer", "Hammer price"
        WITH_PREMIUM = "with_premium", "Price with premium"
        PRIVATE = "private", "Private sale"

    class Outcome(models.TextChoices):
        SOLD = "sold", "Sold"
        BOUGHT_IN = "bought_in", "Bought in"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Precision(models.TextChoices):
        DAY = "day", "Day"
        MONTH = "month", "Month"
        YEAR = "year", "Year"

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="price_records")
    kind = models.CharField(max_length=12, choices=Kind)
    outcome = models.CharField(
        max_length=10, choices=Outcome, blank=True, help_text="Empty where it does not apply or is not known."
    )
    amount = models.DecimalField(
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Null = not known. The low end of an estimate.",
    )
    amount_high = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="The high end of an estimate."
    )
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217; required with an amount.")
    amount_text = models.CharField(
        "amount as written",
        max_length=200,
        blank=True,
        help_text="With its currency; alone where that has no ISO 4217 code (scudi, livres) or the amount is unclear.",
    )
    object_count = models.PositiveSmallIntegerField(
        "for how many objects",
        default=1,
        null=True,
        blank=True,
        help_text="1 = the amount is this work's own; null = it is for several, of unknown number.",
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="What the source adds: who shares the price, or owned which part."
    )
    date = models.DateField(null=True, blank=True, help_text="The first day of the period that is known.")
    date_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    house = models.CharField("house or seller", max_length=200, blank=True)
    venue = models.ForeignKey(Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="price_records")
    sale = models.CharField("sale name or number", max_length=300, blank=True)
    lot = models.CharField(max_length=50, blank=True)
    stated_by = models.CharField("who said so", max_length=200, blank=True)
    is_inferred = models.BooleanField(default=False, help_text="Deduced, not stated by the source.")
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)

    class Meta:
        ordering = (F("date").desc(nulls_last=True), "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="price_source_unique",
                violation_error_message="This source already has a price with this source id.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("asking", "estimate", "hammer", "with_premium", "private")),
                name="price_kind_known",
                violation_error_message="The kind of the price is not a known one.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "sold", "bought_in", "withdrawn")),
                name="price_outcome_known",
                violation_error_message="The outcome is not one of sold, bought_in, withdrawn, or empty.",
            ),
            models.CheckConstraint(
                condition=(Q(amount__isnull=True) | Q(amount__gt=0))
                & (Q(amount_high__isnull=True) | Q(amount_high__gt=0)),
                name="price_never_zero",
                violation_error_message="A price of zero is no price; leave it empty where it is not known.",
            ),
            models.CheckConstraint(
                # SQLite keeps fifteen digits: above, cents are lost, and the largest amounts cannot be read again.
                condition=(Q(amount__isnull=True) | Q(amount__lt=10**13))
                & (Q(amount_high__isnull=True) | Q(amount_high__lt=10**13)),
                name="price_amount_fits",
                violation_error_message="An amount is below ten trillion (13 digits before the point).",
            ),
            models.CheckConstraint(
                condition=Q(amount_high__isnull=True) | Q(kind="estimate", amount_high__gte=F("amount")),
                name="price_range_is_estimate_in_order",
                violation_error_message="Only an estimate has a high end, and it is not below the low end.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, amount_high__isnull=True, currency="")
                | Q(currency__regex=r"^[A-Z]{3}$"),
                name="price_amount_has_currency",
                violation_error_message="An amount needs its currency: three capital letters, ISO 4217.",
            ),
            models.CheckConstraint(
                condition=Q(object_count__isnull=True) | Q(object_count__gte=1),
                name="price_object_count_positive",
                violation_error_message="A price is for one object or more; leave the number empty where not known.",
            ),
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_precision="")
                | Q(date__isnull=False, date_precision__in=("day", "month", "year")),
                name="price_date_has_precision",
                violation_error_message="A date needs its precision (day, month or year), and only a date has one.",
            ),
        )
        indexes = (
            models.Index(fields=("artwork", "-date"), name="price_by_artwork"),
            # All that a filter by price looks at, so that it reads no rows.
            models.Index(
                fields=("currency", "amount", "kind", "outcome", "object_count", "artwork"), name="price_by_amount"
            ),
            models.Index(fields=("date", "house", "sale"), condition=Q(kind="estimate"), name="price_estimate_by_sale"),
        )

    def __str__(self) -> str:
        amount = "unknown amount" if self.amount is None else f"{self.currency} {self.amount:,}"
        return f"{self.get_kind_display()}: {amount}"


class ExchangeRate(models.Model):
    """How many units of a currency one euro bought on a day, as the European Central Bank published it."""

    currency = models.CharField(max_length=3, help_text="ISO 4217; never EUR, in which the rates are.")
    date = models.DateField(help_text="The day it was published.")
    rate = models.DecimalField(max_digits=20, decimal_places=10, help_text="Units of the currency for one euro.")

    class Meta:
        ordering = ("currency", "date")
        constraints = (
            models.UniqueConstraint(
                fields=("currency", "date"),
                name="exchange_rate_unique",
                violation_error_message="There is a rate of this currency on this day already.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$") & ~Q(currency="EUR"),
                name="exchange_rate_currency_code",
                violation_error_message="The currency is three capital letters of ISO 4217, and not EUR.",
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_positive",
                violation_error_message="A rate is above zero.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.date}: EUR 1 = {self.currency} {self.rate.normalize():f}"
