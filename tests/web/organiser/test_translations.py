"""The secretariat translates a proposal, and everybody who reads it sees by whom, or by what, it was done."""

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.kernel.translated import Status
from convenor.proposals.actions.drafts import save_draft
from convenor.proposals.models import Conflict, Contribution, Proposal, Withdrawal
from convenor.web.links import page
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db

FRENCH = {"title": "Marées", "abstract": "Ce que sont les marées."}


@pytest.fixture
def secretary():
    return make.person("Sela")


@pytest.fixture
def proposal(secretary):
    edition = make.edition(secretaries=(secretary,))
    return make.proposal("Tides", track=make.track(edition))


@pytest.fixture
def client(secretary):
    return make.signed_in(secretary)


def address(proposal, name, *parts):
    return page(proposal.edition, f"organiser:{name}", proposal.code, *parts)


def sent(client, url, **fields):
    return client.post(url, {"key": make.form_key(client.get(url).text), **fields})


@pytest.mark.parametrize(
    ("status", "words"),
    [("human", "translated by a person"), ("machine", "translated by a machine, unchecked")],
)
def test_a_translation_is_kept_and_shown_with_its_status(client, proposal, status, words):
    answer = sent(client, address(proposal, "translation", "fr"), status=status, **FRENCH)

    proposal.refresh_from_db()
    listed = client.get(address(proposal, "translations")).text
    read = client.get(address(proposal, "proposal")).text
    assert (answer.status_code, proposal.title.versions["fr"]) == (302, ("Marées", status))
    assert [words in text for text in (listed, read)] == [True, True]
    assert "Ce que sont les marées." in read
    assert [entry.action for entry in Entry.objects.all()] == ["proposal.translated"]


def test_reviewers_and_authors_read_that_a_machine_translated_it(client, proposal):
    reviewer = make.reviewer(proposal.track, language="fr")
    make.assignment(proposal, reviewer)
    sent(client, address(proposal, "translation", "fr"), status="machine", **FRENCH)

    pages = [
        make.signed_in(reviewer).get(page(proposal.edition, "reviewer:review", proposal.code)).text,
        make.signed_in(proposal.proposer).get(f"/en/me/proposals/{proposal.code}/").text,
    ]

    assert ["translated by a machine, unchecked" in each for each in pages] == [True, True]


def test_a_contribution_is_translated_too(client, proposal):
    part = Contribution.objects.create(proposal=proposal, position=1, title=make.english("Part"))

    sent(client, address(proposal, "contribution_translation", part.pk, "fr"), status="human", **FRENCH)

    part.refresh_from_db()
    assert part.title.versions["fr"] == ("Marées", "human")
    assert "Part" in client.get(address(proposal, "translations")).text


def test_a_translation_that_is_older_than_the_original_is_called_so(client):
    proposal = writing.submitted()
    make.office(
        proposal.edition, (reviewer := make.person("Rue", language="fr")), Role.REVIEWER, proposal.track
    )
    make.assignment(proposal, reviewer)
    secretary, author = (
        make.signed_in(person)
        for person in (proposal.edition.offices.get(role=Role.SECRETARY).person, proposal.proposer)
    )
    sent(secretary, address(proposal, "translation", "fr"), status="human", **FRENCH)
    addresses = [
        (make.signed_in(reviewer), f"/fr{page(proposal.edition, 'reviewer:review', proposal.code)[3:]}"),
        (author, f"/en/me/proposals/{proposal.code}/check/"),
        (secretary, address(proposal, "translations")),
    ]
    before = [client.get(each).text for client, each in addresses]

    save_draft(proposal=proposal, abstract="Revised.", by=proposal.proposer, at=make.NOON)

    after = [client.get(each).text for client, each in addresses]
    sentences = [
        "L’original a été modifié après cette traduction.",
        "These translations are older than the original:",
        "older than the original",
    ]
    assert [sentence in text for sentence, text in zip(sentences, before, strict=True)] == [False] * 3
    assert [sentence in text for sentence, text in zip(sentences, after, strict=True)] == [True] * 3


def test_what_is_translated_in_part_is_incomplete(client, proposal):
    sent(client, address(proposal, "translation", "fr"), status="human", title="", abstract="Des marées.")

    listed = client.get(address(proposal, "translations")).text

    assert (listed.count("incomplete"), listed.count("missing")) == (1, 4)


def test_of_what_has_no_abstract_the_title_is_all(client, proposal):
    part = Contribution.objects.create(proposal=proposal, position=1, title=make.english("Part"))
    url = address(proposal, "contribution_translation", part.pk, "fr")

    sent(client, url, status="human", title="Partie", abstract="")

    listed = client.get(address(proposal, "translations")).text.partition("Part")[2]
    assert (listed.count("translated by a person"), listed.count("missing")) == (1, 4)


def test_the_original_of_a_contribution_stands_below_its_translation(proposal):
    reviewer = make.reviewer(proposal.track, language="fr")
    make.assignment(proposal, reviewer)
    proposal.contributions.create(
        position=1,
        title=make.english("Part").plus("Partie", "fr", Status.MACHINE),
        abstract=make.english("Of the whole.").plus("Du tout.", "fr", Status.MACHINE),
    )

    read = (
        make.signed_in(reviewer)
        .get(f"/fr{page(proposal.edition, 'reviewer:review', proposal.code)[3:]}")
        .text
    )

    contribution = read.partition("<h2>Contributions</h2>")[2].partition("</ol>")[0]
    order = [contribution.find(words) for words in ("Partie", "Du tout.", "<details>", "Of the whole.")]
    assert -1 < order[0] < order[1] < order[2] < order[3]


def test_the_original_and_unknown_languages_are_not_found(client, proposal):
    statuses = [client.get(address(proposal, "translation", each)).status_code for each in ("en", "xx", "fr")]

    assert statuses == [404, 404, 200]


def test_what_is_too_long_is_said_and_what_was_typed_is_kept(client, proposal):
    url = address(proposal, "translation", "fr")

    answer = sent(client, url, status="human", title="Très " * 100, abstract="Court")

    assert (answer.status_code, "Court" in answer.text) == (422, True)
    assert "fr" not in Proposal.objects.get().title.versions


def test_a_withdrawn_proposal_is_not_translated(client, proposal):
    Withdrawal.objects.create(proposal=proposal, by=proposal.proposer, at=make.NOON)

    answer = sent(client, address(proposal, "translation", "fr"), status="human", **FRENCH)

    assert (answer.status_code, "This proposal was withdrawn." in answer.text) == (422, True)
    assert address(proposal, "translations") not in client.get(address(proposal, "proposal")).text


def test_only_secretaries_who_may_see_it_translate(proposal, secretary):
    chair = make.person("Cleo")
    make.office(proposal.edition, chair, Role.CHAIR)
    Conflict.objects.create(proposal=proposal, person=secretary, declared_by=secretary, declared_at=make.NOON)

    statuses = [
        make.signed_in(person).get(address(proposal, "translation", "fr")).status_code
        for person in (chair, secretary)
    ]

    assert statuses == [404, 404]
