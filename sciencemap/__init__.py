"""Wiring only: settings, URLs, and the entry points of web, worker and beat."""

from sciencemap.celery import app as celery_app

__all__ = ["celery_app"]
