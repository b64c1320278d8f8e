"""Celery tasks: take a photo or a batch of images through ``vision``, record what came out."""
