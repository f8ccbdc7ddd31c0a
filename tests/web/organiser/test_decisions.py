"""Chairs decide on pages: on one proposal, on several; and nobody else can tell before the release."""

import re

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.proposals.actions.decisions import decide, release_decisions
from convenor.proposals.models import Decision, DecisionQuerySet, Verdict, Version, Withdrawal
from convenor.proposals.versions import document_of
from convenor.review.actions.reviews import submit_review
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


class Committee:
    """An edition with a chair, a secretary and a call, and their browsers."""

    def __init__(self):
        self.chair, self.secretary = make.person("Cleo"), make.person("Sela")
        self.edition = make.edition(chairs=(self.chair,), secretaries=(self.secretary,))
        self.track = make.track(self.edition)
        self.call = make.call(self.edition, self.track)
        self.at_the_chair = make.signed_in(self.chair)

    def proposal(self, title="", **facts):
        made = make.proposal(title, to=self.call, **facts)
        Version.objects.create(
            proposal=made, number=1, document=document_of(made), by=made.proposer, at=make.NOON
        )
        return made

    def address(self, name, *parts):
        return page(self.edition, f"organiser:{name}", *parts)

    def decide(self, proposal, *, opened=None, **fields):
        """Send the form on the page of ``proposal``, or one that was opened before."""
        opened = opened or self.at_the_chair.get(self.address("proposal", proposal.code)).text
        sent = {"key": make.form_key(opened), "over": _over(opened), "verdict": "accept", **fields}
        return self.at_the_chair.post(self.address("decision", proposal.code), sent, follow=True)

    def decide_on(self, *proposals, **fields):
        """Send the form for several proposals."""
        codes = [proposal.code for proposal in proposals]
        opened = self.at_the_chair.get(self.address("decision_list"), {"code": codes}).text
        sent = {
            "key": make.form_key(opened),
            "over": _over(opened),
            "codes": " ".join(codes),
            "verdict": "accept",
            **fields,
        }
        return self.at_the_chair.post(self.address("decision_list"), sent, follow=True)


@pytest.fixture
def committee():
    return Committee()


def _over(text):
    return re.search(r'name="over"(?: value="([^"]*)")?', text)[1] or ""


def _verdicts():
    return list(Decision.objects.order_by("pk").values_list("verdict", flat=True))


def test_a_chair_decides_on_the_page_of_a_proposal(committee):
    proposal = committee.proposal()

    response = committee.decide(proposal, verdict="waitlist", note="Perhaps.")

    decision = Decision.objects.get()
    assert (decision.verdict, decision.note_to_contributors, decision.decided_by) == (
        "waitlist",
        "Perhaps.",
        committee.chair,
    )
    assert "The decision is recorded. Its letter waits for the next release." in response.text


def test_sent_twice_it_is_one_decision(committee):
    proposal = committee.proposal()
    opened = committee.at_the_chair.get(committee.address("proposal", proposal.code)).text

    responses = [committee.decide(proposal, opened=opened) for _twice in range(2)]

    assert ([response.status_code for response in responses], _verdicts()) == ([200, 200], ["accept"])


def test_what_was_typed_is_kept_where_something_is_missing(committee):
    proposal = committee.proposal()

    response = committee.decide(proposal, verdict="perhaps", note="A long note")

    assert (response.status_code, "A long note" in response.text, _verdicts()) == (422, True, [])


def test_who_decided_meanwhile_is_said_and_the_next_try_counts(committee):
    proposal, other = committee.proposal(), make.person("Odd")
    make.office(committee.edition, other, Role.CHAIR)
    opened = committee.at_the_chair.get(committee.address("proposal", proposal.code)).text
    decide(proposal=proposal, verdict=Verdict.DECLINE, by=other, at=make.NOON)

    refused = committee.decide(proposal, opened=opened)
    again = committee.decide(proposal, opened=refused.text)

    assert "Odd decided meanwhile: decline. Look at it again, then decide." in refused.text
    assert (refused.status_code, again.status_code, _verdicts()) == (422, 200, ["decline", "accept"])


def test_a_released_decision_asks_for_a_reason(committee):
    proposal = committee.proposal()
    make.decision(proposal, Verdict.DECLINE, released_at=make.NOON)

    refused = committee.decide(proposal)
    changed = committee.decide(proposal, reason="A place is free")

    assert "Its contributors know the decision: give a reason for the change." in refused.text
    assert (refused.status_code, changed.status_code, _verdicts()) == (422, 200, ["decline", "accept"])
    assert "A place is free" in changed.text


