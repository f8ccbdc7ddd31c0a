"""The log's pages: everybody can verify it, officers read their edition's, people what concerns them."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from convenor.audit.actions import record, write
from convenor.audit.models import Checkpoint, Entry
from convenor.audit.tasks import sign_checkpoint
from convenor.editions.models import Role
from convenor.proposals.models import Conflict
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def log_key(settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "log.key"


@write
def say(action, *, by, at=make.NOON, subject=None, about=(), scope="", **detail):
    record(action, subject=subject or by, actor=by, at=at, scope=scope, about=about, **detail)


@pytest.fixture
def signed():
    """A log of three entries, of which a checkpoint covers two."""
    ada = make.person("Ada")
    for number in range(3):
        if number == 2:
            sign_checkpoint(make.NOON)
        say("person.met", by=ada, about=[ada])
    return Checkpoint.objects.get()


def test_the_page_tells_what_is_covered_and_how_to_check_it(client, signed):
    page = client.get("/en/log/")

    assert (page.status_code, page.cookies) == (200, {})
    for said in (signed.key, "python3 verifier.py", "http://testserver/log/entries.jsonl"):
        assert said in page.text


def test_before_the_first_checkpoint_the_page_says_so_and_there_are_no_files(client):
    files = ("checkpoint", "checkpoint/0", "key", "entries.jsonl")

    assert client.get("/ar/log/").status_code == 200
    assert [client.get(f"/log/{name}").status_code for name in files] == [404] * 4


def test_the_files_are_plain_text(client, signed):
    answers = [client.get(f"/log/{name}") for name in ("checkpoint", "checkpoint/2", "key", "verifier.py")]

    assert [answer.text for answer in answers[:3]] == [signed.note, signed.note, signed.key + "\n"]
    assert answers[3].text.startswith("#!/usr/bin/env python3")
    assert {answer["Content-Type"] for answer in answers} == {"text/plain; charset=utf-8"}
    assert client.get("/log/checkpoint/3").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"), [("", [0, 1]), ("?from=1", [1]), ("?from=2", []), ("?from=9", [])]
)
def test_strangers_get_the_commitments_that_the_checkpoint_covers(client, signed, query, expected):
    rows = _rows(client.get("/log/entries.jsonl" + query))

    assert [row["seq"] for row in rows] == expected
    assert {tuple(row) for row in rows} <= {("seq", "commitment")}


def test_everybody_reads_the_hash_of_what_was_published_and_nothing_more():
    ada = make.person("Ada")
    edition = make.edition(secretaries=(ada,))
    say("release.frozen", by=ada, subject=edition, number=1, digest="d")
    say("release.published", by=None, subject=edition, scope=edition.path, number=1, digest="d")
    sign_checkpoint(make.NOON)

    frozen, published = _rows(Client().get("/log/entries.jsonl"))

    assert frozen.keys() == {"seq", "commitment"}
    assert (published["payload"]["actor"], published["payload"]["about"]) == (None, [])
    assert published["payload"]["detail"] == {"number": 1, "digest": "d"}


@pytest.mark.parametrize("start", ["-1", "x", "", "1.5", "9" * 10_000, "٣", "%00", "%ED%A0%80"])
def test_a_start_that_is_no_number_is_not_found(client, signed, start):
    assert client.get(f"/log/entries.jsonl?from={start}").status_code == 404


def test_a_person_gets_their_own_entries_opened():
    ada, bo = make.person("Ada"), make.person("Bo")
    say("decision.released", by=bo, about=[ada], verdict="accept")
    say("proposal.decided", by=bo, about=[ada], verdict="accept")
    say("person.met", by=bo, about=[bo])
    sign_checkpoint(make.NOON)

    rows = _rows(make.signed_in(ada).get("/en/me/log/entries.jsonl"))

    assert [set(row) for row in rows] == [
        {"seq", "commitment", "salt", "payload"},
        {"seq", "commitment"},
        {"seq", "commitment"},
    ]


def test_people_read_what_they_are_told_and_nothing_else():
    ada, bo = make.person("Ada"), make.person("Bo <b>")
    say("decision.released", by=bo, about=[ada], verdict="accept")
    say("review.submitted", by=bo, about=[ada], secret="SECRET")

    page = make.signed_in(ada).get("/en/me/log/").text

    assert ("Bo &lt;b&gt;" in page, "review.submitted" in page, "SECRET" in page) == (True, False, False)


def test_an_edition_s_log_is_read_by_its_chair_and_its_secretary_alone():
    chair, secretary, stranger = make.person(), make.person(), make.person()
    edition = make.edition(chairs=(chair,), secretaries=(secretary,))
    address = f"/en/{edition.path}/organise/log/"

    statuses = [make.signed_in(who).get(address).status_code for who in (chair, secretary, stranger)]

    assert (statuses, Client().get(address).status_code) == ([200, 200, 404], 302)


def test_who_has_a_conflict_does_not_read_of_it():
    chair, secretary = make.person(), make.person()
    edition = make.edition(chairs=(chair,), secretaries=(secretary,))
    call = make.call(edition, make.track(edition))
    own = make.proposal(to=call, proposer=chair)
    other, free = make.proposal(to=call), make.proposal(to=call)
    draft = make.proposal(to=call, submitted_at=None)
    Conflict.objects.create(
        proposal=other, person=chair, declared_by=secretary, declared_at=make.NOON, reason="cousins"
    )
    for proposal in (own, other, free, draft):
        say("proposal.decided", by=secretary, subject=proposal, scope=edition.path, verdict="accept")
        say("review.submitted", by=secretary, scope=edition.path, proposal=proposal.code)
    address = f"/en/{edition.path}/organise/log/"

    seen = {
        who: sorted(
            {row.thing.proposal for row in make.signed_in(person).get(address).context["listing"].page}
        )
        for who, person in (("chair", chair), ("secretary", secretary))
    }

    assert seen == {"chair": [free.code], "secretary": sorted([own.code, other.code, free.code])}


def test_the_log_is_searched_by_code_by_name_and_by_what_happened():
    secretary, ada = make.person("Zoé"), make.person("Ada Lovelace")
    edition = make.edition(secretaries=(secretary,))
    proposal = make.proposal(to=make.call(edition, make.track(edition)))
    say("edition.changed", by=secretary, subject=edition, scope=edition.path)
    say("office.given", by=secretary, subject=edition, scope=edition.path, about=[ada])
    say("proposal.decided", by=secretary, subject=proposal, scope=edition.path)
    client = make.signed_in(secretary)

    def found(**query):
        page = client.get(f"/en/{edition.path}/organise/log/", query)
        return [row.thing.action for row in page.context["listing"].page]

    assert found(q=proposal.code) == ["proposal.decided"]
    assert found(q="lovelace") == ["office.given"]
    assert found(action="edition.changed") == ["edition.changed"]
    assert found(q="\0\u202e", action="nonsense", page="x") == found()


def test_a_name_in_another_script_does_not_turn_its_sentence_around():
    edition = make.edition()
    secretary = make.person("أمينة")
    make.office(edition, secretary, Role.SECRETARY)
    say("edition.announced", by=secretary, scope=edition.path)

    page = make.signed_in(secretary).get(f"/en/{edition.path}/organise/log/")

    assert 'data-label="What happened">\u2068أمينة\u2069: the edition was announced.</td>' in page.text


def test_the_log_is_exported_in_words_without_what_its_reader_may_not_know():
    chair, secretary = make.person(), make.person("Zoé")
    edition = make.edition(chairs=(chair,), secretaries=(secretary,))
    own = make.proposal(to=make.call(edition, make.track(edition)), proposer=chair)
    say("proposal.decided", by=secretary, subject=own, scope=edition.path, verdict="accept")
    say("edition.changed", by=secretary, subject=edition, scope=edition.path)

    file = make.signed_in(chair).get(f"/en/{edition.path}/organise/log/?file=csv").getvalue().decode()

    assert ("facts of the edition were changed" in file, own.code in file) == (True, False)


def test_a_long_log_has_pages():
    secretary = make.person()
    edition = make.edition(secretaries=(secretary,))
    for minute in range(51):
        say(
            "edition.changed",
            by=secretary,
            subject=edition,
            scope=edition.path,
            at=make.NOON + timedelta(minutes=minute),
        )
    client = make.signed_in(secretary)

    pages = [client.get(f"/en/{edition.path}/organise/log/?page={number}") for number in (1, 2)]

    assert [[row.thing.seq for row in page.context["listing"].page] for page in pages] == [
        [*range(50, 0, -1)],
        [0],
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_of_the_log_costs_the_same_however_long_it_is(django_assert_num_queries, many):
    secretary, ada = make.person(), make.person("Ada")
    edition = make.edition(secretaries=(secretary,))
    for _number in range(many):
        say("office.given", by=secretary, subject=edition, scope=edition.path, about=[ada])
    client = make.signed_in(secretary)
    client.get(f"/en/{edition.path}/organise/log/")

    with django_assert_num_queries(8):
        client.get(f"/en/{edition.path}/organise/log/")
    assert Entry.objects.count() == many


def _rows(response):
    assert response.status_code == 200
    return [json.loads(line) for line in response.getvalue().splitlines()]
