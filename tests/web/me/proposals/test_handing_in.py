"""Checking, handing in, withdrawing, comparing versions."""

import pytest

from convenor.proposals.actions.drafts import save_draft
from convenor.proposals.actions.submissions import submit
from convenor.proposals.models import Decision, Proposal, Verdict
from tests import make
from tests.proposals import writing
from tests.web.me.proposals.pages import at, key_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return writing.complete(title="Tides")


@pytest.fixture
def browser(proposal):
    return make.signed_in(proposal.proposer)


def test_a_complete_proposal_is_handed_in_once_however_often_the_form_is_sent(browser, proposal):
    key = key_of(browser, at(proposal, "check/"))

    answers = [browser.post(at(proposal, "check/"), {"key": key}) for _time in range(3)]

    assert [response.headers["Location"] for response in answers] == [at(proposal)] * 3
    assert list(Proposal.objects.submitted()) == [proposal]
    assert proposal.versions.filter(is_submitted=True).count() == 1


def test_an_incomplete_one_shows_everything_it_lacks_and_no_button():
    proposal = writing.started()
    page = make.signed_in(proposal.proposer).get(at(proposal, "check/")).text

    assert "The title is missing." in page
    assert "The abstract is missing." in page
    assert "Hand in</button>" not in page


def test_what_became_incomplete_meanwhile_is_refused_in_words(browser, proposal):
    key = key_of(browser, at(proposal, "check/"))
    save_draft(proposal=proposal, abstract="", by=proposal.proposer, at=make.NOON)

    response = browser.post(at(proposal, "check/"), {"key": key})

    assert (response.status_code, Proposal.objects.submitted().count()) == (422, 0)
    assert "The abstract is missing." in response.text


def test_the_limit_of_a_person_is_told():
    call, ada = writing.call(most_per_person=1), make.person("Ada")
    writing.submitted(call, ada)
    second = writing.complete(call, ada)

    response = send(make.signed_in(ada), at(second, "check/"))

    assert response.status_code == 422
    assert "One person can hand in 1 proposal to this call." in response.text


def test_what_is_to_be_revised_waits_to_be_handed_in_again():
    proposal = writing.submitted()
    browser = make.signed_in(proposal.proposer)
    make.decision(proposal, Verdict.REVISE, released_at=make.NOON)

    asked = browser.get(at(proposal)).text
    save_draft(proposal=proposal, abstract="Better.", by=proposal.proposer, at=make.NOON)
    submit(proposal=proposal, by=proposal.proposer, at=make.NOON)
    done = browser.get(at(proposal)).text

    button = f'<a class="button" href="{at(proposal, "check/")}">Go on</a>'
    assert ["4 of 5 steps are done" in asked, "5 of 5 steps are done" in done] == [True, True]
    assert [button in text for text in (asked, done)] == [True, False]


@pytest.mark.parametrize(
    ("will_come", "sentence"),
    [
        (None, "Say whether you will come"),
        (True, "You said that you will come."),
        (False, "You said that you cannot come."),
    ],
)
def test_who_was_accepted_reads_what_they_answered(will_come, sentence):
    proposal = writing.submitted()
    make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON)
    if will_come is not None:
        proposal.contributors.get().confirmations.create(will_come=will_come, at=make.NOON)

    page = make.signed_in(proposal.proposer).get(at(proposal)).text

    assert sentence in page
    assert "Change your answer" in page or will_come is None


def test_a_proposal_is_withdrawn_after_a_question(browser, proposal):
    page = browser.get(at(proposal, "withdrawal/")).text
    response = send(browser, at(proposal, "withdrawal/"), reason="We cannot come.")

    assert "Withdraw this proposal?" in page
    assert response.headers["Location"] == at(proposal)
    assert Proposal.objects.get().withdrawal.reason == "We cannot come."
    assert "This proposal was withdrawn." in browser.get(at(proposal)).text


def test_the_last_two_versions_are_compared_unless_others_are_chosen(browser, proposal):
    for title in ("High tides", "High <b>tides</b>"):
        save_draft(proposal=proposal, title=title, by=proposal.proposer, at=make.LATER)

    last = browser.get(at(proposal, "versions/")).text
    chosen = browser.get(at(proposal, "versions/?from=2&to=3")).text

    assert "<del>tides</del><ins>&lt;b&gt;tides&lt;/b&gt;</ins>" in last
    assert "<ins>High tides</ins>" in chosen or "<ins>High</ins>" in chosen


@pytest.mark.parametrize(
    "query", ["from=9&to=8", "from=x", "to=-1", "from=%00&to=99999999999999999999", "from=3&to=1"]
)
def test_versions_that_are_not_there_are_no_fault(browser, proposal, query):
    assert browser.get(at(proposal, f"versions/?{query}")).status_code == 200


def test_a_decision_shows_when_its_letter_is_out_and_not_before(browser):
    proposal = writing.submitted()
    decision = Decision.objects.create(
        proposal=proposal,
        verdict=Verdict.WAITLIST,
        decided_by=make.person("Chair"),
        decided_at=make.NOON,
        note_to_contributors="We liked the moons.",
    )
    client = make.signed_in(proposal.proposer)

    before = client.get(at(proposal)).text
    decision.released_at = make.NOON
    decision.save()
    after = client.get(at(proposal)).text

    assert ("We liked the moons." in before, "We liked the moons." in after) == (False, True)
    assert ("waiting list" in before, "waiting list" in after) == (False, True)


def test_a_revision_is_handed_in_and_said_to_be(proposal, browser):
    proposal = submit(proposal=proposal, by=proposal.proposer, at=make.NOON)
    make.decision(proposal, Verdict.REVISE, released_at=make.LATER)

    unchanged = send(browser, at(proposal, "check/"))
    save_draft(proposal=proposal, abstract="About tides and moons.", by=proposal.proposer, at=make.NEXT_DAY)
    handed_in = send(browser, at(proposal, "check/"))
    page = " ".join(browser.get(at(proposal)).text.split())
    waiting = browser.get("/en/me/").text

    assert (unchanged.status_code, handed_in.status_code) == (422, 302)
    assert "Nothing has changed since you were asked to revise it. Change it first." in unchanged.text
    assert "Your revised version was handed in on" in page
    assert "Revise your proposal" not in waiting
