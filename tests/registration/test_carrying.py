"""Tracks with limited access and sessions with places: asked for, granted, booked, given back."""

import pytest

from convenor.editions.models import Access
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.programme.models import Session, SessionEvent
from convenor.registration.actions.answering import answer_entitlements
from convenor.registration.actions.carrying import (
    ByInvitation,
    NeedsNothing,
    NotStanding,
    ask_for_track,
    book_session,
    give_back,
    redeem_code,
)
from convenor.registration.actions.codes import NoSuchCode, UsedUp, make_codes
from convenor.registration.actions.registering import cancel_registration, change_registration
from convenor.registration.models import Entitlement, InvitationCode, Quota, Standing
from convenor.registration.places import SoldOut
from convenor.registration.queries import entitlements_asked_in, miscounts
from tests import make
from tests.registration.filling import application, educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition(attendance="hybrid")


@pytest.fixture
def forum(edition):
    return make.track(edition, "forum", access=Access.APPROVAL)


def session(edition, places=1, **facts):
    made = make.session("Tides", of=edition, places=places, **facts)
    make.placement(made)
    return made


def ask(registration, track):
    return ask_for_track(registration=registration, track=track, by=registration.person, at=make.NOON)


def book(registration, session):
    return book_session(registration=registration, session=session, by=registration.person, at=make.NOON)


def back(entitlement):
    return give_back(entitlement=entitlement, by=entitlement.registration.person, at=make.LATER)


def answer(edition, *entitlements, grants=True, by=None):
    return answer_entitlements(
        edition=edition,
        entitlements=entitlements,
        grants=grants,
        by=by or secretary_of(edition),
        at=make.LATER,
    )


def codes_for(edition, **opens):
    return make_codes(
        edition=edition,
        count=1,
        until=make.NEXT_DAY,
        by=secretary_of(edition),
        at=make.NOON,
        **{"uses": 1, **opens},
    )[0]


def redeem(registration, typed):
    return redeem_code(registration=registration, typed=typed, by=registration.person, at=make.NOON)


def test_a_track_with_approval_is_asked_for_and_granted(edition, forum):
    quota = make.quota(edition, 1, track=forum)
    made = registered(edition)

    asked = ask(made, forum)
    waiting = list(entitlements_asked_in(edition))
    taken_before = Quota.objects.get(pk=quota.pk).taken
    count = answer(edition, asked)

    assert (waiting, count, taken_before) == ([asked], 1, 0)
    assert Entitlement.objects.granted().get() == asked
    assert Quota.objects.get(pk=quota.pk).taken == 1
    assert Message.objects.filter(kind="track-granted").count() == 1
    assert ask(made, forum) == asked


def test_more_are_not_granted_than_there_are_places(edition, forum):
    make.quota(edition, 1, track=forum)
    asked = [ask(registered(edition), forum) for _each in range(2)]

    with pytest.raises(SoldOut) as refusal:
        answer(edition, *asked)

    assert str(refusal.value) == "All places in this track are taken."
    assert Entitlement.objects.granted().count() == 0


def test_who_is_refused_does_not_ask_again(edition, forum):
    made = registered(edition)
    answer(edition, ask(made, forum), grants=False)

    with pytest.raises(NotAllowed):
        ask(made, forum)

    assert Message.objects.filter(kind="track-refused").count() == 1


def test_only_the_secretariat_answers(edition, forum):
    asked = ask(registered(edition), forum)

    with pytest.raises(NotAllowed):
        answer(edition, asked, by=make.person())


def test_an_open_track_is_granted_at_once_where_places_are_counted_and_not_asked_for_elsewhere(edition):
    workshops, talks = make.track(edition, "workshops"), make.track(edition, "talks")
    make.quota(edition, 1, track=workshops)

    assert ask(registered(edition), workshops).granted_at == make.NOON
    with pytest.raises(SoldOut):
        ask(registered(edition), workshops)
    with pytest.raises(NeedsNothing):
        ask(registered(edition), talks)


def test_a_track_by_invitation_opens_by_code_only(edition):
    summit = make.track(edition, "summit", access=Access.INVITATION)
    made = registered(edition)
    code = codes_for(edition, track=summit)

    with pytest.raises(ByInvitation):
        ask(made, summit)
    redeem(made, f" {code.code[:5].lower()}-{code.code[5:]} ")
    redeem(made, code.code)

    assert [(each.track, each.invitation) for each in Entitlement.objects.granted()] == [(summit, code)]
    assert InvitationCode.objects.get().used == 1