def test_what_is_decided_after_a_letter_begins_with_words_of_its_own(committee):
    told, waits = committee.proposal(), committee.proposal()
    make.decision(told, Verdict.REVISE, note_to_contributors="Say who pays.", released_at=make.NOON)
    make.decision(waits, Verdict.REVISE, note_to_contributors="Say who pays.")

    pages = [
        committee.at_the_chair.get(committee.address("proposal", each.code)).text for each in (told, waits)
    ]

    forms = [page.partition('action="')[2] for page in pages]
    assert ["Say who pays." in form for form in forms] == [False, True]
    assert [" checked" in form for form in forms] == [False, True]


def test_the_reason_is_not_called_optional_where_the_contributors_know(committee):
    told, waits = committee.proposal(), committee.proposal()
    make.decision(told, Verdict.DECLINE, released_at=make.NOON)

    both = committee.at_the_chair.get(
        committee.address("decision_list"), {"code": [told.code, waits.code]}
    ).text
    make.decision(waits, Verdict.DECLINE)
    mixed = committee.at_the_chair.get(
        committee.address("decision_list"), {"code": [told.code, waits.code]}
    ).text

    labels = [re.search(r"Reason for the change(.*?)</label>", text)[1] for text in (both, mixed)]
    assert ["(optional)" in label for label in labels] == [False, True]


def test_a_refused_form_is_shown_where_its_problem_stands(committee):
    proposal = committee.proposal()
    opened = committee.at_the_chair.get(committee.address("proposal", proposal.code)).text

    refused = committee.decide(proposal, verdict="")

    assert f'action="{committee.address("decision", proposal.code)}#problem"' in opened
    assert (refused.status_code, 'id="problem"' in refused.text) == (422, True)


def test_to_revise_without_a_word_is_asked_of_nobody(committee):
    proposal, silent = committee.proposal(), committee.proposal()
    make.review(proposal, make.reviewer(committee.track), to_contributors="Say who pays.")
    make.review(silent, make.reviewer(committee.track), to_committee="Hm.")

    told = committee.decide(proposal, verdict="revise")
    refused = committee.decide(silent, verdict="revise")
    none = committee.decide_on(proposal, silent, verdict="revise")
    noted = committee.decide(silent, verdict="revise", note="Say who pays.")

    sentence = "Write what to revise: no review says it to the contributors."
    assert [sentence in each.text for each in (told, refused, none, noted)] == [False, True, True, False]
    assert _verdicts() == ["revise", "revise"]


@pytest.mark.parametrize("over", ["", "x", "999999,x", "-1", "9" * 400, "\x00", "1" * 19])
def test_a_forged_form_overrules_nothing(committee, over):
    proposal = committee.proposal()
    make.decision(proposal, Verdict.DECLINE)

    response = committee.decide(proposal, over=over)

    assert (response.status_code, _verdicts()) == (422, ["decline"])


def test_a_proposal_of_another_edition_is_not_found(committee):
    other = make.proposal()

    statuses = [
        committee.at_the_chair.get(committee.address(name, other.code)).status_code
        for name in ("proposal", "decision")
    ]

    assert statuses[0] == 404
    assert committee.at_the_chair.post(committee.address("decision", other.code)).status_code == 404


def test_a_proposal_in_conflict_is_not_found(committee):
    proposal = committee.proposal()
    make.contributor(proposal, committee.chair)

    assert committee.at_the_chair.get(committee.address("proposal", proposal.code)).status_code == 404


def test_the_secretary_reads_and_has_no_form(committee):
    proposal = committee.proposal("Tides")
    client = make.signed_in(committee.secretary)

    response = client.get(committee.address("proposal", proposal.code))
    posted = client.post(committee.address("decision", proposal.code), {"verdict": "accept"})

    assert ("Tides" in response.text, 'name="verdict"' in response.text) == (True, False)
    assert (posted.status_code, _verdicts()) == (404, [])


def test_the_chair_of_a_track_decides_in_it_and_sees_no_other(committee):
    chair = make.person("Tia")
    make.office(committee.edition, chair, Role.TRACK_CHAIR, committee.track)
    elsewhere = make.proposal(track=make.track(committee.edition))
    committee.at_the_chair = make.signed_in(chair)

    response = committee.decide(committee.proposal())

    assert (response.status_code, _verdicts()) == (200, ["accept"])
    assert committee.at_the_chair.get(committee.address("proposal", elsewhere.code)).status_code == 404


