"""Addresses of pages inside an edition."""

from django.urls import reverse

from convenor.editions.models import Edition


def page(edition: Edition, name: str, *parts: object) -> str:
    """The address of the page ``name`` of ``edition``, in the active language."""
    series, slug = edition.path.split("/")
    return reverse(name, args=[series, slug, *parts])
