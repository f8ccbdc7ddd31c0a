"""The last place goes to one person: 400 people, 100 places, 64 connections, over HTTP, on both databases.

Five times: once with all of them, then with a quarter.
"""

import pytest

from bench import homes
from bench.postgres import NotInstalled
from bench.rush import SOLD_OUT, environment_of, prepare, rush, serving, stored

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]  # it starts its own servers, of both databases

PEOPLE, PLACES, CONNECTIONS, SMALLER = 400, 100, 64, 4
UNGUARDED = ("-m", "tests.journeys.unguarded", "serve")


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request):
    """An installation of its own, without anything in it."""
    try:
        with homes.home(request.param) as home:
            yield environment_of(home)
    except NotInstalled as why:
        pytest.skip(str(why))


def test_exactly_as_many_get_a_place_as_there_are_in_each_of_five_runs(environment):
    editions = [
        *prepare(environment, places=PLACES, people=PEOPLE, runs=1),
        *prepare(environment, places=PLACES // 4, people=PEOPLE // 4, runs=SMALLER),
    ]

    with serving(environment) as port:
        rushes = [rush(port, edition, connections=CONNECTIONS) for edition in editions]

    found = [stored(environment, edition) for edition in editions]
    assert [dict(each.answers) for each in rushes] == [
        {302: edition.places, SOLD_OUT: len(edition.keys) - edition.places} for edition in editions
    ]
    assert [(each.standing, each.taken) for each in found] == [
        (edition.places, edition.places) for edition in editions
    ]
    assert [seen.acknowledged - kept.addresses for seen, kept in zip(rushes, found, strict=True)] == [
        set()
    ] * len(editions)
    assert {each.miscounts for each in found} == {0}


def test_without_the_guard_places_are_sold_twice(environment):
    (edition,) = prepare(environment, places=PLACES // 2, people=PEOPLE // 2, runs=1)

    with serving(environment, command=UNGUARDED) as port:
        seen = rush(port, edition, connections=CONNECTIONS)

    found = stored(environment, edition)
    assert len(seen.acknowledged) > edition.places
    assert found.standing > edition.places
