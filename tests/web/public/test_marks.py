"""My programme: without an account by a link, or signed in; without script."""

import gzip
import re

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from convenor.kernel.translated import LANGUAGES
from convenor.programme.actions.happenings import tell
from convenor.programme.models import Happening, Mark, MarkList, Note
from convenor.programme.queries import codes_marked_in, own_marks
from tests import make
from tests.forms import forms_of
from tests.programme.stage import MONDAY, TUESDAY
from tests.web.public.marked import codes, page_of, posted, three_talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return three_talks()


def test_a_visitor_begins_a_list_and_gets_its_link(client, stage):
    answer = posted(client, stage.my, begin="1")

    made = MarkList.objects.get()
    page = client.get(answer.headers["Location"])
    assert answer.headers["Location"] == f"{stage.my}{made.token}/"
    short = f"{made.token[:4]}-{made.token[4:8]}-{made.token[8:]}"
    assert f"http://testserver/m/{short}" in page_of(page).text
    assert "No session is marked yet." in page.text
    assert (made.person, dict(answer.cookies), dict(page.cookies)) == (None, {}, {})


def test_a_list_is_opened_again_by_its_code_however_it_is_typed(client, stage):
    made = make.mark_list(stage.edition, token="K7TQXMBD2PFW")

    answer = posted(client, stage.my, list_code=" k7tq-xmbd 2pfw")

    assert answer.headers["Location"] == f"{stage.my}{made.token}/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("WRONG", "There is no list with this code."), ("", "Please fill this in."), ("x" * 999, "shorten")],
)
def test_a_code_that_is_none_begins_nothing(client, stage, typed, sentence):
    answer = posted(client, stage.my, list_code=typed)

    assert (answer.status_code, sentence in answer.text, MarkList.objects.count()) == (422, True, 0)


def test_the_short_link_leads_to_the_list_in_the_reader_s_language(client, stage):
    made = make.mark_list(stage.edition, token="K7TQXMBD2PFW")
    found = [
        client.get(f"/m/{token}", headers={"accept-language": language}).headers["Location"]
        for token, language in (("K7TQ-XMBD-2PFW", "fr-CH,fr"), ("k7tqxmbd2pfw", "ar"), (made.token, "de"))
    ]
    signed_in = make.signed_in(make.person("Ada", language="ru")).get(f"/m/{made.token}")

    address = f"/{stage.edition.path}/my/{made.token}/"
    assert found == [f"/fr{address}", f"/ar{address}", f"/en{address}"]
    assert signed_in.headers["Location"] == f"/ru{address}"


def test_a_list_says_when_where_what_became_of_it_and_what_is_on_at_the_same_time(client, stage):
    made = make.mark_list(stage.edition, *stage.talks)
    tell(
        session=stage.talks[0],
        kind=Happening.CANCELLED,
        note=make.english("Ill"),
        by=stage.secretary,
        at=make.NOON,
    )
    make.release(stage.edition, at=make.LATER)

    said = page_of(client.get(f"{stage.my}{made.token}/")).text

    for words in (
        "Monday 1 March 2027 09:00–10:00 cancelled Opening Hall · Labs",
        "10:00–11:00 Tides Hall · Labs At the same time: Moss",
        "10:00–11:00 Moss Hall · Labs At the same time: Tides",
        "Day unknown Someday",
    ):
        assert words in said


def test_a_code_that_the_programme_no_longer_has_is_named(client, stage):
    left = make.session("Left", of=stage.edition)
    made = make.mark_list(stage.edition, left)

    assert f"No longer in the programme: {left.code}" in page_of(client.get(f"{stage.my}{made.token}/")).text


def test_the_sessions_of_a_day_are_ticked_in_one_form(client, stage):
    made = make.mark_list(stage.edition, stage.talks[0])
    address = f"{stage.my}{made.token}/{MONDAY}/"

    shown = client.get(address)
    answer = posted(
        client, address, marks=[stage.talks[1].code, stage.talks[2].code], before=stage.talks[0].code
    )

    assert re.findall(r'value="(\w+)"\s+checked', shown.text) == [stage.talks[0].code]
    assert answer.headers["Location"] == f"{stage.my}{made.token}/"
    assert codes_marked_in(made) == codes(*stage.talks[1:3])


def test_what_was_marked_elsewhere_while_the_form_was_open_stays(client, stage):
    made = make.mark_list(stage.edition)
    address = f"{stage.my}{made.token}/{MONDAY}/"
    key = make.form_key(client.get(address).text)
    Mark.objects.create(mark_list=made, session=stage.talks[2], code=stage.talks[2].code, at=make.NOON)

    client.post(address, {"key": key, "marks": [stage.talks[0].code], "before": ""})

    assert codes_marked_in(made) == codes(stage.talks[0], stage.talks[2])