def test_several_are_decided_at_once(committee):
    proposals = [committee.proposal() for _ in range(3)]

    response = committee.decide_on(*proposals, verdict="decline", note="Thank you.")

    assert _verdicts() == ["decline"] * 3
    assert "3 decisions are recorded. Their letters wait for the next release." in response.text


def test_several_are_decided_not_at_all_where_one_cannot_be(committee):
    fine, withdrawn = committee.proposal(), committee.proposal()
    Withdrawal.objects.create(proposal=withdrawn, by=withdrawn.proposer, at=make.NOON)

    response = committee.decide_on(fine, withdrawn)

    assert (response.status_code, _verdicts()) == (422, [])
    assert f"{withdrawn.code}: Its contributors withdrew this proposal." in response.text


def test_all_of_a_list_can_be_decided_as_it_is_narrowed_down(committee):
    wanted = [committee.proposal(f"Tides {number}") for number in range(60)]
    committee.proposal("Moss")
    listed = committee.at_the_chair.get(committee.address("proposals"), {"q": "tides"}).text
    way = re.search(r'href="([^"]*all=1)"', listed)[1].replace("&amp;", "&")

    opened = committee.at_the_chair.get(way).text
    codes = re.search(r'name="codes" value="([^"]*)"', opened)[1]
    sent = {"key": make.form_key(opened), "over": "", "codes": codes, "verdict": "accept"}
    committee.at_the_chair.post(committee.address("decision_list"), sent)

    assert sorted(codes.split()) == sorted(proposal.code for proposal in wanted)
    assert _verdicts() == ["accept"] * 60


@pytest.mark.parametrize("codes", ["", "UNKNOWN", "\x00 \ud800", "x" * 100_000, "' OR 1=1 --"])
def test_forged_codes_choose_nothing(committee, codes):
    opened = committee.at_the_chair.get(
        committee.address("decision_list"), {"code": [committee.proposal().code]}
    )
    sent = {"key": make.form_key(opened.text), "verdict": "accept"}

    response = committee.at_the_chair.post(
        committee.address("decision_list"), {**sent, "codes": codes.encode("utf-8", "replace").decode()}
    )

    assert (response.status_code < 500, _verdicts()) == (True, [])


def test_a_chair_is_warned_of_too_few_reviews_and_may_decide(committee):
    proposal = committee.proposal()
    make.review(proposal, make.reviewer(committee.track))
    address = committee.address("proposal", proposal.code)

    few = committee.at_the_chair.get(address).text
    decided = committee.decide(proposal)
    make.review(proposal, make.reviewer(committee.track))
    enough = committee.at_the_chair.get(address).text

    sentence = "This proposal has fewer submitted reviews than its track wants: 1 of 2."
    assert [sentence in text for text in (few, enough)] == [True, False]
    assert (decided.status_code, _verdicts()) == (200, ["accept"])


def test_a_list_says_which_of_its_proposals_have_too_few_reviews(committee):
    few, enough = committee.proposal(), committee.proposal()
    for _ in range(2):
        make.review(enough, make.reviewer(committee.track))

    opened = committee.at_the_chair.get(committee.address("decision_list"), {"code": [few.code, enough.code]})
    decided = committee.decide_on(few, enough)

    words = " ".join(opened.text.split())
    assert "1 of these proposals has fewer submitted reviews than its track wants" in words
    assert [f"reviews: {count} of 2" in words for count in (0, 1, 2)] == [True, False, False]
    assert (decided.status_code, _verdicts()) == (200, ["accept", "accept"])


