"""What differs between two releases, as facts and as sentences."""

import pytest
from django.utils.translation import override

from convenor.kernel.translated import LANGUAGES, Translated
from convenor.programme.actions.appearances import add_appearance, remove_appearance
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import Where, place, unplace
from convenor.programme.actions.releases import complete, publish
from convenor.programme.actions.sessions import change_session
from convenor.programme.models import Happening, Material
from convenor.programme.thawing import thaw
from convenor.programme.wording import change_in_words
from tests import make
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY


@pytest.fixture
def session(stage):
    session = make.session("Forum", of=stage.edition, track=stage.forum, languages=["en"])
    make.placement(session, room=stage.hall)
    make.appearance(session, make.person("Mina"), agreed_at=make.NOON)
    return session


def release(stage):
    frozen = publish(edition=stage.edition, note=make.english("."), by=stage.secretary, at=make.NOON)
    complete(release=frozen, at=make.NOON)
    return thaw(frozen.document, frozen.people, frozen.digest)


def words_of(stage, work, language="en"):
    """The kinds and the sentences of what ``work`` changes."""
    release(stage)
    work()
    later = release(stage)
    with override(language):
        return [(each.kind, change_in_words(later, each)) for each in later.changes]


def say(stage, session, kind, **more):
    tell(session=session, kind=kind, note=Translated(), by=stage.secretary, at=make.NOON, **more)


def put(stage, session, where):
    place(session=session, where=where, by=stage.secretary, at=make.NOON)


def test_a_session_more_and_a_session_placed(stage, session):
    other = make.session("Unplaced", of=stage.edition)

    def work():
        make.session("New", of=stage.edition)
        put(stage, other, stage.where(9, 10))
        put(stage, make.session("Newly placed", of=stage.edition), Where(MONDAY, FRIDAY))

    assert words_of(stage, work) == [
        ("moved", "Now placed: Monday 1 March 2027, 09:00–10:00."),
        ("added", "New in the programme."),
        ("added", "New in the programme: Monday 1 March 2027 – Friday 5 March 2027."),
    ]


def test_a_session_moved_repeated_past_midnight_and_taken_out(stage, session):
    night = Where(TUESDAY, TUESDAY, stage.at(23, day=TUESDAY), stage.at(1, day=TUESDAY.replace(day=3)))

    assert words_of(stage, lambda: put(stage, session, night)) == [
        (
            "moved",
            "Moved from Monday 1 March 2027, 10:00–11:00, Hall to Monday 1 March 2027, 10:00–11:00, Hall; "
            "Tuesday 2 March 2027, 23:00–01:00 (+1).",
        )
    ]

    def take_out():
        for placement in session.placements.all():
            unplace(placement=placement, by=stage.secretary, at=make.NOON)

    [(kind, said)] = words_of(stage, take_out)
    assert (kind, said.startswith("Its time and place are open again; it was Monday")) == ("moved", True)


@pytest.mark.parametrize(
    ("language", "where"),
    [
        ("ar", "الاثنين، 1 مارس 2027، 10:00–11:00، Hall؛ الثلاثاء، 2 مارس 2027، 09:00–10:00"),
        ("zh", "2027年3月1日星期一，10:00–11:00，Hall；2027年3月2日星期二，09:00–10:00"),
    ],
)
def test_a_place_is_told_with_the_separators_of_the_language(stage, session, language, where):
    [(_kind, said)] = words_of(stage, lambda: put(stage, session, stage.where(9, 10, TUESDAY)), language)

    assert where in said


def test_what_became_of_it(stage, session):
    assert words_of(stage, lambda: say(stage, session, Happening.CANCELLED)) == [
        ("state", "It is now marked: cancelled.")
    ]
    assert words_of(stage, lambda: say(stage, session, Happening.RESTORED)) == [
        ("state", "It is held as planned after all.")
    ]


def test_who_comes_and_who_no_longer_does(stage, session):
    def work():
        remove_appearance(appearance=session.appearances.get(), by=stage.secretary, at=make.NOON)
        for name in ("Ada", "Bo"):
            add_appearance(
                session=session,
                address=f"{name}@people.example",
                name=name,
                by=stage.secretary,
                at=make.NOON,
            )

    assert words_of(stage, work) == [
        ("people", "Now with Ada (speaker) and Bo (speaker). No longer with Mina (speaker).")
    ]


def test_title_languages_description_and_materials(stage, session):
    def work():
        change_session(
            session=session,
            title=make.english("Plenary"),
            languages=["fr"],
            abstract=make.english("New."),
            by=stage.secretary,
            at=make.NOON,
        )
        Material.objects.create(
            session=session,
            kind="slides",
            title="The slides",
            licence="cc-by-4.0",
            url="https://slides.example/",
            by=stage.secretary,
            at=make.NOON,
        )

    assert words_of(stage, work) == [
        ("retitled", "It was called “Forum”."),
        ("materials", "New materials: The slides."),
        ("languages", "Its languages changed."),
        ("text", "Its description changed."),
    ]
    assert words_of(stage, Material.objects.all().delete) == [
        ("materials", "Some of its materials were taken away.")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_of_its_own(stage, session, language):
    other = make.session("Other", of=stage.edition, code="SZ")  # told last, whatever number the first one has

    def work():
        say(stage, session, Happening.REPLACED, replaced_by=other)
        put(stage, other, stage.where(9, 10, room=stage.hall))
        put(stage, session, stage.where(9, 10, TUESDAY))
        remove_appearance(appearance=session.appearances.get(), by=stage.secretary, at=make.NOON)

    said = words_of(stage, work, language)

    assert [kind for kind, _words in said] == ["moved", "state", "people", "moved"]
    assert all(("Hall" in words) == (kind == "moved") for kind, words in said)
    english = {"Moved from", "Now placed", "It is now", "No longer"}
    assert (language == "en") == any(words.startswith(tuple(english)) for _kind, words in said)
