"""Nothing without a policy: what nobody named is closed; a named route admits whom it says, nobody else."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import path, reverse

from convenor.config import urls
from convenor.config.policy import ROUTES
from convenor.editions.models import EditionEvent
from convenor.web.middleware import gate
from convenor.web.public import editions
from tests import make
from tests.routes import WAYS, names, route, routes
from tests.world import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept_of_templates")]

SIGN_IN = "/en/sign-in/"
A_FEW = ("anonymous", "stranger", "secretary", "secretary elsewhere")
WITH_AN_EDITION = [each.name for each in routes() if each.names_an_edition]
WITH_A_THING = [each.name for each in routes() if each.names_an_edition and each.names_a_thing]
FOR_OFFICERS = [each.name for each in routes() if each.name in ROUTES and each.reach.roles]


def answers(client: Client, address: str, methods: str = "GET POST") -> set[str]:
    """What is answered to ``GET``, in the end, and to ``POST``, where the route takes them."""
    return {_answer(client, address, method) for method in methods.split()} - {""}


def _answer(client, address, method):
    with taken_back():
        response = client.get(address, follow=True) if method == "GET" else client.post(address)
        if response.streaming:
            response.getvalue()  # to its end, which closes its file
    assert response.status_code < 500
    ends = [*getattr(response, "redirect_chain", []), (response.headers.get("Location", ""), 302)]
    if any(href.partition("?")[0] == SIGN_IN for href, _status in ends):
        return "asked to sign in"
    return {404: "not found", 405: ""}.get(response.status_code, "admitted")


def expected(each, visitor) -> str:
    if each.admits(visitor):
        return "admitted"
    is_unknown = visitor == "anonymous" and not each.reach.anyone
    return "asked to sign in" if is_unknown else "not found"


def test_every_route_stands_in_the_policy_and_every_name_of_the_policy_is_a_route():
    assert sorted(names()) == sorted(ROUTES)


def test_every_route_is_walked_by_these_tests():
    assert sorted(WAYS) == sorted(names())


def test_no_two_patterns_share_a_name():
    assert len(set(names())) == len(names())


def test_addresses_take_no_text_that_a_database_cannot_look_for():
    assert {kind for each in routes() for kind in each.converters.values()} <= {"Int", "Slug", "UUID"}


@pytest.fixture
def planted(settings):
    """A route that is in the resolver and not in the policy."""
    pattern = path("planted/", editions.home, name="planted")
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [pattern, *urls.urlpatterns]})
    return "/planted/"


def test_a_route_that_nobody_named_is_closed(planted):
    assert Client().get(planted).status_code == 404


def test_the_same_route_is_open_as_soon_as_the_policy_names_it(planted, monkeypatch):
    monkeypatch.setattr(gate, "policy", lambda: {**ROUTES, "planted": gate.ANYONE})

    assert Client().get(planted).status_code == 200


@pytest.mark.parametrize("name", names())
def test_a_route_admits_whom_the_policy_says_and_nobody_else(world, name):
    address = route(name).address(world.here)

    is_open = route(name).reach.anyone and route(name).way.only is None
    visitors = A_FEW if is_open or connection.vendor != "sqlite" else world.visitors

    found = {
        visitor: answers(world.client(visitor), address, "GET POST" if _may_post(name, visitor) else "GET")
        for visitor in visitors
    }

    assert found == {visitor: {expected(route(name), visitor)} for visitor in visitors}


def _may_post(name, visitor):
    # Whom the policy keeps out was kept out before the method was looked at: some of them are enough.
    return visitor in A_FEW or route(name).is_reached_by(visitor)


@pytest.mark.once
@pytest.mark.parametrize("name", WITH_A_THING)
def test_things_of_another_edition_are_not_reached_through_this_one(world, name):
    address = route(name).address(world.here, objects_of=world.elsewhere)

    found = {visitor: answers(world.client(visitor), address) for visitor in world.here.people}

    assert found == {visitor: {"not found"} for visitor in world.here.people}


@pytest.mark.once
@pytest.mark.parametrize("name", FOR_OFFICERS)
def test_offices_end_with_the_edition(world, name):
    address = route(name).address(world.over)

    found = {title: answers(make.signed_in(person), address) for title, person in world.over.people.items()}

    assert found == {title: {"not found"} for title in world.over.people}


@pytest.mark.once
@pytest.mark.parametrize("name", WITH_AN_EDITION)
def test_an_edition_that_is_not_announced_does_not_exist_for_strangers(world, name):
    address = route(name).address(world.here)
    EditionEvent.objects.filter(edition=world.here.edition).delete()

    found = {visitor: answers(world.client(visitor), address) for visitor in ("anonymous", "stranger")}

    unknown = "not found" if route(name).reach.anyone else "asked to sign in"
    assert found == {"anonymous": {unknown}, "stranger": {"not found"}}


def test_the_walk_sees_a_gate_that_admits_too_many(world, monkeypatch):
    monkeypatch.setattr(gate, "admits", lambda reach, request: True)

    address = route("organiser:log").address(world.here)

    assert answers(world.client("stranger"), address) == {"admitted"}
    assert expected(route("organiser:log"), "stranger") == "not found"


def test_sign_in_is_where_the_gate_sends_people():
    assert reverse("me:sign_in") == SIGN_IN
