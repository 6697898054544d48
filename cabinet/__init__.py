"""The personal cabinet of a mobile operator."""

from cabinet.celery import app as celery_app

__all__ = ["celery_app"]
