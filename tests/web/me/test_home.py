"""My page: what waits comes first, and nobody else's is there."""

import re
from datetime import date, timedelta

import pytest

from convenor.editions.models import Role
from convenor.proposals.models import Confirmation, Decision, Verdict, Withdrawal
from convenor.review.models import Assignment, Rebuttal, Review, ReviewRules, Score
from convenor.review.screenings import Outcome, Screening
from convenor.web.me.home import engagements_of
from tests import make

pytestmark = pytest.mark.django_db


def decided(proposal, verdict, *, released=True):
    return Decision.objects.create(
        proposal=proposal,
        verdict=verdict,
        decided_by=make.person("Chair"),
        decided_at=make.NOON,
        released_at=make.NOON if released else None,
    )


def assigned(reviewer, track, **facts):
    make.office(track.edition, reviewer, Role.REVIEWER, track)
    return ask(reviewer, track, **facts)


def ask(reviewer, track, **facts):
    call = track.calls.first() or make.call(track.edition, track)
    return Assignment.objects.create(
        proposal=make.proposal(to=call, track=track),
        reviewer=reviewer,
        assigned_by=make.person("Chair"),
        assigned_at=make.NOON,
        **facts,
    )


def page_of(person):
    return make.signed_in(person).get("/en/me/").text


def without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def waiting_on(page):
    """The first section: what waits."""
    return page.split("What waits for me", 1)[1].split("<h2>", 1)[0]


def test_somebody_with_nothing_to_do_is_told_so():
    page = page_of(make.person("Ada"))

    assert ("Nothing at the moment." in page, "<bdi>Ada</bdi>" in page) == (True, True)


def test_an_invitation_waits_until_it_is_answered():
    ada = make.person("Ada")
    asked = make.contributor(make.proposal("Asked"), ada, invited_at=make.NOON)
    make.contributor(make.proposal("Agreed"), ada, invited_at=make.NOON, agreed_at=make.NOON)
    make.contributor(make.proposal("Refused"), ada, invited_at=make.NOON, refused_at=make.NOON)
    taken_back = make.proposal("Taken back")
    make.contributor(taken_back, ada, invited_at=make.NOON)
    Withdrawal.objects.create(proposal=taken_back, by=taken_back.proposer, at=make.NOON)
    make.contributor(make.proposal("Somebody else's"), make.person("Bo"), invited_at=make.NOON)

    waiting = waiting_on(page_of(ada))

    titles = ("Asked", "Agreed", "Refused", "Taken back", "Somebody else")
    assert [title in waiting for title in titles] == [True, False, False, False, False]
    assert f"/{asked.token}/" in waiting


def test_whoever_is_accepted_is_asked_once_whether_they_will_come(clock):
    ada = make.person("Ada")
    accepted, secret, declined, answered = (
        make.proposal(title, proposer=ada) for title in ("Accepted", "Secret", "Declined", "Answered")
    )
    decided(accepted, Verdict.ACCEPT)
    decided(secret, Verdict.ACCEPT, released=False)
    decided(declined, Verdict.DECLINE)
    decided(answered, Verdict.ACCEPT)
    Confirmation.objects.create(contributor=answered.contributors.get(), will_come=True, at=make.NOON)

    waiting = waiting_on(page_of(ada))
    clock.at = make.NOON + timedelta(days=60)
    in_march = waiting_on(page_of(ada))

    assert [title in waiting for title in ("Accepted", "Secret", "Declined", "Answered")] == [
        True,
        False,
        False,
        False,
    ]
    assert "Accepted" not in in_march


def test_a_decision_that_is_held_back_changes_no_byte_of_the_page():
    ada = make.person("Ada")
    proposal = make.proposal("Tides", proposer=ada)
    client = make.signed_in(ada)
    before = client.get("/en/me/").text

    decided(proposal, Verdict.REVISE, released=False)

    assert without_token(client.get("/en/me/").text) == without_token(before)


def test_drafts_and_proposals_to_revise_wait_while_they_can_be_handed_in(clock):
    ada = make.person("Ada")
    make.proposal("Draft", proposer=ada, submitted_at=None)
    decided(make.proposal("Reworded", proposer=ada), Verdict.REVISE)
    make.proposal("Submitted", proposer=ada)

    waiting = waiting_on(page_of(ada))
    clock.at = make.NOON + timedelta(days=11)
    after_the_call = waiting_on(page_of(ada))

    titles = ("Draft", "Reworded", "Submitted")
    assert [f"\n{title}" in waiting or f" {title}\n" in waiting for title in titles] == [True, True, False]
    assert [f" {title}\n" in after_the_call for title in titles] == [False, True, False]


def opened(track, **facts):
    times = {"rebuttal_opens_at": make.NOON - timedelta(hours=1), "rebuttal_closes_at": make.NEXT_DAY}
    ReviewRules.objects.create(track=track, **times, **facts)
    return track


def reviewed(track, title, proposer, **words):
    proposal = make.proposal(title, track=track, proposer=proposer)
    make.review(proposal, make.reviewer(track), **({"to_contributors": "Where is the sea?"} | words))
    return proposal


def returned(proposal, outcome=Outcome.RETURNED, **facts):
    until = make.NEXT_DAY if outcome == Outcome.RETURNED else None
    given = {"until": until, "by": make.person("Secretary"), "at": make.NOON} | facts
    return Screening.objects.create(proposal=proposal, outcome=outcome, **given)


def listed_on(page, *titles):
    return [bool(re.search(rf"\s{title}\s", page)) for title in titles]


