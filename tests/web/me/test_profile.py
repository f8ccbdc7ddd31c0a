"""My profile: what people say of themselves, and what the log says of it."""

import gzip

import pytest

from convenor.audit.models import Entry
from convenor.people.models import Organization, Person
from tests import make

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Ada  Lovelace",
    "language": "fr",
    "zone": "europe/paris",
    "country": "FR",
    "organization": "The  Society",
    "organization_kind": "civil-society",
    "biography": "I count.\r\n\r\nOften.",
}


def save(client, query="", **said):
    key = make.form_key(client.get("/en/me/profile/").text)
    return client.post(f"/en/me/profile/{query}", {**SAID, **said, "key": key})


def test_a_profile_is_cleaned_and_kept():
    ada = make.person("Ada")

    answer = save(make.signed_in(ada))

    kept = Person.objects.filter(pk=ada.pk)
    assert (answer.status_code, answer.url) == (302, "/en/me/")
    assert kept.values_list(
        "name", "language", "zone", "country", "organization__name", "organization__kind", "biography"
    ).get() == (
        "Ada Lovelace",
        "fr",
        "Europe/Paris",
        "FR",
        "The Society",
        "civil-society",
        "I count.\n\nOften.",
    )


def test_the_log_names_the_fields_that_changed_and_nothing_they_say():
    ada = make.person("Ada", language="fr")
    client = make.signed_in(ada)

    save(client, name="Ada", organization="", biography="", zone="")
    save(client, name="Ada", organization="", biography="", zone="")

    assert [(each.action, each.actor, each.detail) for each in Entry.objects.all()] == [
        ("person.changed_profile", ada, {"fields": ["country"]})
    ]


def test_two_spellings_of_an_organization_are_one():
    first, second = make.person("Ada"), make.person("Bo")

    save(make.signed_in(first), organization="The Society")
    save(make.signed_in(second), organization="the  SOCIETY")

    assert Organization.objects.count() == 1


def test_after_the_profile_people_go_on_to_where_they_wanted():
    client = make.signed_in(make.person("Ada"))

    urls = [save(client, "?next=/en/me/data/").url, save(client, "?next=//evil.example/").url]

    assert urls == ["/en/me/data/", "/en/me/"]


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"name": "\u200b \0"},
        {"name": "a" * 201},
        {"name": "e" + "\u0301" * 100_000},
        {"language": "de"},
        {"language": ""},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"country": "XX"},
        {"country": "fr"},
        {"organization": "a" * 201},
        {"biography": "word " * 151},
        {"biography": "字" * 301},
    ],
    ids="-".join,
)
def test_what_makes_no_profile_is_refused_and_kept_on_the_page(said):
    ada = make.person("Ada")

    answer = save(make.signed_in(ada), **said)

    assert (answer.status_code, Person.objects.get().country) == (422, "")
    assert "The  Society" in answer.text or "organization" in said


@pytest.mark.parametrize("zone", ["UTC", "Africa/Nairobi", "america/port-au-prince", "America/New York", ""])
def test_zones_are_known_by_their_usual_spellings(zone):
    assert save(make.signed_in(make.person("Ada")), zone=zone).status_code == 302


def test_the_page_shows_what_was_said_before_and_names_countries_in_its_language():
    client = make.signed_in(make.person("Ada", country="DE", biography="I count."))

    page = client.get("/fr/me/profile/").text

    assert ('<option value="DE" selected>Allemagne</option>' in page, "I count." in page) == (True, True)


def test_the_page_is_light():
    page = make.signed_in(make.person("Ada")).get("/ar/me/profile/")

    assert len(gzip.compress(page.content)) < 10_240
