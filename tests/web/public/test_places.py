"""Live places: what is full, how many places are left, and nothing that tells of few people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from convenor.programme.models import Session
from tests import make
from tests.programme.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = Stage()
    stage.talks = {}
    for title, places, booked in (("Open", None, 0), ("Full", 3, 3), ("Few", 30, 4), ("Many", 30, 5)):
        stage.talks[title] = made = make.session(title, of=stage.edition, places=places)
        Session.objects.filter(pk=made.pk).update(booked=booked)
    stage.code = {title: made.code for title, made in stage.talks.items()}
    make.release(stage.edition)
    stage.places = f"/{stage.edition.path}/places.json"
    return stage


def test_it_says_what_is_full_and_what_is_left_where_that_gives_nobody_away(client, stage):
    answer = client.get(stage.places)

    code = stage.code
    assert answer.json() == {code["Full"]: 0, code["Few"]: None, code["Many"]: 25}
    assert (answer.headers["Cache-Control"], dict(answer.cookies)) == ("public, max-age=30", {})


def test_a_session_that_the_public_does_not_read_is_not_told(client, stage):
    make.session("Draft", of=stage.edition, places=1)

    assert len(client.get(stage.places).json()) == 3


def test_before_there_is_a_release_nothing_is_told(client):
    edition = make.edition()

    assert client.get(f"/{edition.path}/places.json").status_code == 404


def test_it_is_small_and_costs_the_same_queries_however_many_sessions_there_are(client, stage):
    for number in range(300):
        made = make.session(f"More {number}", of=stage.edition, places=50)
        Session.objects.filter(pk=made.pk).update(booked=20)
    make.release(stage.edition)
    client.get(stage.places)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(stage.places, headers={"accept-encoding": "gzip"})

    assert (len(asked) <= 4, len(answer.content) < 4096) == (True, True)


def test_a_list_says_it_without_script(client, stage):
    made = make.mark_list(stage.edition, *stage.talks.values())
    for each in stage.talks.values():
        make.placement(each, stage.at(9))
    make.release(stage.edition)

    shown = client.get(f"/en/{stage.edition.path}/my/{made.token}/").text

    assert (shown.count("<strong>full</strong>"), shown.count("places left: 25")) == (1, 1)
    assert shown.count("places left:") - 1 == 1  # once more among the words of the script
