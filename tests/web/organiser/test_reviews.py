"""Reviewing as its organisers arrange it."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from convenor.editions.models import Office, Role
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict
from convenor.review.models import Assignment, Criterion, EndReason, Expertise, ReviewRules, Work
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Secretary")


@pytest.fixture
def track(secretary):
    return make.track(make.edition(secretaries=(secretary,)), "workshops")


@pytest.fixture
def client(secretary):
    return make.signed_in(secretary)


@pytest.fixture
def address(track):
    return lambda name, *parts: page(track.edition, f"organiser:{name}", *parts)


def sent(client, url, **fields):
    return client.post(url, {"key": make.form_key(client.get(url).text), **fields})


def conflict(proposal, person):
    return Conflict.objects.create(
        proposal=proposal, person=person, declared_by=person, declared_at=make.NOON
    )


# Rules and criteria


def test_rules_are_set_in_the_zone_of_the_edition_and_found_again(client, track, address):
    url = address("review_rules", "workshops")

    answer = sent(
        client, url, guidance="Be kind.", reviews_wanted="3", due_at="2027-02-01T18:00", anonymity="open"
    )

    assert (answer.status_code, answer["Location"]) == (302, address("review_track", "workshops"))
    rules = ReviewRules.objects.get(track=track)
    assert (rules.reviews_wanted, rules.due_at, rules.anonymity, str(rules.guidance)) == (
        3,
        datetime(2027, 2, 1, 17, 0, tzinfo=UTC),
        "open",
        "Be kind.",
    )
    assert 'value="2027-02-01T18:00"' in client.get(url).text
    assert "Be kind." in client.get(address("review_track", "workshops")).text


def test_the_guidance_is_translated_and_the_rest_stays(client, track, address):
    sent(
        client,
        address("review_rules", "workshops"),
        guidance="Be kind.",
        reviews_wanted="3",
        anonymity="single-blind",
    )

    sent(
        client,
        address("review_rules", "workshops") + "?in=fr",
        guidance="Soyez aimables.",
        guidance_status="human",
    )

    rules = ReviewRules.objects.get(track=track)
    assert (rules.guidance.versions, rules.reviews_wanted) == (
        {"en": ("Be kind.", "original"), "fr": ("Soyez aimables.", "human")},
        3,
    )


@pytest.mark.parametrize("due_at", ["0001-01-01T00:00", "9999-12-31T23:59", "x", "2027-03-28T02:30", "\0"])
def test_a_deadline_that_cannot_be_meant_is_refused_and_kept(client, address, due_at):
    answer = sent(client, address("review_rules", "workshops"), reviews_wanted="3", due_at=due_at)

    assert answer.status_code == 422
    assert not ReviewRules.objects.exists()


def test_a_criterion_is_added_changed_and_removed(client, track, address):
    new, back = address("criterion_new", "workshops"), address("review_track", "workshops")
    facts = {"name": "Clarity", "low_anchor": "dark", "high_anchor": "clear", "most": "5", "weight": "2"}
    form = {"key": make.form_key(client.get(new).text), "slug": "clarity", **facts}

    added = [client.post(new, form) for _ in range(2)]
    changed = sent(client, address("criterion", "workshops", "clarity"), **{**facts, "most": "4"})

    assert [(answer.status_code, answer["Location"]) for answer in [*added, changed]] == [(302, back)] * 3
    assert list(Criterion.objects.values_list("track", "slug", "most", "weight")) == [
        (track.pk, "clarity", 4, 2)
    ]
    assert "dark" in client.get(back).text
    assert sent(client, address("criterion_removal", "workshops", "clarity")).status_code == 302
    assert not Criterion.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Klarheit!"},
        {"slug": "new"},
        {"slug": "taken"},
        {"most": "11"},
        {"weight": "0"},
        {"name": ""},
    ],
)
def test_a_criterion_that_cannot_be_is_refused_and_kept(client, track, address, wrong):
    make.criterion(track, "taken")
    facts = {"name": "Clarity", "slug": "clarity", "high_anchor": "so clear", "most": "5", "weight": "2"}

    answer = sent(client, address("criterion_new", "workshops"), **{**facts, **wrong})

    assert (answer.status_code, "so clear" in answer.text) == (422, True)
    assert Criterion.objects.count() == 1


def test_a_scored_criterion_is_not_removed(client, track, address):
    criterion = make.criterion(track, "clarity")
    make.review(make.proposal(track=track), make.reviewer(track), {criterion: 3})

    assert sent(client, address("criterion_removal", "workshops", "clarity")).status_code == 422


# Reviewers


def test_a_reviewer_is_invited_by_the_secretariat(client, track, address):
    answer = sent(
        client, address("reviewer_new"), track="workshops", address="ada@people.example", name="Ada"
    )

    office = Office.objects.get(role=Role.REVIEWER)
    assert (answer.status_code, answer["Location"]) == (302, address("reviewer", office.person.uid))
    assert (office.person.name, office.track) == ("Ada", track)
    assert [message.address for message in Message.objects.all()] == ["ada@people.example"]


def test_an_invitation_that_cannot_be_is_refused_and_kept(client, track, address):
    for fields in (
        {"track": "nowhere", "address": "a@b.example"},
        {"track": "workshops", "address": "nobody"},
    ):
        answer = sent(client, address("reviewer_new"), **fields, name="Ada Kept")
        assert (answer.status_code, "Ada Kept" in answer.text) == (422, True)


def test_the_list_of_reviewers_says_what_each_was_asked_and_answered(client, track, address):
    ada = make.reviewer(track, "Ada")
    Expertise.objects.create(edition=track.edition, person=ada, languages=["fr"], most_reviews=7)
    ReviewRules.objects.create(track=track, due_at=make.NOON.replace(day=1))
    make.review(make.proposal(track=track), ada)
    make.review(make.proposal(track=track), ada, submitted_at=None)
    make.assignment(make.proposal(track=track), ada)
    make.reviewer(make.track(track.edition), "Bo")

    file = b"".join(client.get(address("reviewers") + "?file=csv").streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(file)))
    assert rows == [
        [
            "Name",
            "Organization",
            "Tracks",
            "Languages",
            "Can write",
            "Asked",
            "Open",
            "Drafts",
            "Submitted",
            "Late",
            "Days (median)",
        ],
        ["Ada", "", "Workshops", "French", "7", "3", "2", "1", "1", "2", "0"],
        ["Bo", "", rows[2][2], "", "", "0", "0", "0", "0", "0", ""],
    ]
    late_first = client.get(address("reviewers") + f"?open=yes&tracks={track.pk}").text
    assert ("Ada" in late_first, "Bo" in late_first) == (True, False)


def test_a_reviewer_is_described_by_those_whom_they_review_for(client, track, address):
    ada = make.reviewer(track, "Ada")
    url = address("reviewer", ada.uid)

    described = sent(client, url, languages=["ru"], most_reviews="3")
    added = sent(client, address("reviewer_work", ada.uid), title="On tides")
    shown = client.get(url).text
    removed = client.post(address("reviewer_work_removal", ada.uid, Work.objects.get().uid))

    assert [answer.status_code for answer in (described, added, removed)] == [302, 302, 302]
    assert list(Expertise.objects.values_list("person", "languages", "most_reviews")) == [(ada.pk, ["ru"], 3)]
    assert "On tides" in shown
    assert not Work.objects.exists()


# Assignments


def test_reviewers_are_chosen_for_a_proposal(client, track, address):
    proposal = make.proposal("Tides", track=track)
    ada, bo, _cy = (make.reviewer(track, name) for name in ("Ada", "Bo", "Cy"))
    url = address("assignments", proposal.code)

    answer = sent(client, url, reviewer=[str(ada.uid), str(bo.uid)])

    assert (answer.status_code, answer["Location"]) == (302, url)
    assert [assignment.reviewer for assignment in Assignment.objects.order_by("pk")] == [ada, bo]


def test_the_page_suggests_and_says_who_cannot_be_asked(client, track, address):
    organization = make.organization("House of Tides")
    proposer = make.person("Proposer", organization=organization)
    proposal = make.proposal(track=track, proposer=proposer, language="es")
    near = make.reviewer(track, "Near", organization=organization)
    reads = make.reviewer(track, "Reads")
    Expertise.objects.create(edition=track.edition, person=reads, languages=["es"], most_reviews=1)
    make.assignment(make.proposal(track=track), reads)
    other = make.reviewer(track, "Other")
    declined = make.reviewer(track, "Declined")
    make.assignment(
        proposal, declined, ended_at=make.NOON, end_reason=EndReason.DECLINED, end_note="No time."
    )
    author, in_conflict, asked = (make.reviewer(track, name) for name in ("Author", "Conflict", "Asked"))
    make.contributor(proposal, author)
    conflict(proposal, in_conflict)
    make.assignment(proposal, asked)
    Office.objects.filter(person=asked).update(ended_at=make.NOON)

    shown = client.get(address("assignments", proposal.code)).text

    could, cannot = shown.split("Who cannot be asked")
    could = could.split("Who could be asked")[1]
    places = [could.index(name) for name in ("Reads", "Other", "Near", "Declined")]
    assert places == sorted(places)
    for person in (near, reads, other, declined):
        assert f'value="{person.uid}"' in could
    for tag in (
        "reads the language",
        "asked for 1 of 1",
        "has enough",
        "same organization",
        "declined before",
    ):
        assert tag in could
    for said in ("Author", "contributes to this proposal", "Conflict", "has a conflict of interest"):
        assert said in cannot
    assert "no longer a reviewer" in shown
    assert "No time." in shown


def test_what_stands_in_the_way_is_named_and_nothing_is_assigned(client, track, address):
    proposal = make.proposal(track=track)
    ada, bo = make.reviewer(track, "Ada"), make.reviewer(track, "Bo")
    url = address("assignments", proposal.code)
    key = make.form_key(client.get(url).text)
    conflict(proposal, bo)

    answer = client.post(url, {"key": key, "reviewer": [str(ada.uid), str(bo.uid)]})

    assert answer.status_code == 422
    assert f"Bo contributes to {proposal.code} or has a conflict of interest with it." in answer.text
    assert "checked" in answer.text.split(str(ada.uid))[1].split(">")[0]
    assert not Assignment.objects.exists()


def test_nobody_chosen_is_said(client, track, address):
    proposal = make.proposal(track=track)

    assert "Please choose at least one." in sent(client, address("assignments", proposal.code)).text


def test_many_proposals_are_assigned_to_one_reviewer_at_once(client, track, address):
    ada = make.reviewer(track, "Ada")
    first, second, own, asked = (make.proposal(track=track) for _ in range(4))
    make.contributor(own, ada)
    make.assignment(asked, ada)
    elsewhere = make.proposal(track=make.track(track.edition))
    url = address("reviewer_assignments", ada.uid)
    offered = client.get(url).text.split("Could be asked to review")[1]

    answer = sent(client, url, code=[first.code, second.code])

    assert [each.code in offered for each in (first, second, own, asked, elsewhere)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert (answer.status_code, answer["Location"]) == (302, address("reviewer", ada.uid))
    assert {assignment.proposal for assignment in Assignment.objects.all()} == {first, second, asked}


def test_a_list_that_cannot_be_assigned_is_refused_whole_and_stays_ticked(client, track, address):
    ada = make.reviewer(track, "Ada")
    first, own = make.proposal(track=track), make.proposal(track=track)
    url = address("reviewer_assignments", ada.uid)
    key = make.form_key(client.get(url).text)
    make.contributor(own, ada)

    answer = client.post(url, {"key": key, "code": [first.code, own.code]})

    assert answer.status_code == 422
    assert f"Ada contributes to {own.code}" in answer.text
    assert "checked" in answer.text.split(f'value="{first.code}"')[1].split(">")[0]
    assert not Assignment.objects.exists()


def test_the_pages_cost_the_same_however_much_there_is(client, track, address):
    reviewer, proposal = make.reviewer(track), make.proposal(track=track)
    urls = [
        address("reviews"),
        address("reviewers"),
        address("review_proposals"),
        address("assignments", proposal.code),
        address("reviewer_assignments", reviewer.uid),
    ]

    def costs_with_one_more():
        more = make.proposal(track=track, proposer=make.person(organization=make.organization()))
        for of, by in ((proposal, make.reviewer(track)), (more, make.reviewer(track)), (more, reviewer)):
            make.assignment(of, by)
            Expertise.objects.get_or_create(edition=track.edition, person=by)
        make.proposal(track=track)
        return [cost(client, url) for url in urls]

    costs_with_one_more()  # the first form also puts its token into the session

    assert costs_with_one_more() == costs_with_one_more()


def cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_of_proposals_finds_those_with_too_few_reviewers(client, track, address):
    few, enough = make.proposal("Few", track=track), make.proposal("Enough", track=track)
    for proposal, count in ((few, 1), (enough, 2)):
        for _ in range(count):
            make.assignment(proposal, make.reviewer(track))

    shown = client.get(address("review_proposals") + "?asked=few").text

    assert (few.code in shown, enough.code in shown) == (True, False)


def test_an_assignment_is_taken_away(client, track, address):
    proposal, ada = make.proposal(track=track), make.reviewer(track, "Ada")
    make.assignment(proposal, ada)

    answer = sent(client, address("assignment_end", proposal.code, ada.uid), reason="Ill.")

    assert (answer.status_code, answer["Location"]) == (302, address("assignments", proposal.code))
    assert list(Assignment.objects.values_list("end_reason", "end_note")) == [(EndReason.TAKEN_AWAY, "Ill.")]
    assert "Ill." in client.get(address("assignments", proposal.code)).text
    assert client.get(address("assignment_end", proposal.code, ada.uid)).status_code == 404


# Progress


def test_progress_is_told_track_by_track_and_reminders_are_sent(client, track, address):
    proposal = make.proposal(track=track)
    make.assignment(proposal, make.reviewer(track))
    url = address("reviews")

    shown = client.get(url).text
    answer = sent(client, url, track="workshops")

    numbers = re.findall(r'<td class="number"[^>]*>(\d+)</td>', shown)
    assert numbers == ["1", "2", "1", "0", "0", "0"]
    assert answer.status_code == 302
    assert "1 reviewer has not answered." in client.get(url).text
    assert Message.objects.count() == 1


# Who may, and what they may not know


PAGES = (
    ("reviews", ()),
    ("review_track", ("track",)),
    ("review_rules", ("track",)),
    ("criterion_new", ("track",)),
    ("criterion", ("track", "criterion")),
    ("criterion_removal", ("track", "criterion")),
    ("reviewers", ()),
    ("reviewer", ("reviewer",)),
    ("reviewer_work", ("reviewer",)),
    ("reviewer_assignments", ("reviewer",)),
    ("review_proposals", ()),
    ("assignments", ("proposal",)),
    ("assignment_end", ("proposal", "reviewer")),
)


def addresses(track, proposal, reviewer, criterion):
    known = {
        "track": track.slug,
        "proposal": proposal.code,
        "reviewer": reviewer.uid,
        "criterion": criterion.slug,
    }
    return [
        page(track.edition, f"organiser:{name}", *(known[part] for part in parts)) for name, parts in PAGES
    ]


@pytest.fixture
def things(track):
    proposal, reviewer = make.proposal(track=track), make.reviewer(track)
    make.assignment(proposal, reviewer)
    return track, proposal, reviewer, make.criterion(track, "clarity")


def test_all_pages_open_for_the_chair_of_the_track(things):
    chair = make.person()
    make.office(things[0].edition, chair, Role.TRACK_CHAIR, things[0])

    answers = [make.signed_in(chair).get(url).status_code for url in addresses(*things)]

    assert answers == [200] * len(PAGES)


def test_no_page_opens_for_reviewers_authors_and_the_desk(things):
    track, proposal, reviewer, _criterion = things
    make.office(track.edition, desk := make.person(), Role.DESK)

    for person in (reviewer, proposal.proposer, desk, make.person()):
        client = make.signed_in(person)
        assert {client.get(url).status_code for url in addresses(*things)} == {404}


def test_the_chair_of_another_track_finds_nothing_of_this_one(things):
    track, *_rest = things
    stranger = make.person()
    make.office(track.edition, stranger, Role.TRACK_CHAIR, make.track(track.edition))
    client = make.signed_in(stranger)

    answers = {url: client.get(url).status_code for url in addresses(*things)}

    general = {page(track.edition, f"organiser:{name}") for name, parts in PAGES if not parts}
    assert {url for url, status in answers.items() if status != 404} == general


def test_for_a_chair_in_conflict_the_proposal_does_not_exist(client, secretary, things, address):
    _track, proposal, reviewer, _criterion = things
    conflict(proposal, secretary)

    for url in (
        address("assignments", proposal.code),
        address("assignment_end", proposal.code, reviewer.uid),
    ):
        assert client.get(url).status_code == 404
    key = make.form_key(client.get(address("reviewer_assignments", reviewer.uid)).text)
    forged = client.post(address("reviewer_assignments", reviewer.uid), {"key": key, "code": [proposal.code]})
    assert forged.status_code == 404
    for name in ("review_proposals", "reviewers", "reviews"):
        assert proposal.code not in client.get(address(name)).text


def test_forged_names_are_not_found(client, things, address):
    _track, proposal, _reviewer, _criterion = things
    url = address("assignments", proposal.code)
    key = make.form_key(client.get(url).text)
    outsider = make.person()

    for forged in (str(outsider.uid), "1", "\0", "x" * 5000, "é"):
        assert client.post(url, {"key": key, "reviewer": [forged]}).status_code == 404
    assert client.get(address("reviewer", outsider.uid)).status_code == 404
    assert sent(client, address("reviews"), track="nowhere").status_code == 422


@pytest.mark.parametrize(
    "query", ["sort=x", "page=99", "page=-1", "q=%00", "q=%ED%A0%80", "asked=x", "track=x", "format=exe"]
)
def test_nonsense_in_the_address_is_harmless(client, things, address, query):
    for name in ("review_proposals", "reviewers"):
        assert client.get(address(name) + "?" + query).status_code == 200
