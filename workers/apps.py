"""The worker application: Celery tasks, and the management commands that need pixels."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Carries photos and reference images through ``vision`` and records what came out."""

    name = "workers"