def test_sessions_without_a_day_are_ticked_too(client, stage):
    made = make.mark_list(stage.edition)

    posted(client, f"{stage.my}{made.token}/unknown/", marks=[stage.talks[3].code], before="")

    assert codes_marked_in(made) == codes(stage.talks[3])


def test_a_day_without_sessions_says_so(client, stage):
    made = make.mark_list(stage.edition)

    assert "Nothing is planned for this day." in client.get(f"{stage.my}{made.token}/{TUESDAY}/").text


def crowded(stage, many, title="A session with quite a long title about learning everywhere, number {}"):
    made = [make.session(title.format(number), of=stage.edition, track=stage.labs) for number in range(many)]
    for number, each in enumerate(made):
        make.placement(each, stage.at(8, number % 60), room=stage.hall)
    make.release(stage.edition)
    return made


def test_a_long_day_is_cut_and_saved_part_by_part(client, stage):
    crowded(stage, 100)
    made = make.mark_list(stage.edition)
    address = f"{stage.my}{made.token}/{MONDAY}/"

    first = page_of(client.get(address))
    shown = [code for form in first.forms for code in form.controls.get("marks", first).offered]
    answer = posted(client, address, marks=[shown[0]], before="", next="1")
    last = client.get(f"{address}?page=3")
    beyond = [client.get(f"{address}?page={number}") for number in ("99", "0", "-1", "x", "²", "9" * 5000)]

    assert (len(shown), answer.headers["Location"]) == (40, f"{address}?page=2")
    assert "Save, then show the next sessions" not in last.text
    assert [each.status_code for each in beyond] == [200] * 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_day_and_a_long_list_are_light(client, stage, language):
    sessions = crowded(stage, 80)
    made = make.mark_list(stage.edition, *sessions)
    address = f"{stage.my}{made.token}/".replace("/en/", f"/{language}/", 1)

    pages = [
        client.get(each, headers={"accept-encoding": "gzip"}) for each in (f"{address}{MONDAY}/", address)
    ]

    assert [(each.status_code, len(each.content) < 10 * 1024) for each in pages] == [(200, True)] * 2
    assert all(gzip.decompress(each.content) for each in pages)


def test_a_long_list_is_cut_and_shown_whole_to_print(client, stage):
    made = make.mark_list(stage.edition, *crowded(stage, 45))
    address = f"{stage.my}{made.token}/"

    counts = [client.get(address + query).text.count('class="slot"') for query in ("", "?page=2", "?all=1")]

    assert counts == [40, 5, 45]


def test_one_press_marks_a_session_and_a_new_list_keeps_it(client, stage):
    tides = stage.talks[1]

    answer = posted(client, f"{stage.my}mark/{tides.code}/", list_code="")

    made = MarkList.objects.get()
    assert answer.headers["Location"] == f"{stage.my}{made.token}/"
    assert codes_marked_in(made) == codes(tides)


def test_one_press_marks_a_session_on_the_list_whose_code_is_typed(client, stage):
    made = make.mark_list(stage.edition, stage.talks[0], token="K7TQXMBD2PFW")

    posted(client, f"{stage.my}mark/{stage.talks[1].code}/", list_code="k7tq xmbd 2pfw")
    wrong = posted(client, f"{stage.my}mark/{stage.talks[2].code}/", list_code="nothing")

    assert (MarkList.objects.get(), codes_marked_in(made)) == (made, codes(*stage.talks[:2]))
    assert wrong.status_code == 422


def test_looking_changes_nothing(client, stage):
    page = client.get(f"{stage.my}mark/{stage.talks[1].code}/")

    assert ("Tides" in page.text, MarkList.objects.count()) == (True, 0)


def test_whoever_is_signed_in_marks_and_takes_off_again(stage):
    ada = make.person("Ada")
    browser, address = make.signed_in(ada), f"{stage.my}mark/{stage.talks[1].code}/"

    posted(browser, address)
    marked, page = codes_marked_in(own_marks(stage.edition, ada)), browser.get(address)
    posted(browser, address, unmark="1")

    assert (marked, "You marked this session." in page.text) == (codes(stage.talks[1]), True)
    assert codes_marked_in(own_marks(stage.edition, ada)) == set()


