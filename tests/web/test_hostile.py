"""Hostile input is boring: whatever is sent to whatever takes it, nothing breaks and nothing takes long.

Routes come from the resolver and fields from the pages, so new ones are attacked as soon as they exist.
"""

import time
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms import forms_of
from tests.routes import ORDER, names, route
from tests.world import taken_back

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,  # some two minutes
    pytest.mark.usefixtures("nothing_kept_of_templates"),
]

SECONDS = 2  # of the processor, for one request
MOST = 500_000  # letters in one body
MOST_OF_AN_ADDRESS = 4000
PAGES = [name for name in names() if route(name).way.kind == "page" and route(name).way.method == "GET"]
WORDS = {
    "nothing": "",
    "NUL": "a\0b",
    "half a character": "a\ud800b",
    "turned around": "\u202eevil\u2066",
    "a megabyte of marks": "e" + "\u0301" * 500_000,
    "a number without end": "9" * 10_000,
    "a number too large": str(2**63),
    "a negative number": "-1",
    "no number": "NaN",
    "infinity": "1e999",
    "another script's digits": "٣٤",
    "an id of nobody": "7b9d0b0c-0000-4000-8000-000000000000",
    "a path": "../../../../etc/passwd",
    "a header": "x\r\nBcc: everybody@people.example",
    "a template": "{{ 7 }}{% now 'Y' %}{name.__class__}%(actor)s%s%",
    "markup": "</textarea><script>alert(1)</script>",
    "a query": "' OR 1=1; --",
    "a formula": "=HYPERLINK(1)",
    "an object": '{"a": {"b": [1, null]}}',
    "an address": "ada@" + "x" * 300 + ".example",
    "a date": "0000-99-99T99:99",
    "the end of time": "9999-12-31T23:59",
}
# PostgreSQL is told again only what it may read differently: numbers, times, ids, letters it cannot keep.
TO_A_DATABASE = [
    "NUL",
    "half a character",
    "a number without end",
    "a number too large",
    "a negative number",
    "infinity",
    "an id of nobody",
    "a query",
    "a path",
    "an object",
    "a date",
    "the end of time",
]
if connection.vendor != "sqlite":
    WORDS = {words: WORDS[words] for words in TO_A_DATABASE}
PARAMETERS = [
    "page",
    "q",
    "sort",
    "from",
    "zone",
    "next",
    "to",
    "language",
    "action",
    "code",
    "track",
    "old",
    "new",
    "in",
    "file",
    "all",
    "wait",
]
TRIED = 2  # words, after which a page that has read none of PARAMETERS is taken to read none
READ_BY_ALL = {"zone"}  # by the middleware; one page tells as much as all
TURNS = 4  # the forms of neighbouring pages have fields of the same few kinds
EVERY = 10  # routes: series and edition stand in all addresses, and are looked up in one place
KEPT = {"key", "csrfmiddlewaretoken"}  # without these nothing behind the door is reached

some_words = st.sampled_from(sorted(WORDS)).map(WORDS.get) | st.text(max_size=50)
bounded = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def bored(client, method, address, body=b"", kind="application/x-www-form-urlencoded"):
    """Send it, and see that nothing came of it but an answer in time."""
    before = time.process_time()
    with taken_back():
        response = client.generic(method, address, body, kind)
        if response.streaming:
            response.getvalue()
    assert response.status_code < 500
    assert time.process_time() - before < SECONDS
    return response


def query(data: dict[str, list[str]]) -> str:
    """As a browser sends it, cut at what servers take of an address."""
    pairs = [(name, value) for name, values in data.items() for value in values]
    return "&".join(f"{quoted(name)}={quoted(value[:MOST_OF_AN_ADDRESS])}" for name, value in pairs)


def quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def multipart(data: dict[str, list[str]]) -> bytes:
    pairs = [(name, value) for name, values in data.items() for value in values]
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs
    ]
    return "".join([*parts, "--x--\r\n"]).encode(errors="surrogatepass")


@pytest.fixture(scope="module")
def forms_at(world):
    """The forms that anybody sees at a page, each once, with who sees it and where it is sent.

    A form that an earlier page has, sent to the same address, is attacked there.
    """
    seen = set()
    by_page = {name: list(_forms_at(world, name, seen)) for name in PAGES}
    return by_page.__getitem__


def _forms_at(world, name, seen):
    address = route(name).address(world.here)
    for visitor in filter(route(name).admits, ORDER):
        page = world.client(visitor).get(address)
        if page.status_code >= 300 or "text/html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.text):
            sent_to = urlsplit(form.action or address).path
            if (sent_to, form.shape) not in seen:
                seen.add((sent_to, form.shape))
                yield visitor, form, sent_to


