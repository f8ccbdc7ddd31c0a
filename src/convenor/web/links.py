"""Addresses of pages inside an edition."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from convenor.editions.models import Edition


def page(edition: Edition, name: str, *parts: object) -> str:
    """The address of the page ``name`` of ``edition``, in the active language."""
    return _address(name, (*edition.path.split("/"), *parts), get_language(), get_script_prefix())


@lru_cache(maxsize=4096)
def _address(name: str, parts: tuple[object, ...], _language: str | None, _prefix: str) -> str:
    # Kept, because a list has one in each row; the language and the prefix stand in it without being asked.
    return reverse(name, args=parts)
