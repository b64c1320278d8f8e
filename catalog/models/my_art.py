"""What people keep for themselves: favourites, and collections of works, also of works that nobody else knows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.art import Artwork


class Favorite(models.Model):
    """An artwork that somebody likes."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favorites", db_index=False
    )
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "artwork"), name="favorite_once_a_person"),)
        indexes = (models.Index(fields=("owner", "-added_at", "id"), name="favorite_by_owner"),)

    def __str__(self) -> str:
        return f"favourite {self.pk}"


class Collection(models.Model):
    """Works that somebody put together."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collections")
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="collection_has_name"),)

    def __str__(self) -> str:
        return self.name


class CollectionItem(models.Model):
    """One work in a collection: of the catalogue, or by a title of its owner's, or both."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    artwork = models.ForeignKey(
        # What its owner wrote about it outlives the catalogue's record.
        Artwork,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    title = models.CharField(max_length=300, blank=True, help_text="In its owner's words.")
    note = models.TextField(blank=True)
    purchase_price = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="Null = not known."
    )
    purchase_currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217.")
    purchased_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(purchase_price__isnull=True, purchase_currency="")
                | Q(purchase_price__gt=0, purchase_currency__regex=r"^[A-Z]{3}$"),
                name="item_price_has_currency",
            ),
        )

    def __str__(self) -> str:
        return f"item {self.pk}"
