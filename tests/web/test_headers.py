"""What browsers are told, on every page, on errors, redirects and files."""

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from convenor.web.middleware.headers import HEADERS
from convenor.web.middleware.limits import Limits
from convenor.web.request import Request
from convenor.web.style import STYLE
from tests import make
from tests.routes import names, route

pytestmark = [pytest.mark.django_db, pytest.mark.once]


UPLOADED = {**HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}


def told(response):
    return {name: response.headers.get(name) for name in HEADERS}


def visited(world, name, visitor):
    response = world.client(visitor).generic(route(name).way.method, route(name).address(world.here))
    if response.streaming:
        response.getvalue()  # to its end, which closes its file
    return response


@pytest.mark.parametrize("name", names())
def test_every_page_says_what_it_may_load(world, name):
    page = visited(world, name, route(name).fitting_visitor())

    is_file = name.endswith(("file", ":material")) and name != "me:data_file"
    is_uploaded = is_file and "Content-Disposition" in page.headers
    assert told(page) == (UPLOADED if is_uploaded else HEADERS)


@pytest.mark.parametrize("name", names())
def test_what_is_for_one_person_is_kept_by_nobody(world, name):
    visitor = route(name).fitting_visitor()

    page = visited(world, name, visitor)

    if visitor != "anonymous" or "token" in route(name).parameters:
        assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", [name for name in names() if route(name).way.kind == "page"])
def test_nobody_gets_a_cookie_before_signing_in(world, name):
    page = visited(world, name, "anonymous")

    assert (page.cookies, "Set-Cookie" in page.headers) == ({}, False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/nothing/here/at/all/", 404),
        ("/en/me/", 302),
        ("/", 302),
        ("/en/log", 301),
        ("/%ED%A0%80/", 404),
        ("/en/%00/", 404),
        ("/static/nothing.css", 404),
    ],
)
def test_errors_and_redirects_are_no_exception(client, address, status):
    answer = client.get(address)

    assert (answer.status_code, told(answer), answer.cookies) == (status, HEADERS, {})


def test_an_error_on_our_side_is_no_exception(client, monkeypatch):
    def broken(request, *args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr("convenor.web.public.editions.render", broken)
    client.raise_request_exception = False

    answer = client.get("/ar/")

    assert (answer.status_code, told(answer)) == (500, HEADERS)
    assert 'lang="ar" dir="rtl"' in answer.text


def test_a_missing_slash_is_added_in_every_language(client):
    assert client.get("/fr/log?a=b").headers["Location"] == "/fr/log/?a=b"


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "["]
)
def test_another_host_than_ours_is_refused(client, host):
    answer = client.get("/en/", headers={"host": host})

    assert (answer.status_code, told(answer)) == (400, HEADERS)


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP"]
)
def test_what_a_proxy_could_say_changes_nothing(client, name):
    plain = client.get("/en/")

    told_otherwise = client.get("/en/", headers={name: "https://evil.example"})

    assert (told_otherwise.content, dict(told_otherwise.headers)) == (plain.content, dict(plain.headers))


@pytest.mark.parametrize(
    ("length", "status"),
    [("0", 200), ("", 200), ("5368709120", 413), ("9" * 5000, 413), ("-1", 413), ("x", 413), ("1e3", 413)],
)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(length, status):
    class Unread:
        def read(self, *_size):
            raise AssertionError("the body was read")

    request = RequestFactory().generic("POST", "/en/", CONTENT_LENGTH=length)
    request.environ["wsgi.input"] = Unread()

    assert Limits(lambda _request: HttpResponse())(cast(Request, request)).status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
def test_other_methods_are_refused(client, method):
    assert client.generic(method, "/en/").status_code == 405


def test_head_says_what_get_says_without_a_body(client):
    got, asked = client.get("/en/"), client.head("/en/")

    assert (dict(asked.headers), asked.content) == (dict(got.headers), b"")


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 500, "\\000" * 32, "é" * 32, "A" * 32, "../../etc/passwd"]
)
def test_a_cookie_that_is_no_session_is_no_session(client, key):
    client.cookies["convenor"] = key

    assert client.get("/en/").status_code == 200
    assert client.get("/en/me/").status_code == 302


def test_pages_carry_the_one_style_whose_hash_they_allow(client):
    page = client.get("/en/").text

    assert f"<style>{STYLE}</style>" in page
    assert ("style=" in page, "<script" in page, "onclick" in page) == (False, False, False)


def test_a_post_from_another_site_is_refused(monkeypatch):
    ada = make.person("Ada")
    for client in (Client(enforce_csrf_checks=True), make.signed_in(ada)):
        monkeypatch.setattr(client.handler, "enforce_csrf_checks", True)
        answer = client.post("/en/sign-out/", headers={"origin": "https://evil.example"})

        assert (answer.status_code, told(answer)) == (403, HEADERS)
