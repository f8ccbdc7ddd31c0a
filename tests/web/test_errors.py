"""Pages that say what went wrong speak the language of the address, or else that of the browser."""

import re

import pytest
from django.db.utils import DatabaseError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from convenor.programme.shelf import Shelf
from convenor.web.errors import server_error
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "accepted", "language", "varies"),
    [
        ("/ar/nothing/here/", "fr", "ar", False),
        ("/m/NOSUCHLIST/", "fr-CA,fr;q=0.9", "fr", True),
        ("/nothing/", "zh-TW", "zh", True),
        ("/nothing/", "sw", "en", True),
        ("/nothing/", "", "en", True),
    ],
)
def test_what_is_not_there_is_said_in_the_readers_language(client, path, accepted, language, varies):
    response = client.get(path, headers={"accept-language": accepted})

    assert response.status_code == 404
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert ("Accept-Language" in response.get("Vary", "")) == varies


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (OperationalError("the server closed the connection"), 503),
        (InterfaceError("connection already closed"), 503),
        (DatabaseError("database disk image is malformed"), 503),
        (ProgrammingError("no such column: colour"), 500),
        (IntegrityError("UNIQUE constraint failed"), 500),
    ],
)
def test_a_database_that_is_away_is_told_and_tried_again_and_a_fault_of_ours_is_none_of_that(
    client, monkeypatch, problem, status
):
    def broken(request, *args, **options):
        raise problem

    monkeypatch.setattr("convenor.web.public.editions.render", broken)
    client.raise_request_exception = False

    answer = client.get("/fr/")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, {503: "60"}.get(status))
    assert ("base de données" in answer.text, "malformed" in answer.text) == (status == 503, False)


def test_the_page_that_says_so_asks_the_database_for_no_programme(client, monkeypatch):
    edition, asked = make.edition(), []

    def broken(request, *args, **options):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("convenor.web.context.has_programme", asked.append)
    client.raise_request_exception = False
    client.get(f"/en/{edition.path}/tracks/")
    before = list(asked)
    monkeypatch.setattr("convenor.web.public.editions.render", broken)
    answer = client.get(f"/en/{edition.path}/tracks/")

    assert (before, asked, answer.status_code) == ([edition], [edition], 503)


@pytest.mark.parametrize(
    ("path", "led_to"),
    [
        ("/ar/{edition}/now/", ["/ar/{edition}/programme/"]),
        ("/ar/mlw/1999/now/", []),
        ("/ar/../../now/", []),
        ("/ar/", []),
    ],
)
def test_who_finds_the_database_away_is_led_to_what_can_be_read(rf, settings, tmp_path, path, led_to):
    settings.RELEASES = tmp_path
    edition = make.edition()
    Shelf(tmp_path).folder.joinpath(edition.path).mkdir(parents=True)
    Shelf(tmp_path).turn_to(edition.path, 1)

    try:
        raise OperationalError("the server closed the connection")
    except OperationalError:
        answer = server_error(rf.get(path.format(edition=edition.path)))

    found = re.findall(r'href="([^"]+)" accesskey="2"', answer.content.decode())
    assert (answer.status_code, found) == (503, [each.format(edition=edition.path) for each in led_to])
