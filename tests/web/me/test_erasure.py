"""To be forgotten: what the page tells, and that nothing in any table tells of the person afterwards."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from convenor.accounts.actions import erase
from convenor.accounts.models import Passkey, SignInCode
from convenor.audit.models import Entry
from convenor.audit.verification import verify
from convenor.editions.actions.offices import LastSecretary
from convenor.editions.models import Role
from convenor.outbox.actions import queue
from convenor.people.models import NOBODY, Gender, GenderAnswer, Person
from convenor.programme.models import Availability
from convenor.proposals.models import Answer, Conflict, LateLink, Question
from convenor.registration.models import InvitationCode, Need, Registration
from convenor.review.models import Assignment, Work
from tests import make

pytestmark = pytest.mark.django_db

CANARY = "Quintessa"


@pytest.fixture
def edition():
    return make.edition(secretaries=(make.person("Sela"),))


@pytest.fixture
def person(edition):
    """Somebody who is named in every package."""
    address = f"{CANARY}@people.example"
    made = make.person(CANARY, address=address, biography=f"{CANARY} taught.")
    made.organization = make.organization(f"Institute {len(CANARY)}")
    made.save()
    _proposing(edition, made)
    _reviewing(edition, made)
    _taking_part(edition, made)
    talk = make.session("Phones that teach", of=edition)
    make.appearance(talk, made, invited_as=CANARY, agreed_at=make.NOON)
    make.mark_list(edition, talk, person=made)
    Availability.objects.create(edition=edition, person=made, starts_at=make.NOON, ends_at=make.LATER)
    make.release(edition)
    Passkey.objects.create(
        person=made, name=f"{CANARY}’s phone", credential_id=b"1", public_key=b"2", added_at=make.NOON
    )
    said = {"gender": Gender.OWN_WORDS, "own_words": CANARY, "in_figures": True, "changed_at": make.NOON}
    GenderAnswer.objects.create(person=made, **said)
    key = address.casefold()
    SignInCode.objects.create(
        address=address,
        address_key=key,
        language="en",
        digits_hash="x",
        token_hash="y",
        sent_at=make.NOON,
        expires_at=make.LATER,
    )
    for to in ({"person": made}, {"address": address}):
        queue(kind="note", key=str(to)[:9], subject=CANARY, body="Hello", language="en", at=make.NOON, **to)
    return made


def _proposing(edition, person):
    handed_in = make.proposal("Handed in", edition=edition, submitted_at=make.NOON)
    make.contributor(handed_in, person, invited_as=CANARY, agreed_at=make.NOON)
    Conflict.objects.create(
        proposal=handed_in, person=person, reason=CANARY, declared_by=person, declared_at=make.NOON
    )
    draft = make.proposal(f"{CANARY}’s draft", edition=edition, proposer=person, submitted_at=None)
    question = Question.objects.create(call=draft.call, slug="plan", text=make.english("Plan"), kind="file")
    answer = Answer(proposal=draft, question=question, file_name=f"{CANARY}.txt", file_type="text/plain")
    answer.file.save("plan.txt", ContentFile(b"A plan"), save=True)
    LateLink.objects.create(
        call=draft.call,
        token="late",
        address=f"{CANARY}@people.example",
        until=make.LATER,
        given_by=person,
        given_at=make.NOON,
    )


def _reviewing(edition, person):
    track = make.track(edition)
    make.office(edition, person, Role.REVIEWER, track)
    Work.objects.create(person=person, title=f"{CANARY}’s work", year=2020, abstract="")
    make.assignment(make.proposal("To review", edition=edition, track=track), person)


def _taking_part(edition, person):
    category = make.category(edition)
    registration = make.registration(category, person)
    Need.objects.create(registration=registration, kind="diet", text=CANARY, keep_until=edition.ends_on)
    InvitationCode.objects.create(
        edition=edition,
        code="CODE",
        category=category,
        person=person,
        note=CANARY,
        until=make.LATER,
        made_by=person,
        made_at=make.NOON,
    )


def tables_that_tell():
    """The tables of which a row tells of the person."""
    return {
        model.__name__
        for model in apps.get_models()
        for row in model._default_manager.values()
        if CANARY.casefold() in str(row).casefold()
    }


def test_no_table_tells_of_an_erased_person(person, django_capture_on_commit_callbacks):
    [file] = Answer.objects.values_list("file", flat=True)
    before = tables_that_tell()

    with django_capture_on_commit_callbacks(execute=True):
        erase(by=person, at=make.LATER)

    assert before == {
        "Person",
        "ContactPoint",
        "Passkey",
        "SignInCode",
        "Message",
        "Contributor",
        "Conflict",
        "Proposal",
        "Answer",
        "LateLink",
        "Work",
        "Registration",
        "Need",
        "InvitationCode",
        "Appearance",
        "Release",
        "GenderAnswer",
    }
    assert tables_that_tell() == set()
    assert not default_storage.exists(file)


def test_what_stands_is_counted_and_ends_where_it_is_to_come(person, edition):
    erase(by=person, at=make.LATER)

    gone = Person.objects.get(pk=person.pk)
    registration = Registration.objects.get()
    assert (gone.name, gone.organization, gone.erased_at) == (NOBODY, None, make.LATER)
    assert (registration.country, registration.ended_at) == ("KE", make.LATER)
    assert edition.offices.get(person=person).ended_at == make.LATER
    assert Assignment.objects.get(reviewer=person).end_reason == "declined"
    assert verify() == []


def test_it_happens_once(person):
    erase(by=person, at=make.LATER)
    erase(by=person, at=make.NEXT_DAY)

    assert Entry.objects.filter(action="person.erased").count() == 1
    assert Person.objects.get(pk=person.pk).erased_at == make.LATER


def test_the_last_secretary_hands_that_on_first_and_keeps_everything(edition):
    secretary = edition.offices.get(role=Role.SECRETARY).person

    with pytest.raises(LastSecretary):
        erase(by=secretary, at=make.LATER)

    assert (Person.objects.get(pk=secretary.pk).name, secretary.contact_points.count()) == ("Sela", 1)


def test_the_page_tells_what_becomes_of_published_programmes_and_asks_once_more(person, edition):
    client = make.signed_in(person)

    page = client.get("/en/me/erasure/").text
    refused = client.post("/en/me/erasure/", {"key": make.form_key(page)})

    assert (str(edition.name) in page, "a person who asked to be forgotten" in page) == (True, True)
    assert (refused.status_code, "Please tick this" in refused.text) == (422, True)
    assert Person.objects.get(pk=person.pk).erased_at is None


def test_who_is_forgotten_is_signed_out_everywhere(person):
    client, other = make.signed_in(person), make.signed_in(person)
    key = make.form_key(client.get("/en/me/erasure/").text)

    answer = client.post("/en/me/erasure/", {"key": key, "is_sure": "on"}, follow=True)

    assert (answer.redirect_chain, "You are forgotten" in answer.text) == (
        [("/en/me/erasure/done/", 302)],
        True,
    )
    pages = [each.get("/en/me/").headers["Location"] for each in (client, other)]
    assert pages == ["/en/sign-in/?next=%2Fen%2Fme%2F"] * 2


def test_the_last_secretary_is_told_on_the_page(edition):
    client = make.signed_in(edition.offices.get(role=Role.SECRETARY).person)
    key = make.form_key(client.get("/en/me/erasure/").text)

    answer = client.post("/en/me/erasure/", {"key": key, "is_sure": "on"})

    assert (answer.status_code, "Give the office of secretary to somebody else first" in answer.text) == (
        422,
        True,
    )
