"""A whole session holds contributions in an order."""

import pytest

from convenor.editions.models import Format
from convenor.kernel.refusals import NotAllowed
from convenor.proposals.actions.contributions import (
    NotAWholeSession,
    TitleMissing,
    move_contribution,
    remove_contribution,
    set_contribution,
)
from convenor.proposals.actions.drafts import save_draft, translate_text
from convenor.proposals.actions.editing import TooMany
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


def panel(*titles):
    proposal = writing.complete(format=Format.PANEL)
    for title in titles:
        put(proposal, title=title)
    return proposal


def put(proposal, title="Moons", abstract="", **facts):
    return set_contribution(
        proposal=proposal, title=title, abstract=abstract, by=proposal.proposer, at=make.NOON, **facts
    )


def titles(proposal):
    return [str(each.title) for each in proposal.contributions.order_by("position")]


def test_contributions_are_added_at_the_end_and_changed_in_place():
    proposal = panel("One", "Two")
    first = proposal.contributions.get(position=1)

    put(proposal, contribution=first, title="First", abstract="About one.", minutes=15)

    assert titles(proposal) == ["First", "Two"]
    first.refresh_from_db()
    assert (str(first.abstract), first.minutes) == ("About one.", 15)


@pytest.mark.parametrize(
    ("place", "earlier", "order"),
    [
        (1, True, ["2", "1", "3"]),
        (1, False, ["1", "3", "2"]),
        (0, True, ["1", "2", "3"]),
        (2, False, ["1", "2", "3"]),
    ],
)
def test_a_contribution_moves_one_place(place, earlier, order):
    proposal = panel("1", "2", "3")
    moved = proposal.contributions.order_by("position")[place]

    move_contribution(contribution=moved, earlier=earlier, by=proposal.proposer, at=make.NOON)

    assert titles(proposal) == order


def test_what_is_taken_out_leaves_the_others_in_order():
    proposal = panel("1", "2", "3")

    remove_contribution(
        contribution=proposal.contributions.get(position=2), by=proposal.proposer, at=make.NOON
    )
    put(proposal, title="4")

    assert titles(proposal) == ["1", "3", "4"]


def test_a_talk_has_no_contributions_inside():
    with pytest.raises(NotAWholeSession):
        put(writing.complete())


def test_a_contribution_needs_a_title():
    with pytest.raises(TitleMissing):
        put(panel(), title="  ")


def test_nobody_hoards_contributions():
    proposal = panel(*map(str, range(30)))

    with pytest.raises(TooMany):
        put(proposal)


def test_another_proposal_s_contribution_cannot_be_reached():
    mine, theirs = panel(), panel("Theirs")
    contribution = theirs.contributions.get()
    people = {"by": mine.proposer, "at": make.NOON}

    with pytest.raises(NotAllowed):
        put(mine, contribution=contribution)
    with pytest.raises(NotAllowed):
        remove_contribution(contribution=contribution, **people)
    with pytest.raises(NotAllowed):
        translate_text(
            proposal=mine, contribution=contribution, language="fr", title="T", abstract="", **people
        )

    assert titles(theirs) == ["Theirs"]


def test_somebody_else_s_contributor_does_not_present():
    mine, theirs = panel(), panel()

    contribution = put(mine, presenter=theirs.contributors.get())

    assert contribution.presenter is None


def test_contributions_are_translated_and_follow_the_language_of_their_session():
    proposal = panel("Moons")
    contribution = proposal.contributions.get()
    people = {"by": proposal.proposer, "at": make.NOON}

    translate_text(
        proposal=proposal, contribution=contribution, language="ar", title="أقمار", abstract="", **people
    )
    save_draft(proposal=proposal, language="fr", **people)

    contribution.refresh_from_db()
    assert contribution.title.to_json() == {
        "ar": {"text": "أقمار", "status": "human"},
        "fr": {"text": "Moons", "status": "original"},
    }
