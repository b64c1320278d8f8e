"""Configuration: settings, URLs, the Celery application and the entry points. No rules live here."""

from artrec.celery import app as celery_app

__all__ = ["celery_app"]