def test_whoever_is_signed_in_finds_their_list_without_its_link(stage):
    ada = make.person("Ada")
    browser = make.signed_in(ada)

    empty = browser.get(stage.my)
    posted(browser, stage.my, begin="1")
    make.mark_list(stage.edition, stage.talks[0])  # of somebody else
    own_marks(stage.edition, ada).marks.create(session=stage.talks[1], code=stage.talks[1].code, at=make.NOON)
    shown = page_of(browser.get(stage.my))

    assert "Begin my list" in empty.text
    assert ("Tides" in shown.text, "Opening" in shown.text) == (True, False)
    assert "Keep it in my account" not in shown.text


def test_a_list_is_taken_over_into_the_account(client, stage):
    ada, made = make.person("Ada"), make.mark_list(stage.edition, stage.talks[0])
    address = f"{stage.my}{made.token}/adoption/"

    asked = client.get(address)
    posted(make.signed_in(ada), address)

    assert (asked.status_code, asked.headers["Location"].partition("?")[0]) == (302, "/en/sign-in/")
    assert own_marks(stage.edition, ada) == made
    assert "Keep it in my account" in client.get(f"{stage.my}{make.mark_list(stage.edition).token}/").text


def test_the_list_of_somebody_else_is_not_taken_over(stage):
    made = make.mark_list(stage.edition, person=make.person("Ada"))

    answer = posted(make.signed_in(make.person("Eve")), f"{stage.my}{made.token}/adoption/")

    assert (answer.status_code, "This list belongs to somebody else." in answer.text) == (422, True)


def test_the_link_of_a_list_that_was_taken_over_leads_to_the_one_that_took_it(client, stage):
    ada = make.person("Ada")
    mine, other = make.mark_list(stage.edition, person=ada), make.mark_list(stage.edition, stage.talks[0])

    posted(make.signed_in(ada), f"{stage.my}{other.token}/adoption/")

    assert client.get(f"{stage.my}{other.token}/").headers["Location"] == f"{stage.my}{mine.token}/"


def test_a_button_deletes_a_list(client, stage):
    made = make.mark_list(stage.edition, stage.talks[0])
    address = f"{stage.my}{made.token}/deletion/"

    asked = client.get(address)
    answer = posted(client, address)

    assert "It holds 1 marked session." in asked.text
    assert (answer.headers["Location"], MarkList.objects.count()) == (stage.my, 0)
    assert client.get(f"{stage.my}{made.token}/").status_code == 404


def test_a_person_s_list_is_deleted_by_nobody_else(client, stage):
    ada = make.person("Ada")
    made = make.mark_list(stage.edition, stage.talks[0], person=ada)
    address = f"{stage.my}{made.token}/deletion/"

    answers = [each.get(address).status_code for each in (client, make.signed_in(make.person("Eve")))]
    offered = "Delete this list" in client.get(f"{stage.my}{made.token}/").text
    posted(make.signed_in(ada), address)

    assert (answers, offered, MarkList.objects.count()) == ([404, 404], False, 0)


def test_a_calendar_subscribes_to_a_list(client, stage):
    tides = stage.talks[1]
    make.appearance(tides, make.person("Amina"), agreed_at=make.NOON)
    made = make.mark_list(stage.edition, *stage.talks)
    tell(session=tides, kind=Happening.CANCELLED, note=make.english("Ill"), by=stage.secretary, at=make.NOON)
    stage.talks[2].placements.update(starts_at=stage.at(14), ends_at=stage.at(15))
    make.release(stage.edition, at=make.LATER)

    answer = client.get(f"{stage.my}{made.token}.ics")

    calendar = Calendar.from_ical(answer.content)
    events = {
        str(each["summary"]): (str(each["status"]), each["sequence"], each["dtstart"].dt)
        for each in calendar.walk("VEVENT")
    }
    assert events == {
        "Opening": ("CONFIRMED", 1, stage.at(9)),
        "[cancelled] Tides": ("CANCELLED", 2, stage.at(10)),
        "Moss": ("CONFIRMED", 2, stage.at(14)),
    }
    assert str(calendar["source"]) == f"http://testserver{stage.my}{made.token}.ics"
    assert "…" not in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_before_there_is_a_release_there_is_nothing_to_mark(client):
    edition = make.edition()
    draft, made = make.session(of=edition), make.mark_list(edition)
    my = f"/en/{edition.path}/my/"

    page = client.get(my)
    others = [f"mark/{draft.code}/", f"{made.token}/", f"{made.token}/{MONDAY}/", f"{made.token}.ics"]

    assert (page.status_code, "The programme is not published yet." in page.text) == (200, True)
    assert "<form" not in page.text
    assert [client.get(my + each).status_code for each in others] == [404] * 4
    assert client.get(f"/{edition.path}/marks").status_code == 404


