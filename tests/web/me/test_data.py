"""My data, as a page and as a file."""

import json

import pytest

from convenor.accounts.models import Passkey
from convenor.accounts.personal import own_data
from convenor.outbox.actions import queue
from convenor.outbox.models import Message
from convenor.people.models import Organization
from tests import make

pytestmark = pytest.mark.django_db


def mail(person, body, **facts):
    queue(kind="note", key=body, person=person, subject="A note", body=body, language="en", at=make.NOON)
    Message.objects.filter(key=body).update(**facts)


def test_the_file_is_an_attachment_with_every_package_that_keeps_something(settings):
    settings.PERSONAL_DATA = ["convenor.accounts.personal.own_data"]
    client = make.signed_in(make.person("Ada", biography="Été — 夏"))

    answer = client.get("/en/me/data/file/")

    document = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert (sorted(document), document["written_at"]) == (["accounts", "written_at"], "2027-01-15T12:00:00Z")
    assert "Été — 夏" in answer.text


def test_it_holds_what_is_kept_and_nobody_elses():
    ada = make.person(
        "Ada",
        address="Ada@people.example",
        country="FR",
        organization=Organization.objects.create(name="Society", key="society", kind="company"),
    )
    bo = make.person("Bo")
    Passkey.objects.create(
        person=ada, name="Phone", credential_id=b"secret-1", public_key=b"secret-2", added_at=make.NOON
    )
    mail(ada, "sent to Ada", sent_at=make.LATER)
    mail(ada, "held back")
    mail(bo, "sent to Bo", sent_at=make.LATER)

    assert own_data(ada) == {
        "profile": {
            "name": "Ada",
            "language": "en",
            "zone": "",
            "country": "FR",
            "organization": "Society",
            "organization_kind": "company",
            "biography": "",
            "known_since": make.NOON,
        },
        "gender": None,
        "addresses": [{"kind": "email", "address": "Ada@people.example", "confirmed_at": make.NOON}],
        "passkeys": [{"name": "Phone", "added_at": make.NOON, "used_at": None}],
        "mails": [
            {
                "kind": "note",
                "address": "Ada@people.example",
                "subject": "A note",
                "body": "sent to Ada",
                "queued_at": make.NOON,
                "sent_at": make.LATER,
            }
        ],
    }


def test_every_function_that_the_settings_name_gives_a_file(settings):
    client = make.signed_in(make.person("Ada"))

    document = json.loads(client.get("/en/me/data/file/").content)

    assert sorted(document) == sorted(
        ["written_at", *(path.split(".")[1] for path in settings.PERSONAL_DATA)]
    )


def test_the_page_says_what_is_kept_and_leads_to_the_file():
    page = make.signed_in(make.person("Ada")).get("/en/me/data/")

    assert (page.status_code, 'href="/en/me/data/file/"' in page.text) == (200, True)
    assert "the conflicts of interest that you declared for yourself;" in page.text
    assert "your registrations" in page.text
