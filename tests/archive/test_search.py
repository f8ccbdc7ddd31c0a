"""The log says what changed, the search reads it, and finds what is public, asked in any language."""

import pytest

from convenor.archive import tasks
from convenor.archive.actions.indexing import add_findables, note_reading, remove_findables
from convenor.archive.models import Findable, Reading, Word
from convenor.archive.search import search, snippet
from convenor.audit.models import Entry
from convenor.editions import actions
from convenor.kernel.translated import Translated
from convenor.kernel.words import terms_of
from convenor.programme.actions.releases import complete, publish
from tests import make

pytestmark = pytest.mark.django_db

THEME = (
    Translated.of("Teachers and technology", "en")
    .plus("المعلّمون والتكنولوجيا", "ar")
    .plus("教师与技术", "zh")
)


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    edition = make.edition(
        of=make.series("week"), secretaries=(secretary,), theme=make.english(""), is_announced=False
    )
    actions.change_edition(edition=edition, theme=THEME, by=secretary, at=make.NOON)
    return edition


def announced(edition, by):
    actions.announce(edition=edition, by=by, at=make.NOON)
    return edition


def read_on():
    while tasks.index_changes(make.NOON):
        pass


def found(question, **more):
    return [(each.kind, str(each)) for each in search(question, **more)]


def released(edition, by):
    return complete(release=publish(edition=edition, note=Translated(), by=by, at=make.NOON), at=make.LATER)


@pytest.mark.parametrize(
    "question", ["teacher", "TECHNOLOGY teachers", "معلمون", "التكنولوجيا", "教师", "技术"]
)
def test_an_announced_edition_is_found_by_its_theme_in_each_language(edition, secretary, question):
    announced(edition, secretary)
    read_on()

    assert found(question) == [("edition", "Learning Week 2027")]


def test_nothing_is_found_before_it_is_announced(edition, secretary):
    read_on()
    before = found("teachers")

    announced(edition, secretary)
    read_on()

    assert (before, found("teachers")) == ([], [("edition", "Learning Week 2027")])


def test_parts_are_found_as_they_are_now(edition, secretary):
    announced(edition, secretary)
    given = {"edition": edition, "by": secretary, "at": make.NOON}
    track = actions.add_track(slug="labs", name=make.english("Strategy labs"), **given)
    actions.add_subtheme(slug="skills", name=make.english("Skills for work"), **given)
    actions.add_partner(name=make.english("Union of Networks"), role="host", **given)
    read_on()
    first = [found(question) for question in ("strategy", "skill", "union network")]

    actions.change_track(track=track, name=make.english("Laboratories"), by=secretary, at=make.NOON)
    read_on()

    assert first == [
        [("track", "Strategy labs")],
        [("subtheme", "Skills for work")],
        [("organization", "Union of Networks")],
    ]
    assert (found("strategy"), found("labor")) == ([], [("track", "Laboratories")])


def test_sessions_and_people_are_found_once_they_are_released(edition, secretary):
    announced(edition, secretary)
    session = make.session("Phones on the farm", of=edition, abstract=make.english("Seeds and signals."))
    make.appearance(session, make.person("Лев Хорошилов", organization=make.organization("Институт")))
    read_on()
    before = found("farm") + found("Khoroshilov")

    released(edition, secretary)
    read_on()

    assert before == []
    assert found("farm") == found("signals seeds") == [("session", "Phones on the farm")]
    assert found("Khoroshilov", kind="person") == [("person", "Лев Хорошилов")]
    assert found("хорошил") == [
        ("person", "Лев Хорошилов"),
        ("session", "Phones on the farm"),
        ("organization", "Институт"),
    ]
    assert [each.address for each in search("Институт", kind="organization")] == ["programme/people/"]


@pytest.mark.parametrize(
    ("name", "asked"),
    [("منيرة الزهراني", "Mounira"), ("王小明", "Xiaoming Wang"), ("Юрий Хорошилов", "iouri horoshilov")],
)
def test_somebody_is_found_with_their_session_by_how_the_name_sounds(edition, secretary, name, asked):
    announced(edition, secretary)
    session = make.session("Phones on the farm", of=edition)
    make.appearance(session, make.person(name))
    released(edition, secretary)
    read_on()

    assert found(asked) == [("session", "Phones on the farm"), ("person", name)]


def test_what_a_later_release_does_not_say_is_not_found_any_more(edition, secretary):
    announced(edition, secretary)
    session = make.session("Phones on the farm", of=edition)
    released(edition, secretary)
    session.title = make.english("Phones at sea")
    session.save()
    released(edition, secretary)
    read_on()

    assert (found("farm"), found("sea")) == ([], [("session", "Phones at sea")])