@pytest.mark.parametrize("name", PAGES)
def test_every_field_of_every_form_takes_anything(world, forms_at, name):
    """All fields of a form at once; pages take turns, each with every fourth of the words."""
    told = list(WORDS.values())[PAGES.index(name) % TURNS :: TURNS]
    for visitor, form, address in forms_at(name):
        attacked = form.fields.keys() - KEPT
        for words in told:
            data = {**form.fields, **{field: [words[: MOST // len(attacked)]] for field in attacked}}
            _sent(world.client(visitor), form, address, data)


@pytest.mark.parametrize("name", PAGES)
@bounded
@given(data=st.data())
def test_one_field_among_true_ones_takes_anything(world, forms_at, name, data):
    forms = [each for each in forms_at(name) if each[1].fields.keys() - KEPT]
    if not forms:
        return
    visitor, form, address = data.draw(st.sampled_from(forms))
    field = data.draw(st.sampled_from(sorted(form.fields.keys() - KEPT)))
    values = data.draw(st.lists(some_words, max_size=3))

    _sent(world.client(visitor), form, address, {**form.fields, field: values})


def _sent(client, form, address, data):
    if form.method == "post":
        bored(client, "POST", address, multipart(data), "multipart/form-data; boundary=x")
    else:
        bored(client, "GET", f"{address}?{query(data)}")


@pytest.mark.parametrize("name", PAGES)
def test_fields_that_nobody_asked_for_change_nothing_of_the_answer(world, forms_at, name):
    for visitor, form, address in forms_at(name):
        planted = {
            each: ["1"]
            for each in ("id", "pk", "edition", "by", "at", "is_staff", "released_at", "__class__")
        }
        if form.method == "post":
            _sent(world.client(visitor), form, address, {**planted, **form.fields})


@pytest.fixture
def read_from_queries(monkeypatch):
    """Which of PARAMETERS a page has asked for."""
    read = set()

    def told(method):
        def asked(given, name, *more, **others):
            read.update({name} & (set(PARAMETERS) - READ_BY_ALL))
            return method(given, name, *more, **others)

        return asked

    for method in ("__getitem__", "getlist"):
        monkeypatch.setattr(MultiValueDict, method, told(getattr(MultiValueDict, method)))
    return read


@pytest.mark.parametrize("name", names())
def test_every_query_is_answered(world, name, read_from_queries):
    visitor, address = route(name).fitting_visitor(), route(name).address(world.here)
    for number, words in enumerate(WORDS.values(), 1):
        asked = query({parameter: [words] for parameter in PARAMETERS})
        bored(world.client(visitor), route(name).way.method, f"{address}?{asked}")
        if number == TRIED and not read_from_queries:
            return


@pytest.mark.parametrize("name", [name for name in names() if route(name).parameters])
@pytest.mark.parametrize(
    "words", ["NUL", "half a character", "a number without end", "a number too large", "a path"]
)
def test_every_part_of_an_address_takes_anything(world, name, words):
    visitor, address = route(name).fitting_visitor(), route(name).address(world.here)
    parts, own = address.split("/"), {str(each) for each in route(name).way.arguments(world.here)}
    takes_all = names().index(name) % EVERY == 0
    for position, part in enumerate(parts):
        if part in own or (part and takes_all):
            hostile = "/".join([*parts[:position], quoted(WORDS[words]), *parts[position + 1 :]])
            bored(world.client(visitor), route(name).way.method, hostile)


def test_it_is_seen_which_parameters_a_page_reads(world, read_from_queries):
    bored(world.client("secretary"), "GET", route("organiser:proposals").address(world.here) + "?page=2")

    assert {"page", "q", "sort"} <= read_from_queries


def test_a_page_without_parameters_reads_none_of_them(world, read_from_queries):
    bored(world.client("secretary"), "GET", route("organiser:home").address(world.here) + "?page=2")

    assert read_from_queries == set()


BODIES = [
    ("application/json", b'{"a":' * 10_000),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\0\r\n\r\n\xff\xfe"),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=" + "x" * 5000, b"--x"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"+AAA-=%FF%FE"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(3000))),
    ("text/\xe9", b"\xff\xfe"),
]


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in names() if "POST" in route(name).way.method] + PAGES)
def test_every_body_is_answered(world, name):
    """Bodies are read in one place: most pages take turns, so that each is sent to dozens of them."""
    client, address = world.client(route(name).fitting_visitor()), route(name).address(world.here)
    turn = names().index(name)
    for kind, body in BODIES if turn % EVERY == 0 else [BODIES[turn % len(BODIES)]]:
        with taken_back():
            response = client.generic("POST", address, body, kind)
        assert response.status_code < 500
        if response.status_code == 405:  # it takes no body, of whatever kind
            return


def test_the_attack_finds_a_view_that_breaks(world, monkeypatch):
    monkeypatch.setattr("convenor.web.log._start", lambda request: int(request.GET["from"]))

    with pytest.raises(ValueError, match="invalid literal"):
        bored(world.client("anonymous"), "GET", route("files:log_entries").address(world.here) + "?from=NaN")


def test_the_attack_finds_a_view_that_takes_long(world, monkeypatch):
    def slow(request):
        ends = time.process_time() + SECONDS
        while time.process_time() < ends:
            pass
        return 0

    monkeypatch.setattr("convenor.web.log._start", slow)

    with pytest.raises(AssertionError):
        bored(world.client("anonymous"), "GET", route("files:log_entries").address(world.here))
