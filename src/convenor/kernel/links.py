"""Absolute addresses of this installation, for mails and machine formats."""

from django.conf import settings


def absolute(path: str) -> str:
    """``path`` (beginning with a slash) as people elsewhere reach it."""
    return f"{settings.URL}{path}"
