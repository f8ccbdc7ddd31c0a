"""Blind means blind: two worlds that differ in a secret are the same, to the byte, to whom it is kept from.

Every route is asked for by everybody, so new ones are compared as soon as they exist.
"""

import pytest

from convenor.kernel.translated import Translated
from convenor.programme.document import digest_of
from convenor.programme.freezing import frozen
from tests import make
from tests.routes import route, routes
from tests.twinworlds.kept import OBSERVERS, SECRETS
from tests.twinworlds.script import LEFT_OUT, NOBODY, first_requests, is_admitted
from tests.twinworlds.seeing import Browser, Request, dice
from tests.twinworlds.twins import MAILS, everything

# A minute; identities that PostgreSQL counts go on counting.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite]

WITH_A_TRIGGER = [secret for secret in SECRETS if secret.trigger]
# A release says who speaks, and what is moved is in the next one.
SAID_BY_RELEASES = {"who wrote a proposal", "the programme before its release"}
SENDERS = ("anonymous", "author", "colleague")


def named(secret):
    return secret.name


def told_apart(requests):
    return sorted({f"{request.method} {request.address} {request.data}" for request in requests})


@pytest.mark.parametrize("secret", SECRETS, ids=named)
def test_no_byte_of_a_secret_reaches_those_from_whom_it_is_kept(twins, secret):
    leaks = {visitor: told_apart(twins.differences([secret], visitor)) for visitor in secret.kept_from}

    assert leaks == {visitor: [] for visitor in secret.kept_from}


@pytest.mark.parametrize("visitor", SENDERS)
def test_nor_does_any_answer_to_what_they_send(twins, visitor):
    """All secrets at once, so that each form need be sent only twice."""
    kept = [secret for secret in SECRETS if visitor in secret.kept_from]

    assert told_apart(twins.differences(kept, visitor, which=everything)) == []


@pytest.mark.parametrize("secret", SECRETS, ids=named)
def test_those_who_are_told_see_it(twins, secret):
    seen = {
        visitor: {
            request.route for request in twins.at(*routes, at_first_sight=True).differences([secret], visitor)
        }
        for visitor, routes in secret.shows.items()
    }

    assert seen == {visitor: seen[visitor] | set(routes) for visitor, routes in secret.shows.items()}


@pytest.mark.parametrize("secret", WITH_A_TRIGGER, ids=named)
def test_it_is_known_from_its_trigger_on(twins, secret):
    for visitor, name in secret.then.items():
        assert twins.at(name, at_first_sight=True).differences([secret], visitor, after=secret.trigger)
        assert not twins.at(name).differences([secret], visitor)


@pytest.mark.parametrize("secret", [each for each in SECRETS if each.name not in SAID_BY_RELEASES], ids=named)
def test_a_release_that_is_made_meanwhile_says_nothing_of_it(twins, secret):
    def released():
        dice.throw("a release")
        edition = twins.stage.here.edition
        return digest_of(frozen(edition, number=9, note=Translated(), at=make.LATER)[0])

    with twins.world():
        without = released()
    with twins.world([secret]):
        assert released() == without


def test_every_route_is_asked_for_by_somebody_whom_the_policy_admits(twins):
    asked = {
        request.route
        for visitor in OBSERVERS
        for request in first_requests(twins.stage, visitor, None)
        if is_admitted(route(request.route), visitor)
    }

    assert {each.name for each in routes()} - asked == set(LEFT_OUT)


def test_what_is_not_asked_again_would_be_answered_in_the_same_way(twins):
    """The shortcut of ``differences`` leaves nothing out."""
    secrets = [secret for secret in SECRETS if "colleague" in secret.told]
    seen = twins.plain("colleague")
    browser = Browser(twins.stage.world, "colleague")

    with twins.world(secrets):
        others = {
            request for request, sight in seen.sights.items() if browser.sees(request).answer != sight.answer
        }

    found = set(twins.differences(secrets, "colleague", which=everything))
    assert found - {MAILS} == others
    assert others


@pytest.mark.parametrize("visitor", ["reviewer in conflict"])
def test_what_does_not_exist_for_somebody_looks_like_what_exists_for_nobody(twins, visitor):
    code, browser = twins.stage.talk.code, Browser(twins.stage.world, visitor)
    asked = [
        (request, sight.answer)
        for request, sight in twins.plain(visitor).sights.items()
        if f"/{code}/" in request.address and sight.answer.status == 404 and not request.data
    ]

    def of_nobody(request):
        address = request.address.replace(code, NOBODY)
        answer = browser.sees(Request(request.route, request.method, address)).answer
        return answer.status, answer.body.replace(NOBODY.encode(), code.encode()), answer.statements

    assert asked
    for request, answer in asked:
        assert of_nobody(request) == (answer.status, answer.body, answer.statements), request.address