def test_a_partner_that_people_come_from_is_found_once_with_them(edition, secretary):
    announced(edition, secretary)
    actions.add_partner(
        edition=edition, name=make.english("The House"), role="host", by=secretary, at=make.NOON
    )
    session = make.session("Opening", of=edition)
    make.appearance(session, make.person("Ada", organization=make.organization("the house")))
    released(edition, secretary)
    read_on()

    assert [(str(each), each.detail) for each in search("house", kind="organization")] == [
        ("The House", "Ada")
    ]


def test_titles_come_before_texts_and_new_editions_before_old_ones(secretary):
    old = make.edition(slug="2017", secretaries=(secretary,), starts_on=make.NOON.date())
    new = make.edition(slug="2019", secretaries=(secretary,))
    given = {"slug": "skills", "by": secretary, "at": make.NOON}
    actions.add_subtheme(edition=new, name=make.english("Jobs"), description=make.english("Skills"), **given)
    actions.add_subtheme(edition=new, **{**given, "slug": "other"}, name=make.english("Skills"))
    actions.add_subtheme(edition=old, name=make.english("Skills"), **given)
    read_on()

    assert [(each.edition.slug, str(each)) for each in search("skills")] == [
        ("2019", "Skills"),
        ("2017", "Skills"),
        ("2019", "Jobs"),
    ]


def test_reading_is_a_cursor_that_never_reads_twice_and_forgets_nothing(edition, secretary):
    announced(edition, secretary)
    themes = [letter * 3 for letter in "abcdefghijklmnop"[: tasks.EDITIONS + 2]]
    for theme in themes:
        other = make.edition(slug=theme, secretaries=(secretary,), theme=make.english(theme))
        actions.change_edition(edition=other, country="FR", by=secretary, at=make.NOON)

    read_on()

    last = Entry.objects.order_by("seq").last().seq
    assert (Reading.objects.get().seq, tasks.index_changes(make.NOON)) == (last, 0)
    assert [len(found(theme)) for theme in themes] == [1] * len(themes)


def test_somebody_else_who_read_on_meanwhile_is_not_overwritten(edition, secretary):
    announced(edition, secretary)
    read_on()
    before, known = Reading.objects.get().seq - 1, Findable.objects.get()

    done = [
        add_findables(edition=edition, found=[], after=before),
        remove_findables(gone=[known.pk], after=before),
        note_reading(after=before, upto=before + 9),
    ]

    assert (done, found("teachers")) == ([False] * 3, [("edition", "Learning Week 2027")])


def test_what_did_not_change_is_left_alone(edition, secretary):
    announced(edition, secretary)
    given = {"edition": edition, "by": secretary, "at": make.NOON}
    actions.add_track(slug="labs", name=make.english("Labs"), **given)
    read_on()
    before = set(Findable.objects.values_list("pk", flat=True))

    actions.add_track(slug="forum", name=make.english("Forum"), **given)
    read_on()

    after = set(Findable.objects.values_list("pk", flat=True))
    assert (before - after, len(after - before), found("forum")) == (set(), 1, [("track", "Forum")])


def test_many_findables_come_in_small_turns(edition, secretary, monkeypatch):
    monkeypatch.setattr(tasks, "FINDABLES", 2)
    announced(edition, secretary)
    for number in range(5):
        name = make.english(f"Lab number {number}")
        actions.add_track(edition=edition, slug=f"lab-{number}", name=name, by=secretary, at=make.NOON)

    read_on()

    assert len(found("lab")) == 5


def test_indexing_leaves_no_trace_in_the_log_and_no_words_behind(edition, secretary):
    announced(edition, secretary)
    entries = Entry.objects.count()
    read_on()
    words = Word.objects.count()
    actions.change_edition(edition=edition, country="FR", by=secretary, at=make.NOON)
    read_on()

    assert (Entry.objects.count(), Word.objects.count(), Findable.objects.count()) == (entries + 1, words, 1)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("zebra", "… on" + " and on" * 8 + " Zebras live here and on"),
        ("tout", "Tout commence ici."),
        ("nothing", "On and on and on"),
    ],
)
def test_a_snippet_shows_where_it_was_found(question, said):
    english = "On" + " and on" * 40 + " Zebras live here" + " and on" * 40
    text = make.english(english).plus("Tout commence ici.", "fr")

    shown = snippet(text, terms_of(question))

    assert shown.text.startswith(said)
    assert (len(shown.text) < 210, shown.language) == (True, "fr" if question == "tout" else "en")


def test_a_snippet_of_chinese_begins_near_what_was_found():
    text = Translated.of("学" * 300 + "移动电话" + "周" * 300, "zh")

    shown = snippet(text, terms_of("电话"))

    assert ("移动电话" in shown.text, len(shown.text) <= 204) == (True, True)