def test_no_list_is_in_a_search_engine_or_a_cache(client, stage):
    made = make.mark_list(stage.edition)
    pages = [stage.my, f"{stage.my}{made.token}/", f"{stage.my}{made.token}/{MONDAY}/", f"/m/{made.token}"]

    told = {
        (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"])
        for answer in map(client.get, [*pages, f"{stage.my}mark/{stage.talks[0].code}/"])
    }

    assert told == {("no-store", "noindex", "same-origin")}


def test_a_note_is_written_changed_and_deleted_on_a_page(client, stage):
    tides = stage.talks[1]
    made = make.mark_list(stage.edition, tides)
    address = f"{stage.my}{made.token}/notes/{tides.code}/"
    read = []
    for text in ("Sit in front\n<b>early</b>", "Ask about batteries", "  "):
        (form,) = [each for each in forms_of(client.get(address).text) if "text" in each.fields]
        posted(client, address, text=text, seen=form.fields["seen"][0])
        read.append(page_of(client.get(f"{stage.my}{made.token}/?all=1")).text)

    assert ["Sit in front <b>early</b> Change the note" in text for text in read] == [True, False, False]
    assert ["Ask about batteries" in text for text in read] == [False, True, False]
    assert "Write a note" in read[2]


def test_a_note_that_came_while_another_was_written_stays(client, stage):
    tides = stage.talks[1]
    made = make.mark_list(stage.edition, tides)
    address = f"{stage.my}{made.token}/notes/{tides.code}/"

    for text in ("Sit in front", "Ask about batteries"):
        posted(client, address, text=text, seen=0)

    assert [note.text for note in made.notes.all()] == ["Ask about batteries\nSit in front"]


def test_a_note_on_a_session_that_is_not_marked_stands_below(client, stage):
    made = make.mark_list(stage.edition, stage.talks[0])
    posted(client, f"{stage.my}{made.token}/notes/{stage.talks[2].code}/", text="Perhaps")

    shown = page_of(client.get(f"{stage.my}{made.token}/")).text

    assert "Notes on other sessions Moss Perhaps" in shown


def test_a_note_is_short_and_about_a_session_of_the_programme(client, stage):
    draft, made = make.session("Draft", of=stage.edition), make.mark_list(stage.edition)
    at = f"{stage.my}{made.token}/notes/"

    long = posted(client, f"{at}{stage.talks[0].code}/", text="x" * 2001)
    others = [client.get(f"{at}{code}/").status_code for code in (draft.code, "NOTHING", "x" * 300)]

    assert (long.status_code, others, Note.objects.count()) == (422, [404] * 3, 0)


def test_a_list_says_what_changed_until_its_reader_says_that_it_was_read(client, stage):
    tides = stage.talks[1]
    made = make.mark_list(stage.edition, tides)
    tides.placements.update(starts_at=stage.at(14), ends_at=stage.at(15))
    make.release(stage.edition, at=make.LATER)
    address = f"{stage.my}{made.token}/"

    before, again = (page_of(client.get(address)).text for _time in range(2))
    key = make.form_key(client.get(address).text)
    answers = [
        client.post(f"{address}seen/", {"key": key, "number": number}) for number in ("2", "2", "x", "9" * 99)
    ]
    after = page_of(client.get(address)).text

    said = "Moved from Monday 1 March 2027, 10:00–11:00, Hall to Monday 1 March 2027, 14:00–15:00, Hall."
    assert [said in text for text in (before, again, after)] == [True, True, False]
    assert {each.headers["Location"] for each in answers} == {address}
    assert (MarkList.objects.get().seen, client.get(f"{address}seen/").status_code) == (2, 405)


# What a device tells


def test_a_list_costs_the_same_queries_however_long_it_is(stage, django_assert_num_queries):
    for many in (1, 3):
        made = make.mark_list(stage.edition, *stage.talks[:many])
        Client().get(f"{stage.my}{made.token}/")  # the release is read once

        with django_assert_num_queries(7):
            Client().get(f"{stage.my}{made.token}/")


def test_the_script_is_small_and_names_nothing_that_old_browsers_do_not_know():
    script = (settings.STATIC_ROOT / "marks.js").read_bytes()

    assert len(gzip.compress(script, 9)) <= 4 * 1024
    assert re.findall(rb"=>|`|\b(?:let|const|class|async|await)\b", script) == []
