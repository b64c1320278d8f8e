"""The Celery application. Tasks live in ``workers``; queues, limits and schedules in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artrec.settings")

app = Celery("artrec")
app.config_from_object("django.conf:settings", namespace="CELERY")
