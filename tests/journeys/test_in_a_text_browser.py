"""The plain page is the page: read from top to bottom, without any style, it makes sense."""

import shutil
import subprocess

import pytest

from tests.journeys.people import Author, Edition, Secretary, founded

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


def read_aloud(html):
    """What w3m shows, line by line."""
    if not (w3m := shutil.which("w3m")):
        pytest.skip("There is no w3m.")
    command = [w3m, "-dump", "-cols", "40", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8"]
    done = subprocess.run(command, input=html, capture_output=True, text=True, check=True, timeout=30)
    return " ".join(done.stdout.split())


def assert_in_order(text, *words):
    places = [text.find(each) for each in words]
    assert -1 not in places, [each for each, place in zip(words, places, strict=True) if place < 0]
    assert places == sorted(places)


def test_pages_are_in_the_order_in_which_they_are_read(installation, plain_http):
    edition = Edition(installation, "plain-pages/2031")
    secretary = Secretary(edition, plain_http(), "Amina Odhiambo")
    author = Author(edition, plain_http(), "Jonas Berg")
    link = founded(edition, secretary, series_name="Plain Pages", starts="2031-03-03", ends="2031-03-07")
    secretary.signs_in_by(link).adds("Tracks", "New track", name="Short talks", slug="talks")
    secretary.makes_call("Call for talks", text="Bring what works.").announces()

    front = read_aloud(author.opens_edition().door.page.html)
    call = read_aloud(author.follows("Call for talks").door.page.html)
    form = read_aloud(author.begins_by_signing_in("talk", "Short talks").door.page.html)

    assert_in_order(
        front,
        "To the content",
        "Sign in",
        "Plain Pages 2031",
        "3–7 March 2031",
        "Call for talks",
        "Tracks",
        "Français",
    )
    assert_in_order(
        call,
        "Plain Pages 2031",
        "Call for talks",
        "Deadline",
        "Begin a proposal",
        "Bring what works.",
        "Tracks",
        "Short talks",
    )
    assert_in_order(
        form, author.code, "Step 1 of 5", "Title", "Abstract", "At most 300 words.", "Save and go on"
    )
