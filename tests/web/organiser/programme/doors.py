"""The addresses of the pages of the programme, and forms sent as a browser sends them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from convenor.web.links import page
from tests import make


def at(stage: Any, name: str, *parts: object) -> str:
    return page(stage.edition, f"organiser:{name}", *parts)


def send(client: Client, address: str, /, **sent: Any) -> Any:
    """Open the page, fill in its form, send it."""
    key = make.form_key(client.get(address).text)
    return client.post(address, {"key": key, **sent})


def plain(text: str) -> str:
    """``text`` without the marks that keep a name's direction to itself."""
    return text.replace("\u2068", "").replace("\u2069", "")
