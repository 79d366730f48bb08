"""ろうきん賃金控除事務支援システム. The Celery application is imported first: shared tasks bind to it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
