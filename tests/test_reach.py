"""The bench of reach measures what it says: the full text, what came before it, the weight of pages."""

import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.__main__ import _all
from bench.figures import Bench, Figure, Options, as_line
from bench.reach import _plain, figures, heaviest
from bench.watching import (
    CHROMIUM,
    Line,
    Traffic,
    Visit,
    handset,
    share_of,
    text_without_script,
    to_be_read,
    visited,
)
from bench.weights import Weight, waits_for, weight_of

PAGE = """<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/late.css"><script src="/late.js" defer></script>
<body><h1>Tides</h1><p class="hidden">Nobody sees this.</p><p id="more"></p></body></html>"""
SCRIPT = """setTimeout(() => { document.querySelector("#more").textContent = "And moss."; }, 300);"""
NEVER = """<link rel="icon" href="data:,"><body><p id="n">0</p>
<script>setInterval(() => n.textContent++, 50)</script>"""
OFFER = f"""<link rel="icon" href="data:,"><body>{"<p>Tides and moss.</p>" * 20}<p id="n"></p>
<script>setTimeout(() => n.textContent = "Offer", 400)</script>"""
FILES = {
    "/": ("text/html", PAGE),
    "/late.css": ("text/css", ".hidden { display: none }"),
    "/late.js": ("text/javascript", SCRIPT),
    "/offer": ("text/html", OFFER),
    "/never": ("text/html", NEVER),
}
OPEN, SHORT = Line(), {"limit": 20, "quiet": 0.5}


class Elsewhere(BaseHTTPRequestHandler):
    """A small server that is not ours; its styles are slow."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, text = FILES.get(self.path, ("text/plain", ""))
        if self.path == "/late.css":
            time.sleep(0.4)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def new_context():
    if not CHROMIUM.exists():
        pytest.skip(f"There is no {CHROMIUM}.")
    with handset() as opened:
        yield opened


@pytest.mark.browser
def test_the_full_text_is_there_when_the_last_of_it_is_painted(elsewhere, new_context):
    visit = visited(new_context, f"{elsewhere}/", OPEN, **SHORT)

    assert (visit.text.split(), visit.requests, visit.is_finished) == (["Tides", "And", "moss."], 3, True)
    assert visit.seconds > 0.3  # what the script waited
    assert visit.bytes > sum(len(FILES[path][1]) for path in ("/", "/late.css", "/late.js"))


@pytest.mark.browser
def test_a_slow_line_makes_the_text_late(elsewhere, new_context):
    slow = visited(new_context, f"{elsewhere}/", Line(down=20_000, up=20_000, latency=600), **SHORT)

    assert slow.seconds > 1.2  # two answers, one after the other


@pytest.mark.browser
def test_a_page_without_rest_does_not_finish(elsewhere, new_context):
    visit = visited(new_context, f"{elsewhere}/never", OPEN, limit=2, quiet=0.5)

    assert (visit.seconds, visit.requests, visit.text, visit.is_finished) == (2, 1, "", False)


@pytest.mark.browser
def test_what_a_script_adds_to_a_page_that_needs_none_is_not_waited_for(elsewhere, new_context):
    url = f"{elsewhere}/offer"
    plain = text_without_script(new_context, url)

    visit = visited(new_context, url, OPEN, plain=plain, **SHORT)

    assert (visit.text, "Offer" in plain) == (plain, False)
    assert visit.last_change - visit.seconds > 0.3


def test_a_text_is_shared_by_its_words():
    assert share_of("Tides and moss", "moss Tides") == 9 / 12
    assert share_of("Tides Tides", "Tides") == 0.5
    assert share_of("", "") == 1.0


def test_a_page_that_shows_little_without_script_is_read_with_it():
    text = "Tides and moss. " * 20

    assert to_be_read(f"{text} And an offer.", text) == text
    assert to_be_read(text, "Please switch on JavaScript.") == text


def test_traffic_counts_what_had_come_by_then():
    traffic = Traffic()
    for number, at in enumerate((1.0, 3.0)):
        address = {"url": f"http://127.0.0.1/{number}"}
        traffic.requested(
            {"requestId": f"{number}", "timestamp": at, "wallTime": 100 + at, "request": address}
        )
        traffic.received({"requestId": f"{number}", "timestamp": at + 0.5, "encodedDataLength": 10})
        traffic.ended({"requestId": f"{number}", "timestamp": at + 0.5, "encodedDataLength": 60})

    assert [traffic.until(100 + at) for at in (0.5, 1.2, 2.0, 9.0)] == [(0, 0), (1, 0), (1, 60), (2, 120)]
    assert traffic.under_way == set()


def test_the_figures_are_medians_and_tell_of_visits_that_did_not_finish():
    visits = [
        Visit(2.0, 1, 5000, "Tides", is_finished=True, last_change=2.5),
        Visit(3.5, 2, 7000, "Tides", is_finished=True, last_change=4.0),
        Visit(420.0, 9, 9000, "", is_finished=False),
    ]

    assert [(each.figure, each.value, each.met) for each in figures(visits, reach="<= 4")] == [
        ("seconds_until_full_text", 3.5, True),
        ("requests_until_then", 2, None),
        ("bytes_until_then", 7000, None),
        ("signs_of_text", 5, None),
        ("seconds_until_last_change", 2.5, None),
        ("visits_that_finished", 2, False),
    ]


def test_the_largest_page_is_named():
    weights = [Weight("/en/a/", 900, 1), Weight("/en/b/", 11000, 2), Weight("/en/c/", 1000, 1)]

    assert [(each.figure, each.value, each.met) for each in heaviest("en", weights)] == [
        ("en: pages", 3, None),
        ("en: median page", 1000, None),
        ("en: largest page /en/b/", 11000, False),
        ("en: requests until a page can be read", 2, False),
    ]


@pytest.mark.parametrize(
    ("page", "files"),
    [
        ("<style>p {}</style><p>Tides", 0),
        (
            '<script src="a.js" defer></script><img src="p.png" loading="lazy">',
            0,
        ),
        ('<script src="a.js"></script><link rel="stylesheet" href="a.css"><img src="p.png">', 3),
    ],
)
def test_a_reader_waits_for_styles_scripts_and_pictures(page, files):
    assert waits_for(page) == files


def test_a_page_is_weighed_as_it_goes_over_the_line(elsewhere):
    connection = HTTPConnection(elsewhere.removeprefix("http://"))

    assert weight_of(connection, "/") == Weight("/", len(PAGE), 2)
    connection.close()


def test_a_path_has_no_steps_back():
    assert _plain("/ar/mlw/2027/../../search/?q=a") == "/ar/search/?q=a"


def test_pages_of_others_are_measured_alone_and_stand_in_the_command():
    bench = Bench("reach", "", {"day": lambda _options: [], "url": lambda _options: []})
    options = Options(urls=("http://127.0.0.1:1/schedule/",))

    assert (_all(bench, options), _all(bench, Options())) == (["url"], ["day", "url"])
    assert as_line("reach", "url", Figure("f", 1, "s"), options)["command"] == (
        "bin/bench reach --case url --seed 1 --url http://127.0.0.1:1/schedule/"
    )
