"""The phones that speak for a person. Who a person is, Django's own user says: a guest until there is a password."""

import hashlib

from django.conf import settings
from django.db import models


class Device(models.Model):
    """An installed app with a bearer token, of which only the digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80, blank=True, help_text="What its owner calls it.")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True, blank=True, help_text="A day is all that is kept of when it was used.")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.name or 'device'} ({self.pk})"


def token_digest(token: str) -> str:
    """SHA-256 in hex. A token is 256 random bits, so neither salt nor slowness would add anything."""
    return hashlib.sha256(token.encode()).hexdigest()
