"""The page on which authors say what reviewers read in place of names."""

from datetime import timedelta

import pytest
from django.urls import reverse

from convenor.editions.models import Role
from convenor.review.actions.screening import screen
from convenor.review.models import Anonymity, Redaction, ReviewRules
from convenor.review.screenings import Check, Outcome
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.person("Amina Wanjiku")


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(
        track=track,
        anonymity=Anonymity.DOUBLE,
        bids_until=make.LATER,
        discussion_opens_at=make.NOON,
    )
    return track


@pytest.fixture
def proposal(track, author):
    text = make.english("I am Amina Wanjiku and teach.").plus("Je suis Amina Wanjiku.", "fr")
    made = make.proposal("Amina Wanjiku on tides", track=track, proposer=author, abstract=text)
    made.contributions.create(position=1, title=make.english("Amina Wanjiku again"))
    return made


def saved(client, proposal, wording):
    url = reverse("me:proposal_names", args=[proposal.code])
    shown = client.get(url).text
    name = shown.split('name="phrase-', 1)[1].split('"', 1)[0]
    return client.post(url, {"key": make.form_key(shown), f"phrase-{name}": wording})


def test_the_page_shows_where_names_stand_with_a_suggestion(author, proposal):
    shown = make.signed_in(author).get(reverse("me:proposal_names", args=[proposal.code])).text

    for text in ('value="[name removed]"', "I am “Amina Wanjiku” and teach.", "title:", "contribution:"):
        assert text in shown


def test_those_who_only_wish_to_review_read_the_same(author, proposal, track):
    saved(make.signed_in(author), proposal, "████")
    client = make.signed_in(make.reviewer(track))
    pages = (page(track.edition, "reviewer:bids"), page(track.edition, "reviewer:bid", proposal.code))

    shown = [client.get(where).text for where in pages]

    assert [("Amina" in text, "████ on tides" in text) for text in shown] == [(False, True)] * 2


@pytest.mark.parametrize("wording", ["████", "the author"])
def test_what_is_accepted_or_edited_is_what_all_pages_of_reviewers_show(author, proposal, track, wording):
    saved(make.signed_in(author), proposal, wording)
    reviewer, sub = make.reviewer(track, "Ruth"), make.person("Sam")
    make.review(proposal, reviewer)
    make.revision(proposal)
    delegation = make.delegation(proposal.assignments.get(), sub)
    names = ("review", "discussion", "changes", "conflict", "decline", "delegation")
    pages = {(reviewer, page(track.edition, f"reviewer:{name}", proposal.code)) for name in names}
    subs = ("subreview", "subreview_conflict")
    pages |= {(sub, page(track.edition, f"reviewer:{name}", proposal.code)) for name in subs}
    pages |= {(sub, "/en/me/"), (sub, reverse("public:subreview", args=[delegation.token]))}
    pages |= {(reviewer, page(track.edition, "reviewer:home"))}

    found = {where: make.signed_in(who).get(where) for who, where in pages}

    assert {where: answer.status_code for where, answer in found.items()} == dict.fromkeys(found, 200)
    assert [where for where, answer in found.items() if "Amina" in answer.text] == []
    with_title = [where for where, answer in found.items() if f"{wording} on tides" in answer.text]
    assert len(with_title) == len(found)


def test_what_is_left_stays(author, proposal, track):
    saved(make.signed_in(author), proposal, "")
    reviewer = make.reviewer(track, "Ruth")
    make.assignment(proposal, reviewer)

    shown = make.signed_in(reviewer).get(page(track.edition, "reviewer:review", proposal.code)).text

    assert ("Amina Wanjiku on tides" in shown, Redaction.objects.get().wording) == (True, "")


def test_before_handing_in_the_author_is_told_what_is_left_to_say(author, proposal):
    client, check = make.signed_in(author), reverse("me:proposal_check", args=[proposal.code])

    before = client.get(check).text
    saved(client, proposal, "")
    after = client.get(check).text

    said = "Your text may tell reviewers who you are:"
    assert (said in before, said in after) == (True, False)


def test_what_is_mended_after_a_screening_is_looked_through_as_well(author, proposal, track):
    """On the page of its authors, from where it goes to reviewers without being handed in again."""
    secretary = make.person("Sela")
    make.office(track.edition, secretary, Role.SECRETARY)
    Check.objects.create(track=track, slug="clear", name=make.english("Clear?"))
    client = make.signed_in(author)
    pages = [
        (client, reverse("me:proposal", args=[proposal.code]), "Your text may tell reviewers who you are:"),
        (
            make.signed_in(secretary),
            page(track.edition, "organiser:screening", proposal.code),
            "of these its contributors said nothing yet:",
        ),
    ]

    def told():
        return [said in reader.get(url).text for reader, url, said in pages]

    before = told()
    until = make.NOON + timedelta(days=3)
    facts = {"answers": {"clear": (False, "")}, "outcome": Outcome.RETURNED, "to_contributors": "Clearer."}
    screen(proposal=proposal, **facts, until=until, by=secretary, at=make.NOON)
    while_mended = told()
    saved(client, proposal, "somebody")

    assert (before, while_mended, told()) == ([False, True], [True, True], [False, False])


def test_the_preview_is_what_reviewers_read_and_the_authors_own_page_says_it_all(author, proposal):
    client = make.signed_in(author)
    saved(client, proposal, "████")

    preview = client.get(reverse("me:proposal_names", args=[proposal.code])).text
    own = client.get(reverse("me:proposal", args=[proposal.code])).text

    assert ("I am ████ and teach." in preview, "I am Amina Wanjiku and teach." in own) == (True, True)


@pytest.mark.parametrize("anonymity", [Anonymity.OPEN, Anonymity.SINGLE])
def test_in_other_tracks_there_is_no_such_step(author, proposal, anonymity):
    ReviewRules.objects.update(anonymity=anonymity)

    answer = make.signed_in(author).get(reverse("me:proposal_names", args=[proposal.code]))

    assert answer.status_code == 404