def test_what_reviewers_say_waits_for_an_answer_until_it_closes(clock):
    ada = make.person("Ada")
    track = opened(make.track(make.edition()))
    heard = reviewed(track, "Heard", ada)
    reviewed(track, "Unsaid", ada, to_contributors="", to_committee="Weak.")
    make.proposal("Unread", track=track, proposer=ada)
    Rebuttal.objects.create(
        proposal=reviewed(track, "Answered", ada), text="Behind the dunes.", by=ada, at=make.NOON
    )
    decided(reviewed(track, "Settled", ada), Verdict.DECLINE)
    taken_back = reviewed(track, "Withdrawn", ada)
    Withdrawal.objects.create(proposal=taken_back, by=ada, at=make.NOON)
    bo = make.person("Bo")
    make.contributor(heard, bo, invited_at=make.NOON)
    titles = ("Heard", "Unsaid", "Unread", "Answered", "Settled", "Withdrawn")

    page = waiting_on(page_of(ada))
    for_bo = page_of(bo)
    clock.at = make.NEXT_DAY
    too_late = waiting_on(page_of(ada))

    assert listed_on(page, *titles) == [True, False, False, False, False, False]
    assert f"/en/me/proposals/{heard.code}/rebuttal/" in page
    assert "16 January 2027" in page
    assert ["Answer to the reviewers" in each for each in (for_bo, too_late)] == [False, False]


def test_marks_wait_for_an_answer_only_where_the_track_tells_them():
    ada = make.person("Ada")
    for title, shows in (("Told", True), ("Kept", False)):
        track = opened(make.track(make.edition(slug=title.lower())), rebuttal_shows_scores=shows)
        proposal = reviewed(track, title, ada, to_contributors="")
        criterion = make.criterion(track)
        Score.objects.create(
            review=Review.objects.get(assignment__proposal=proposal), criterion=criterion, value=3
        )

    assert listed_on(waiting_on(page_of(ada)), "Told", "Kept") == [True, False]


def test_what_came_back_from_screening_waits_until_it_is_mended(clock):
    ada = make.person("Ada")
    proposals = {title: make.proposal(title, proposer=ada) for title in ("Returned", "Passed", "Mended")}
    returned(proposals["Returned"])
    returned(proposals["Passed"])
    returned(proposals["Passed"], Outcome.PASSED)
    returned(proposals["Mended"], at=make.NOON - timedelta(hours=2))
    make.version(proposals["Mended"])

    page = waiting_on(page_of(ada))
    clock.at = make.NEXT_DAY
    too_late = waiting_on(page_of(ada))

    assert listed_on(page, *proposals) == [True, False, False]
    assert "16 January 2027" in page
    assert "Mend your proposal" not in too_late


def test_reviews_that_are_asked_for_are_counted_by_edition():
    ada = make.person("Ada")
    track = make.track(make.edition(slug="2027"))
    assigned(ada, track)
    ask(ada, track)
    done = ask(ada, track)
    Review.objects.create(assignment=done, changed_at=make.NOON, submitted_at=make.NOON)
    ask(ada, track, ended_at=make.NOON)
    other = make.track(make.edition(slug="2028"))
    assigned(ada, other)

    waiting = waiting_on(page_of(ada))

    assert ("2 reviews to write" in waiting, "1 review to write" in waiting) == (True, True)


def test_editions_of_one_name_are_told_apart_by_their_days():
    ada = make.person("Ada")
    for month in (3, 5):
        days = {"starts_on": date(2027, month, 1), "ends_on": date(2027, month, 2)}
        make.office(make.edition(slug=f"in-{month}", **days), ada, Role.CHAIR)

    shown = page_of(ada)

    assert "1–2 March 2027" in shown
    assert "1–2 May 2027" in shown


def test_offices_are_shown_by_edition_while_they_run():
    ada = make.person("Ada")
    edition, over = make.edition(chairs=(ada,), secretaries=(ada,)), make.edition(slug="2026", chairs=(ada,))
    over.offices.update(until_date=make.NOON.date() - timedelta(days=1))

    engagements = engagements_of(ada, make.NOON)

    assert [(each.edition, [office.role for office in each.offices]) for each in engagements] == [
        (edition, ["chair", "secretary"])
    ]
    assert f"/en/{edition.path}/organise/" in page_of(ada)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_fifteen_queries_however_much_waits(many, django_assert_num_queries):
    ada = make.person("Ada")
    for number in range(many):
        track = make.track(make.edition(slug=f"y{number}", chairs=(ada,)))
        assigned(ada, track)
        make.contributor(make.proposal(f"Invited {number}"), ada, invited_at=make.NOON)
        decided(make.proposal(f"Accepted {number}", proposer=ada), Verdict.ACCEPT)
        make.proposal(f"Draft {number}", proposer=ada, submitted_at=None)
        reviewed(opened(make.track(make.edition(slug=f"o{number}"))), f"Heard {number}", ada)
        returned(make.proposal(f"Returned {number}", proposer=ada))
    client = make.signed_in(ada)
    client.get("/en/me/")

    with django_assert_num_queries(15):
        page = client.get("/en/me/").text

    for title in ("Invited", "Accepted", "Draft", "Heard", "Returned"):
        assert [f"{title} {number}" in page for number in range(3)] == [number < many for number in range(3)]


def test_the_navigation_leads_to_my_page_or_to_signing_in(client):
    mine, visitors = page_of(make.person("Ada")), client.get("/fr/").text

    assert ('href="/en/me/" accesskey="6"' in mine, 'href="/fr/sign-in/" accesskey="6"' in visitors) == (
        True,
        True,
    )


def test_my_programme_is_offered_for_editions_whose_programme_is_out():
    released, _draft = make.edition(slug="released"), make.edition(slug="draft")
    make.session(of=released)
    make.release(released)

    page = page_of(make.person("Ada"))

    assert re.findall(r'href="([^"]+/my/)"', page) == [f"/en/{released.path}/my/"]