def test_a_code_grants_what_was_asked_for(edition, forum):
    made = registered(edition)
    asked = ask(made, forum)

    redeem(made, codes_for(edition, track=forum).code)

    assert Entitlement.objects.granted().get() == asked


def test_a_code_is_not_used_more_often_than_it_may(edition, forum):
    code = codes_for(edition, track=forum, uses=2)
    for _each in range(2):
        redeem(registered(edition), code.code)

    with pytest.raises(UsedUp):
        redeem(registered(edition), code.code)

    assert InvitationCode.objects.get().used == 2


@pytest.mark.parametrize("typed", ["", "NOSUCHCODE", "'; --"])
def test_a_code_that_nobody_made_opens_nothing(edition, typed):
    with pytest.raises(NoSuchCode):
        redeem(registered(edition), typed)


def test_a_code_for_a_category_moves_and_admits(edition):
    press = make.category(edition, "press", needs_approval=True)
    made = registered(edition, category=press)

    redeem(made, codes_for(edition, category=press).code)

    made.refresh_from_db()
    assert (made.standing, made.category) == (Standing.ADMITTED, press)


def test_the_last_place_in_a_session_goes_to_one_person(edition):
    tides = session(edition)
    first, second = registered(edition), registered(edition)
    booked = book(first, tides)

    with pytest.raises(SoldOut) as refusal:
        book(second, tides)
    back(booked)
    book(second, tides)

    assert str(refusal.value) == "All places in this session are taken."
    assert Session.objects.get().booked == 1
    assert miscounts() == []


def test_booking_twice_takes_one_place(edition):
    tides, made = session(edition, places=5), registered(edition)

    assert book(made, tides) == book(made, tides)
    assert Session.objects.get().booked == 1


def test_what_takes_no_bookings_is_refused(edition):
    made, online = registered(edition), registered(edition, attendance="online")
    called_off = session(edition)
    SessionEvent.objects.create(session=called_off, kind="cancelled", by=secretary_of(edition), at=make.NOON)

    for registration, wanted in (
        (made, session(edition, None)),
        (made, called_off),
        (online, session(edition)),
    ):
        with pytest.raises(NeedsNothing):
            book(registration, wanted)


def test_a_session_of_a_limited_track_needs_the_track_and_goes_with_it(edition, forum):
    closed = session(edition, track=forum)
    made = registered(edition)
    with pytest.raises(NotAllowed):
        book(made, closed)
    entitlement = ask(made, forum)
    answer(edition, entitlement)
    book(made, closed)

    back(entitlement)

    assert Entitlement.objects.standing().count() == 0
    assert Session.objects.get().booked == 0


def test_cancelling_gives_back_what_is_carried(edition, forum):
    make.quota(edition, 1, track=forum)
    made = registered(edition)
    answer(edition, ask(made, forum))
    book(made, session(edition))

    cancel_registration(registration=made, by=made.person, at=make.LATER)

    assert (Session.objects.get().booked, Quota.objects.get().taken) == (0, 0)
    assert miscounts() == []


def test_who_goes_online_gives_seats_back(edition):
    made = registered(edition)
    book(made, session(edition))

    change_registration(
        registration=made,
        application=application(educator_of(edition), attendance="online"),
        by=made.person,
        at=make.LATER,
    )

    assert Session.objects.get().booked == 0


def test_others_ask_for_nothing_and_give_nothing_back(edition, forum):
    made, eve = registered(edition), make.person("Eve")
    entitlement = ask(made, forum)

    with pytest.raises(NotAllowed):
        ask_for_track(registration=made, track=forum, by=eve, at=make.NOON)
    with pytest.raises(NotAllowed):
        give_back(entitlement=entitlement, by=eve, at=make.NOON)
    with pytest.raises(NotAllowed):
        redeem_code(registration=made, typed="X", by=eve, at=make.NOON)


def test_who_waits_for_approval_asks_for_nothing_yet(edition, forum):
    waiting = registered(edition, category=make.category(edition, "press", needs_approval=True))

    with pytest.raises(NotStanding):
        ask(waiting, forum)


def test_a_count_that_somebody_changed_by_hand_is_found(edition):
    quota, tides = make.quota(edition, 5), session(edition)
    registered(edition)
    Quota.objects.filter(pk=quota.pk).update(taken=3)
    Session.objects.update(booked=1)

    assert [(each.what, each.says, each.holds) for each in miscounts()] == [
        (f"quota {quota.pk}", 3, 1),
        (f"session {tides.code}", 1, 0),
    ]
