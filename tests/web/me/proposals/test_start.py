"""A proposal begins with its track, its format and its language."""

from datetime import timedelta

import pytest

from convenor.proposals.actions.late_links import add_late_link
from convenor.proposals.models import Proposal
from tests import make
from tests.proposals import writing
from tests.web.me.proposals.pages import key_of, send

pytestmark = pytest.mark.django_db

CHOICE = {"format": "talk", "language": "en"}


@pytest.fixture
def call():
    return writing.call(slug="papers")


def address(call, way="start/"):
    return f"/en/{call.edition.path}/call/papers/{way}"


def choice(call, **more):
    return {"track": call.tracks.get().slug, "format": "talk", "language": "en", **more}


def test_beginning_leads_to_the_first_step(call):
    ada = make.person("Ada")
    client = make.signed_in(ada)

    response = send(client, address(call), **choice(call, format="panel", language="ar"))

    proposal = Proposal.objects.get()
    assert response.headers["Location"] == f"/en/me/proposals/{proposal.code}/text/"
    assert (proposal.proposer, proposal.format, proposal.language) == (ada, "panel", "ar")


def test_strangers_sign_in_first_and_come_back(client, call):
    response = client.get(address(call))

    assert response.headers["Location"].startswith("/en/sign-in/?next=")


def test_sent_three_times_it_begins_once(call):
    client = make.signed_in(make.person("Ada"))
    key = key_of(client, address(call))

    answers = [client.post(address(call), {"key": key, **choice(call)}) for _time in range(3)]

    assert [response.status_code for response in answers] == [302, 302, 302]
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    "forged",
    [{"track": "elsewhere"}, {"format": "song"}, {"language": "tlh"}, {"track": ""}, {"track": "\x00"}],
)
def test_what_is_not_offered_is_refused_in_a_sentence(call, forged):
    response = send(make.signed_in(make.person("Ada")), address(call), **choice(call, **forged))

    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert "Please check this form" in response.text


def test_a_form_sent_one_second_too_late_is_refused_with_the_deadline(call, clock):
    client = make.signed_in(make.person("Ada"))
    clock.at = call.closes_at - timedelta(seconds=1)
    key = key_of(client, address(call))
    clock.at = call.closes_at

    response = client.post(address(call), {"key": key, **choice(call, format="panel")})

    assert response.status_code == 422
    assert "This call closed on 25 January 2027 13:00 (Paris) / 25 January 2027 12:00 (UTC)." in response.text
    (panel,) = [tag for tag in response.text.split("<") if 'value="panel"' in tag]
    assert "checked" in panel


def test_a_late_link_opens_a_closed_call_for_its_owner(call, clock):
    ada, secretary = make.person("Ada", address="ada@people.example"), call.edition.offices.get().person
    until = call.closes_at + timedelta(days=1)
    link = add_late_link(call=call, address="ada@people.example", until=until, by=secretary, at=make.NOON)
    clock.at = call.closes_at
    way = address(call, f"late/{link.token}/")

    theirs = send(make.signed_in(make.person("Bo")), way, **choice(call))
    mine = send(make.signed_in(ada), way, **choice(call))

    assert (theirs.status_code, mine.status_code) == (422, 302)
    assert "given to another address" in theirs.text
    assert [proposal.proposer for proposal in Proposal.objects.all()] == [ada]


def test_a_forged_late_link_is_not_there(call):
    response = make.signed_in(make.person("Ada")).get(address(call, "late/forged/"))

    assert response.status_code == 404


def test_drafts_begun_before_are_shown_first(call):
    draft = writing.complete(call, title="Tides")

    page = make.signed_in(draft.proposer).get(address(call)).text

    assert f"/en/me/proposals/{draft.code}/" in page


def test_the_form_offers_what_the_tracks_take_and_says_which_takes_what(call):
    labs = make.track(call.edition, "labs", formats=["workshop"])
    call.tracks.set([labs, make.track(call.edition, "seminar", formats=["talk", "poster"])])
    client = make.signed_in(make.person("Ada"))

    form = client.get(address(call)).text
    refused = send(client, address(call), track="labs", format="talk", language="en")

    assert [f'value="{each}"' in form for each in ("workshop", "talk", "poster", "panel")] == [
        True,
        True,
        True,
        False,
    ]
    assert ["Labs (workshop)" in form, "Seminar (talk and poster)" in form] == [True, True]
    assert (refused.status_code, Proposal.objects.count()) == (422, 0)
    assert "The track “Labs” takes only: workshop." in refused.text
