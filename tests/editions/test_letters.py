"""Letters say what the secretariat wrote, filled in with plain text and nothing else."""

from datetime import UTC, date, datetime

import pytest

from convenor.editions import letters
from convenor.editions.letters import (
    Addressed,
    LinkMissing,
    Page,
    StillWaiting,
    UnknownPlaceholder,
    back_to_built_in,
    compose,
    placeholders_of,
    reword,
    send,
    send_again,
    wording,
)
from convenor.editions.models import Letter, LetterKind
from convenor.editions.wording import BUILT_IN, NEEDS_LINK, PLACEHOLDERS
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sela")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


def _reword(edition, by, *, subject="About {proposal_title}", body="Read {link}", kind=LetterKind.ACCEPT):
    return reword(edition=edition, kind=kind, language="en", subject=subject, body=body, by=by, at=make.NOON)


def test_every_letter_has_a_built_in_wording():
    assert set(BUILT_IN) == set(LetterKind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_built_in_wording_keeps_its_rules_in_every_language(kind, language):
    subject, body = letters.built_in(kind, language)

    letters.check(kind, subject, body)
    assert set(letters._BRACED.findall(subject + body)) == set(placeholders_of(kind))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_letter_filled_in_leaves_no_brace(edition, kind, language):
    values = {name: f"<{name}>" for name in PLACEHOLDERS}

    text = "\n".join(compose(edition, kind, language, values))

    assert (set("{}") & set(text), [f"<{name}>" in text for name in placeholders_of(kind)]) == (
        set(),
        [True] * len(placeholders_of(kind)),
    )


def test_a_line_that_ends_in_nothing_is_left_out(edition):
    words = ("Hello", "Dear {name},\n\nTrack: {track}\n\n{note}\n\n{note} stays before this\n{sender}")

    _subject, body = letters.filled(words, edition, "en", {"name": "Ada"})

    assert body == "Dear Ada,\n\n stays before this\nLearning Week 2027"


def test_somebody_without_a_name_is_a_colleague(edition):
    _subject, body = letters.filled(("", "Dear {name},"), edition, "en", {"name": ""})

    assert body == "Dear colleague,"


@pytest.mark.parametrize(
    "hostile",
    ["{link}", "{name.__class__}", "{0}", "%(link)s", "{{ link }}", "$link", "\\1", "<b>bold</b>", "{"],
)
def test_what_a_value_contains_stays_as_it_is(edition, hostile):
    _subject, body = letters.filled(
        ("", "{proposal_title}|{note}"), edition, "en", {"proposal_title": hostile, "note": hostile}
    )

    assert body == f"{hostile}|{hostile}"


def test_a_title_of_two_lines_cannot_begin_a_header(edition):
    subject, body = letters.filled(
        ("On {proposal_title}\nX-Own: header", "{proposal_title}\n{note}"),
        edition,
        "en",
        {"proposal_title": "Tides\r\nBcc: all@people.example", "note": "First\n\nSecond"},
    )

    assert (subject, body) == (
        "On Tides Bcc: all@people.example X-Own: header",
        "Tides Bcc: all@people.example\nFirst\n\nSecond",
    )


def test_values_are_said_in_the_language_of_the_letter(edition):
    values = {
        "track": Translated.of("Workshops", "en").plus("Ateliers", "fr"),
        "deadline": datetime(2027, 3, 4, 11, 0, tzinfo=UTC),
        "note": date(2027, 3, 4),
        "link": Page("public:edition", tuple(edition.path.split("/"))),
    }

    _subject, body = letters.filled(("", "{track}\n{deadline}\n{note}\n{link}"), edition, "fr", values)

    assert body.split("\n") == [
        "Ateliers",
        "4 mars 2027 12:00 (Paris) / 4 mars 2027 11:00 (UTC)",
        "4 mars 2027",
        f"http://testserver/fr/{edition.path}/",
    ]


@pytest.mark.parametrize(
    ("language", "languages", "written_in"),
    [("fr", ["en", "fr"], "fr"), ("ar", ["en", "fr"], "en"), ("zh", ["en", "zh"], "zh")],
)
def test_a_letter_is_in_its_readers_language_if_the_edition_has_it(language, languages, written_in):
    edition = make.edition(languages=languages)
    reader = make.person("Ada", language=language)
    Letter.objects.create(
        edition=edition, kind=LetterKind.DECLINE, language=written_in, subject=written_in, body="{name}"
    )

    send(edition=edition, kind=LetterKind.DECLINE, to=reader, key="one", at=make.NOON)

    message = Message.objects.get()
    assert (message.subject, message.body, message.language) == (written_in, "Ada", written_in)


def test_a_letter_is_queued_once_under_its_key(edition):
    ada = make.person("Ada", address="ada@people.example")

    for at in (make.NOON, make.LATER):
        send(edition=edition, kind=LetterKind.DECLINE, to=ada, key="one", at=at, proposal_title="Tides")

    message = Message.objects.get()
    assert (message.kind, message.scope, message.person, message.address, message.queued_at) == (
        "decline",
        edition.path,
        ada,
        "ada@people.example",
        make.NOON,
    )
    assert "Tides" in message.subject


def test_nobody_is_written_to_without_an_address(edition):
    ada = make.person("Ada")
    ada.contact_points.all().delete()

    send(edition=edition, kind=LetterKind.DECLINE, to=ada, key="one", at=make.NOON)

    assert Message.objects.count() == 0


@pytest.mark.parametrize("many", [1, 3, 60])
def test_many_letters_cost_as_many_queries_as_one(edition, django_assert_num_queries, many):
    people = [make.person() for _ in range(many)]

    with django_assert_num_queries(3):
        letters.send_all(
            edition=edition,
            letters=[Addressed(LetterKind.ACCEPT, each, f"key-{each.pk}", {}) for each in people],
            at=make.NOON,
        )

    assert Message.objects.count() == many


def test_the_secretariats_own_wording_is_used_until_it_is_taken_back(edition, secretary):
    _reword(edition, secretary)

    own = wording(edition, LetterKind.ACCEPT, "en")
    back_to_built_in(edition=edition, kind=LetterKind.ACCEPT, language="en", by=secretary, at=make.LATER)

    assert own == ("About {proposal_title}", "Read {link}")
    assert wording(edition, LetterKind.ACCEPT, "en") == letters.built_in(LetterKind.ACCEPT, "en")


@pytest.mark.parametrize(
    "unknown", ["unknown", "name.__class__", "name!r", "name:>9999999", "", " name", "0", "deadline"]
)
def test_a_wording_that_asks_for_what_the_letter_does_not_know_is_refused(edition, secretary, unknown):
    with pytest.raises(UnknownPlaceholder) as refusal:
        _reword(edition, secretary, body=f"{{link}} {{{unknown}}}")

    assert f"{{{unknown}}}" in str(refusal.value)
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("kind", sorted(NEEDS_LINK))
def test_a_letter_that_asks_for_an_answer_keeps_its_link(edition, secretary, kind):
    with pytest.raises(LinkMissing):
        _reword(edition, secretary, kind=kind, subject="Hello", body="Dear {name}")


def test_only_the_secretariat_words_letters(edition):
    chair = make.person("Cleo")
    make.office(edition, chair, "chair")

    with pytest.raises(NotAllowed):
        _reword(edition, chair)


def _given_up(edition):
    return Message.objects.create(
        key="one",
        kind="accept",
        scope=edition.path,
        address="ada@people.example",
        language="en",
        subject="Hello",
        body="Hello",
        queued_at=make.NOON,
        not_before=make.NOON,
        given_up_at=make.NOON,
        attempts=6,
    )


def test_a_message_given_up_can_be_tried_again(edition, secretary):
    message = _given_up(edition)

    send_again(edition=edition, message=message, by=secretary, at=make.LATER)

    assert list(Message.objects.due(make.LATER).values_list("pk", "attempts")) == [(message.pk, 0)]


def test_a_message_that_still_waits_is_not_sent_again(edition, secretary):
    message = _given_up(edition)
    send_again(edition=edition, message=message, by=secretary, at=make.LATER)

    with pytest.raises(StillWaiting):
        send_again(edition=edition, message=message, by=secretary, at=make.LATER)


def test_a_message_of_another_edition_is_not_ours_to_send(edition, secretary):
    with pytest.raises(StillWaiting):
        send_again(edition=edition, message=_given_up(make.edition()), by=secretary, at=make.LATER)
