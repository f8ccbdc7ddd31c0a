"""What a page weighs as it leaves the server: one request, at most 10 kB with its style, in each language."""

import gzip
import re

import pytest

from convenor.kernel.translated import LANGUAGES
from tests.routes import names, route

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST_BYTES = 10 * 1024
BLOCKING = re.compile(r'<link[^>]*rel="?stylesheet|<script(?![^>]*\bdefer\b)[^>]*\bsrc=|@import|<img\b')
LIGHT = [
    name
    for name in names()
    if name.startswith(("public:", "me:", "reviewer:"))
    and route(name).way.kind == "page"
    and route(name).way.method == "GET"
]


def faults(response):
    """What makes an answer heavier than a page for everybody may be."""
    if response.headers.get("Content-Encoding") != "gzip":
        yield "not compressed"
    if len(response.content) > MOST_BYTES:
        yield f"{len(response.content)} bytes"
    page = gzip.decompress(response.content).decode() if "Content-Encoding" in response.headers else ""
    yield from (f"waits for {found}" for found in BLOCKING.findall(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_for_everybody_is_one_small_request(world, language):
    found = {}
    for name in LIGHT:
        address = route(name).address(world.here).replace("/en/", f"/{language}/", 1)
        response = world.client(route(name).fitting_visitor()).get(address, HTTP_ACCEPT_ENCODING="gzip")
        found[name] = list(faults(response))

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_an_uncompressed_or_heavy_page_is_found(world):
    response = world.client("anonymous").get("/en/sign-in/")
    noise = "".join(f"{number * 7919 % 100_003:x}" for number in range(9000))
    response_heavy = world.client("anonymous").get("/en/", HTTP_ACCEPT_ENCODING="gzip")
    response_heavy.content = gzip.compress(f"<img src=x>{noise}".encode())

    assert next(faults(response)) == "not compressed"
    assert [fault.split()[-1] for fault in faults(response_heavy)] == ["bytes", "<img"]