def test_the_committee_sees_a_revision_and_which_reviews_are_from_before_it(committee):
    proposal, clarity = committee.proposal("Tides"), make.criterion(committee.track, "clarity")
    version = proposal.versions.get()
    Version.objects.update(is_submitted=True)
    make.review(proposal, make.reviewer(committee.track, "Ada"), {clarity: 2}, version=version)
    changed = make.review(proposal, make.reviewer(committee.track, "Bo"), {clarity: 2}, version=version)
    make.decision(proposal, Verdict.REVISE, released_at=make.NOON)
    address = committee.address("proposal", proposal.code)
    before = committee.at_the_chair.get(address).text
    make.revision(proposal)
    submit_review(
        assignment=changed.assignment,
        scores={"clarity": 5},
        to_contributors="",
        to_committee="Better.",
        by=changed.assignment.reviewer,
        at=make.NEXT_DAY,
    )

    after = " ".join(committee.at_the_chair.get(address).text.split())
    compared = committee.at_the_chair.get(committee.address("versions", proposal.code) + "?from=1").text
    listed = committee.at_the_chair.get(committee.address("proposals") + "?verdict=revised").text

    assert "revised version" not in before
    assert after.count("from before the revision") == 1
    assert "As it was on 15 January 2027 13:00 UTC+1, before the revision" in after
    assert 'versions/?from=1">What changed</a>' in after
    assert ("These two do not differ." in compared, proposal.code in listed) == (True, True)


def test_the_overview_counts_what_its_reader_may_know(committee):
    accepted, own = committee.proposal(), committee.proposal()
    make.contributor(own, committee.chair)
    make.decision(accepted, Verdict.ACCEPT)
    make.decision(own, Verdict.ACCEPT)

    chair = committee.at_the_chair.get(committee.address("decisions")).text
    secretary = make.signed_in(committee.secretary).get(committee.address("decisions")).text

    sentence = "{} held back until the secretariat releases the letters."
    assert sentence.format("1 decision is") in " ".join(chair.split())
    assert sentence.format("2 decisions are") in " ".join(secretary.split())


def _pages_of(author, proposal):
    """Everything that ``author`` can read, without what is new at every visit."""
    client = make.signed_in(author)
    token = proposal.contributors.get(person=author).token
    addresses = [
        "/en/me/",
        "/en/me/data/file/",
        "/en/me/log/",
        "/en/me/log/entries.jsonl",
        "/en/me/proposals/",
        f"/en/me/proposals/{proposal.code}/",
        f"/en/me/proposals/{proposal.code}/versions/",
        f"/en/me/coming/{token}/",
        f"/en/{proposal.edition.path}/",
    ]
    responses = [client.get(address) for address in addresses]
    pages = [b"".join(each) if each.streaming else each.content for each in responses]
    once = rb'name="(key|csrfmiddlewaretoken)" value="[^"]*"'
    return {address: re.sub(once, b"", page) for address, page in zip(addresses, pages, strict=True)}


@pytest.mark.parametrize("verdict", Verdict.values)
def test_a_decision_that_is_held_back_changes_no_byte_for_its_contributors(committee, verdict):
    proposal = committee.proposal()
    reviewer = make.reviewer(committee.track)
    make.review(proposal, reviewer, to_contributors="Add an example.")
    before = _pages_of(proposal.proposer, proposal)

    committee.decide(proposal, verdict=verdict, note="You will hear of us.")
    held_back = _pages_of(proposal.proposer, proposal)
    release_decisions(edition=committee.edition, by=committee.secretary, at=make.NOON)
    released = _pages_of(proposal.proposer, proposal)

    own = f"/en/me/proposals/{proposal.code}/"
    assert held_back == before
    assert released[own] != before[own]
    assert [part in released[own] for part in (b"You will hear of us.", b"Add an example.")] == [True, True]


def test_the_same_pages_would_tell_without_the_protection(committee, monkeypatch):
    proposal = committee.proposal()
    monkeypatch.setattr(DecisionQuerySet, "known", DecisionQuerySet.standing)
    before = _pages_of(proposal.proposer, proposal)

    committee.decide(proposal)

    assert _pages_of(proposal.proposer, proposal) != before


def test_a_change_that_is_held_back_changes_no_byte_either(committee):
    proposal = committee.proposal()
    make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON, note_to_contributors="Welcome.")
    before = _pages_of(proposal.proposer, proposal)

    committee.decide(proposal, verdict="decline", reason="No room", note="We are sorry.")

    assert (_verdicts(), _pages_of(proposal.proposer, proposal)) == (["accept", "decline"], before)


def test_the_log_keeps_the_decision_from_those_in_conflict(committee):
    proposal, other = committee.proposal(), make.person("Odd")
    make.office(committee.edition, other, Role.CHAIR)
    make.contributor(proposal, other)
    committee.decide(proposal)

    logs = [
        make.signed_in(person).get(page(committee.edition, "organiser:log")).text
        for person in (committee.secretary, other)
    ]

    assert Entry.objects.filter(action="proposal.decided").count() == 1
    assert [proposal.code in log for log in logs] == [True, False]
