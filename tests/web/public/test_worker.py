"""The worker as it is sent: for old browsers, and switched off."""

import re

import pytest

from convenor.web.public.worker import PIECES, script_of_worker, source
from tests import make

pytestmark = pytest.mark.django_db

SCRIPTS = ["offline", "retired", *(f"worker/{piece}" for piece in PIECES)]
LITERALS = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
AFTER_ES5 = re.compile(r"=>|`|\b(?:const|let|class|async|await|of)\b\s+[\w({]|\.\.\.|\?\.|\?\?|\*\*|catch \{")


def newer_words(script):
    return AFTER_ES5.findall(LITERALS.sub('""', script))


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_is_written_in_what_gecko_48_reads(name):
    assert newer_words(source(name)) == []


def test_newer_words_are_found():
    script = "const a = (b) => `c`; try { f(...d) } catch { e?.f ?? 2 ** 3 }"

    assert newer_words(script) == ["const a", "=>", "`", "`", "...", "catch {", "?.", "??", "**"]


def test_it_is_one_script_that_is_asked_for_each_time(client):
    answer = client.get("/sw.js")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    assert answer.text == script_of_worker()
    again = client.get("/sw.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_switched_off_it_is_the_one_that_takes_itself_away(client, settings):
    settings.HAS_WORKER = False

    assert client.get("/sw.js").text == source("retired")


def test_who_has_no_worker_searches_all_editions(client):
    edition = make.edition()

    answer = client.get(f"/en/{edition.path}/programme/search/?q=phones+%26+radio")

    assert (answer.status_code, answer["Location"]) == (302, "/en/search/?q=phones+%26+radio")
