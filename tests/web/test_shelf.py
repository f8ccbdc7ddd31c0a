"""Released files as a reader gets them: whole, quick to check again, and there when nothing else is."""

import subprocess
import sys

import brotli
import pytest
from django.conf import settings

from convenor.config.wsgi import application
from convenor.programme.shelf import File, Shelf
from convenor.web.style import STYLE_HASH
from tests.releases import Door

pytestmark = pytest.mark.once

PAGE = b"<p>" + b"word " * 200


def behind(_environ, start_response):
    start_response("200 OK", [("X-From", "application")])
    return [b"live"]


def broken(_environ, start_response):
    start_response("503 Service Unavailable", [])
    return [b"no database"]


def put(shelf, number, content, **more):
    entries = {
        "en/mlw/2027/programme/": shelf.put(File("", "text/html; charset=utf-8", content)),
        "en/mlw/2027/": shelf.put(File("", "text/html", b"stand-in", is_stand_in=True)),
        "mlw/2027/schedule.xml": shelf.put(File("", "application/xml", b"<schedule/>")),
    }
    shelf.bind("mlw/2027", number, {"styles": "abc", **more}, entries)
    shelf.turn_to("mlw/2027", number)


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path)
    put(made, 1, PAGE)
    return made


@pytest.fixture
def door(shelf):
    return Door(behind, shelf.folder)


def test_a_page_is_answered_with_a_strong_etag_and_no_cookie(door):
    answer = door.get("/en/mlw/2027/programme/")

    assert (answer.status, answer.content) == (200, PAGE)
    assert answer.headers["ETag"].startswith('"')
    assert answer.headers["Content-Length"] == str(len(PAGE))
    assert "Set-Cookie" not in answer.headers


def test_what_the_reader_knows_is_not_sent_again(door):
    etag = door.get("/en/mlw/2027/programme/").headers["ETag"]

    again = door.get("/en/mlw/2027/programme/", HTTP_IF_NONE_MATCH=f'"other", {etag}')

    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("*", None),
    ],
)
def test_the_reader_gets_an_encoding_it_takes(door, accepted, encoding):
    answer = door.get("/en/mlw/2027/programme/", HTTP_ACCEPT_ENCODING=accepted)

    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert encoding != "br" or brotli.decompress(answer.content) == PAGE


def test_each_encoding_has_its_own_etag(door):
    etags = {
        door.get("/en/mlw/2027/programme/", HTTP_ACCEPT_ENCODING=accepted).headers["ETag"]
        for accepted in ("", "gzip", "br")
    }

    assert len(etags) == 3


def test_head_tells_the_length_and_sends_nothing(door):
    answer = door.get("/en/mlw/2027/programme/", method="HEAD")

    assert (answer.status, answer.content, answer.headers["Content-Length"]) == (200, b"", str(len(PAGE)))


def test_a_post_is_the_applications(door):
    assert door.get("/en/mlw/2027/programme/", method="POST").content == b"live"


def test_readers_see_the_new_release_as_soon_as_it_is_turned_to(door, shelf):
    before = door.get("/en/mlw/2027/programme/").content
    put(shelf, 2, b"new")

    assert (before, door.get("/en/mlw/2027/programme/").content) == (PAGE, b"new")


def test_a_release_that_is_only_bound_is_not_read(door, shelf):
    entry = shelf.put(File("", "text/html", b"next"))
    shelf.bind("mlw/2027", 2, {"styles": "abc"}, {"en/mlw/2027/programme/": entry})

    assert door.get("/en/mlw/2027/programme/").content == PAGE
    assert door.get("/releases/mlw/2027/2/en/mlw/2027/programme/").content == b"live"


def test_earlier_releases_stay_where_they_were_put(door, shelf):
    put(shelf, 2, b"new")

    assert door.get("/releases/mlw/2027/1/en/mlw/2027/programme/").content == PAGE
    assert door.get("/releases/mlw/2027/1/en/mlw/2027/").content == b"stand-in"


def test_a_page_keeps_the_hash_of_the_style_it_was_made_with(door):
    policy = door.get("/en/mlw/2027/programme/").headers["Content-Security-Policy"]

    assert "'sha256-abc'" in policy
    assert STYLE_HASH not in policy


def test_a_missing_slash_is_added(door):
    answer = door.get("/en/mlw/2027/programme")

    assert (answer.status, answer.headers["Location"]) == (301, "/en/mlw/2027/programme/")


def test_what_an_earlier_release_does_not_have_is_live(door):
    answer = door.get("/releases/mlw/2027/1/en/mlw/2027/call/sessions/")

    assert (answer.status, answer.headers["Location"]) == (301, "/en/mlw/2027/call/sessions/")


def test_the_front_page_is_live_and_has_a_stand_in_for_when_the_application_fails(door, shelf):
    assert door.get("/en/mlw/2027/").content == b"live"
    assert Door(broken, shelf.folder).get("/en/mlw/2027/").content == b"stand-in"
    assert Door(broken, shelf.folder).get("/en/mlw/2027/programme/").content == PAGE
    assert Door(broken, shelf.folder).get("/en/me/").status == 503


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "//evil.example/programme/",
        "/en/mlw/2027/../../../etc/passwd",
        "/releases/mlw/2027/1//evil.example/",
        "/releases/mlw/2027/1/en//evil.example/",
        "/releases/mlw/2027/999999999999/en/mlw/2027/",
        "/releases/mlw/2027/-1/en/mlw/2027/",
        "/releases/mlw/2027/²/en/mlw/2027/",
        "/releases/../blobs/1/x",
        "/en/../current",
        "/en/mlw/2027/programme/%00",
        "/en/mlw/2027/программа/",
        "/en/mlw\r\nX: y/2027/programme",
        "/" + "a/" * 3000,
    ],
)
def test_hostile_paths_are_the_applications(door, path):
    answer = door.get(path)

    assert (answer.status, answer.content) == (200, b"live")


def test_a_location_has_no_line_ends(door):
    answer = door.get("/releases/mlw/2027/1/en/mlw/2027/x\r\nSet-Cookie: a=b")

    assert answer.headers["Location"] == "/en/mlw/2027/x%0D%0ASet-Cookie%3A%20a%3Db"


def test_any_server_can_load_the_application():
    loading = [sys.executable, "-c", "from convenor.config.wsgi import application; print(application)"]

    done = subprocess.run(loading, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("<convenor.web.shelf.Released object")


def test_the_server_has_the_shelf_in_front():
    assert application._shelf.folder == settings.RELEASES
