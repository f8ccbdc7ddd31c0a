"""Who sees which proposals, and until when each may be changed."""

from datetime import timedelta

import pytest

from convenor.editions.models import Role
from convenor.proposals import rules
from convenor.proposals.actions.submissions import withdraw
from convenor.proposals.models import Decision, Verdict
from convenor.proposals.queries import (
    calls_as_they_stand,
    is_open,
    proposals_for_organiser,
    proposals_of,
    questions_for,
)
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


def test_a_call_is_open_from_its_first_instant_up_to_its_last():
    call = writing.call()
    second = timedelta(seconds=1)
    instants = [call.opens_at - second, call.opens_at, call.closes_at - second, call.closes_at]

    assert [(call.is_open(at), call.is_over(at)) for at in instants] == [
        (False, False),
        (True, False),
        (True, False),
        (False, True),
    ]


def test_calls_come_in_the_order_in_which_they_matter():
    open_call = writing.call()
    edition, day = open_call.edition, timedelta(days=1)

    def another(opens, closes):
        return make.call(edition, opens_at=make.NOON + opens * day, closes_at=make.NOON + closes * day)

    closed, to_come, closes_first = another(-9, -1), another(1, 2), another(-1, 1)

    assert calls_as_they_stand(edition, make.NOON) == [closes_first, open_call, to_come, closed]


def test_people_see_what_they_have_a_part_in():
    ada, bo, cy = make.person("Ada"), make.person("Bo"), make.person("Cy")
    draft = writing.started(by=ada)
    make.contributor(draft, bo, invited_at=make.NOON)
    make.contributor(draft, cy, refused_at=make.NOON)

    seen = [list(proposals_of(person)) for person in (ada, bo, cy, make.person("Stranger"))]

    assert seen == [[draft], [draft], [], []]
    assert [rules.may_see(person, draft) for person in (ada, bo, cy)] == [True, True, False]
    assert [rules.may_write(person, draft) for person in (ada, bo, cy)] == [True, False, False]


def test_organisers_see_what_is_submitted_and_not_theirs():
    people = {name: make.person(name) for name in ("chair", "secretary", "track chair", "reviewer", "desk")}
    edition = make.edition(chairs=(people["chair"],), secretaries=(people["secretary"],))
    near, far = make.track(edition, "near"), make.track(edition, "far")
    make.office(edition, people["track chair"], Role.TRACK_CHAIR, near)
    make.office(edition, people["reviewer"], Role.REVIEWER, near)
    make.office(edition, people["desk"], Role.DESK)
    call = make.call(edition, near, far)
    here = make.proposal("Here", to=call, track=near)
    there = make.proposal("There", to=call, track=far)
    make.proposal("Draft", to=call, track=near, submitted_at=None)
    make.proposal("The chair's own", to=call, track=near, proposer=people["chair"])
    make.proposal("Another edition's")

    seen = {
        name: set(
            map(str, proposals_for_organiser(person, edition, make.NOON).values_list("title_text", flat=True))
        )
        for name, person in people.items()
    }

    assert (str(here.title), str(there.title)) == ("Here", "There")
    assert seen == {
        "chair": {"Here", "There"},
        "secretary": {"Here", "There", "The chair's own"},
        "track chair": {"Here", "The chair's own"},
        "reviewer": set(),
        "desk": set(),
    }


def test_an_office_that_ended_shows_nothing():
    chair = make.person("Chair")
    edition = make.edition(chairs=(chair,))
    proposal = make.proposal(track=make.track(edition))
    over = make.NOON + timedelta(days=400)

    seen = [list(proposals_for_organiser(chair, edition, at)) for at in (make.NOON, over)]

    assert seen == [[proposal], []]


def test_a_proposal_is_open_while_its_call_is_or_while_it_is_to_be_revised():
    proposal = make.proposal()
    closes_at = proposal.call.closes_at
    states = [is_open(proposal, closes_at - timedelta(seconds=1)), is_open(proposal, closes_at)]
    decision = Decision.objects.create(
        proposal=proposal, verdict=Verdict.REVISE, decided_by=proposal.proposer, decided_at=make.NOON
    )
    states.append(is_open(proposal, closes_at))
    decision.released_at = make.NOON
    decision.save()
    states.append(is_open(proposal, closes_at))

    assert states == [True, False, False, True]


def test_a_withdrawn_proposal_is_not_open():
    proposal = writing.submitted()
    withdraw(proposal=proposal, by=proposal.proposer, at=make.NOON)

    assert is_open(type(proposal).objects.get(), make.NOON) is False


def test_questions_of_a_track_are_asked_in_it_alone():
    call = writing.call()
    here, there = call.tracks.get(), make.track(call.edition)
    for position, (slug, tracks) in enumerate([("both", [here, there]), ("all", []), ("far", [there])]):
        made = call.questions.create(slug=slug, kind="text", text=make.english(slug), position=position)
        made.tracks.set(tracks)

    assert [question.slug for question in questions_for(call, here)] == ["both", "all"]
    assert [question.slug for question in questions_for(call, there)] == ["both", "all", "far"]
