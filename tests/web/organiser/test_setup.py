"""The secretariat sets an edition up on its pages."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from convenor.audit.models import Entry
from convenor.editions.models import Edition, Office, Partner, PartnerRole, Role, Room, Subtheme, Track
from convenor.kernel.translated import Translated
from tests import make

pytestmark = pytest.mark.django_db

SECRETARY_ONLY = [
    "edition/",
    "series/",
    "copy/",
    "standing/announced/",
    "setup/tracks/new/",
]
ALSO_FOR_CHAIRS = ["standing/", "offices/", "texts/", "setup/tracks/", "setup/rooms/"]
TRACK: dict[str, Any] = {
    "name": "Labs",
    "slug": "labs",
    "access": "approval",
    "way_in": "call",
    "formats": ["workshop", "panel"],
    "minutes": "90",
}


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(of=make.series("learning-week"), secretaries=(secretary,))


@pytest.fixture
def browser(secretary):
    return make.signed_in(secretary)


def at(page=""):
    return f"/en/learning-week/2027/organise/{page}"


def send(browser, page, **sent):
    key = make.form_key(browser.get(at(page)).text)
    return browser.post(at(page), {"key": key, **sent})


def facts_of(edition, **changed):
    return {
        "name": str(edition.name),
        "theme": str(edition.theme),
        "zone": edition.zone,
        "attendance": edition.attendance,
        "venue": str(edition.venue),
        "languages": edition.languages,
        **changed,
    }


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        (Role.SECRETARY, [200] * 11),
        (Role.CHAIR, [200, *[404] * 5, *[200] * 5]),
        (Role.TRACK_CHAIR, [200, *[404] * 10]),
        (Role.REVIEWER, [404] * 11),
        (Role.DESK, [404] * 11),
    ],
)
def test_each_office_reaches_its_pages_and_no_others(role, reached, edition):
    holder = make.person()
    track = make.track(edition) if role in {Role.TRACK_CHAIR, Role.REVIEWER} else None
    make.office(edition, holder, role, track)
    browser = make.signed_in(holder)

    assert [browser.get(at(page)).status_code for page in ["", *SECRETARY_ONLY, *ALSO_FOR_CHAIRS]] == reached


def test_a_secretary_of_one_edition_is_nobody_in_another(browser, edition):
    foreign = make.edition(slug="2028", of=edition.series)
    track = make.track(foreign)
    event = foreign.events.get()
    office = make.office(foreign, make.person(), Role.CHAIR)

    assert browser.get(f"/en/{foreign.path}/organise/").status_code == 404
    pages = [f"setup/tracks/{track.pk}/", f"standing/{event.pk}/", f"offices/{office.pk}/end/"]
    assert [browser.get(at(page)).status_code for page in pages] == [404] * 3


def test_facts_are_changed_and_other_facts_stay(browser, edition):
    answer = send(
        browser, "edition/", **facts_of(edition, address="1 Street", country="KE", zone="africa/nairobi")
    )

    edition.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, at())
    assert (edition.address, edition.country, edition.zone) == ("1 Street", "KE", "Africa/Nairobi")
    assert (edition.starts_on, str(edition.theme)) == (date(2027, 3, 1), "Learning for all")


def test_dates_are_asked_for_only_before_the_announcement(browser, edition, secretary):
    secret = make.edition(slug="secret", of=edition.series, secretaries=(secretary,), is_announced=False)

    pages = [browser.get(f"/en/{path}/organise/edition/").text for path in (edition.path, secret.path)]

    assert ['name="starts_on"' in page for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"zone": "Mars/Base"}, "time zone"),
        ({"languages": []}, "Please fill this in."),
        ({"registration_url": "javascript:alert(1)"}, "check it"),
        ({"country": "Atlantis"}, "one of the answers offered"),
        ({"name": ""}, "Please fill this in."),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_is_kept(browser, edition, wrong, sentence):
    answer = send(browser, "edition/", **facts_of(edition, address="1 Street", **wrong))

    assert (answer.status_code, sentence in answer.text, "1 Street" in answer.text) == (422, True, True)
    edition.refresh_from_db()
    assert edition.address == ""


def test_a_translation_is_written_beside_its_original_and_leads_back_to_itself(browser, edition):
    page = browser.get(at("edition/") + "?in=ar").text
    answer = browser.post(
        at("edition/") + "?in=ar",
        {
            "key": make.form_key(page),
            "name": "أسبوع التعلم",
            "name_status": "human",
            "theme": "التعلم للجميع",
            "theme_status": "machine",
            "venue_status": "human",
        },
    )

    edition.refresh_from_db()
    assert "Learning for all</blockquote>" in page.replace("\n", "").replace("  ", "")
    assert answer["Location"] == at("edition/") + "?in=ar"
    assert edition.name.versions == {
        "en": ("Learning Week 2027", "original"),
        "ar": ("أسبوع التعلم", "human"),
    }
    assert (edition.theme.in_("ar").is_machine, str(edition.venue)) == (True, "The House")


def test_a_series_is_described_for_all_its_editions(browser, edition):
    send(browser, "series/", name="Learning Week", description="Every spring.")

    edition.series.refresh_from_db()
    assert str(edition.series.description) == "Every spring."


def test_a_track_is_added_changed_and_removed(browser, edition):
    send(browser, "setup/tracks/new/", **TRACK)
    track = Track.objects.get()
    assert (str(track.name), track.access, track.formats, track.minutes, track.may_overlap) == (
        "Labs",
        "approval",
        ["workshop", "panel"],
        90,
        False,
    )

    changed = {**TRACK, "name": "Strategy labs", "starts_on": "2027-03-02", "ends_on": "2027-03-03"}
    send(browser, f"setup/tracks/{track.pk}/", **changed, may_overlap="on")
    track.refresh_from_db()
    assert (str(track.name), track.starts_on, track.slug) == ("Strategy labs", date(2027, 3, 2), "labs")

    answer = send(browser, f"setup/tracks/{track.pk}/removal/")
    assert (answer["Location"], Track.objects.count()) == (at("setup/tracks/"), 0)


def test_a_short_name_is_made_where_it_is_left_empty_and_the_form_says_so(browser, edition):
    form = browser.get(at("setup/tracks/new/")).text

    answer = send(browser, "setup/tracks/new/", **{**TRACK, "name": "人工智能", "slug": ""})

    assert "Leave it empty, and it is made for you." in form
    assert (answer.status_code, Track.objects.get().slug) == (302, "ren-gong-zhi-neng")


def test_a_track_that_a_call_names_is_not_removed_and_the_page_says_why(browser, edition):
    track = make.track(edition)
    make.call(edition, track)

    answer = send(browser, f"setup/tracks/{track.pk}/removal/")

    assert (answer.status_code, "still names it" in answer.text, Track.objects.count()) == (422, True, 1)


@pytest.mark.parametrize(
    ("kind", "sent", "model"),
    [
        ("subthemes", {"name": "Skills", "slug": "skills"}, Subtheme),
        ("rooms", {"name": "Hall", "slug": "hall", "seats": "800", "booths": "6"}, Room),
        ("partners", {"name": "Union", "role": "convener", "url": "union.example"}, Partner),
    ],
)
def test_other_parts_are_added_too(browser, edition, kind, sent, model):
    send(browser, f"setup/{kind}/new/", **sent)

    part = model.objects.get()
    assert str(part.name) == sent["name"]
    assert str(part.name) in browser.get(at(f"setup/{kind}/")).text


def test_a_form_sent_twice_adds_one_part(browser, edition):
    key = make.form_key(browser.get(at("setup/tracks/new/")).text)

    answers = [browser.post(at("setup/tracks/new/"), {"key": key, **TRACK}).status_code for _ in range(2)]

    assert (answers, Track.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Labs!"},
        {"slug": "x" * 41},
        {"minutes": "0"},
        {"minutes": "99999999999999999999"},
        {"position": "-1"},
        {"formats": []},
        {"formats": ["song"]},
        {"starts_on": "9999-12-31", "ends_on": "9999-12-31"},
        {"starts_on": "2027-03-02"},
        {"access": "\x00"},
        {"name": "\u202e\u2066"},
        {"name": "a\u0301" * 100_000},
    ],
)
def test_hostile_tracks_are_boring(browser, edition, wrong):
    answer = send(browser, "setup/tracks/new/", **{**TRACK, **wrong})

    assert (answer.status_code, Track.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "page",
    [
        "setup/walls/",
        "setup/tracks/99999999999999999999999/",
        "setup/tracks/1/removal/",
        "standing/exploded/",
        "standing/99999999999999999999999/",
        "offices/99999999999999999999999/end/",
    ],
)
def test_what_is_not_there_is_not_found(browser, edition, page):
    assert browser.get(at(page)).status_code == 404


def test_an_edition_is_announced_by_the_page_that_says_what_that_means(secretary, browser):
    make.edition(of=make.series("learning-week"), secretaries=(secretary,), is_announced=False)
    assert "Announce" in browser.get(at()).text

    answer = send(browser, "standing/announced/", note="Save the date")

    assert answer["Location"] == at("standing/")
    assert Edition.objects.announced().count() == 1
    assert "Save the date" in browser.get(at("standing/")).text


def test_an_edition_is_postponed_and_then_replaced(browser, edition):
    send(browser, "standing/postponed/", starts_on="2027-05-03", ends_on="2027-05-07", note="Renovation")
    other = make.edition(slug="online", of=edition.series)
    send(browser, "standing/replaced/", replaced_by=other.pk)

    edition.refresh_from_db()
    assert edition.starts_on == date(2027, 5, 3)
    assert [event.kind for event in edition.events.order_by("pk")] == ["announced", "postponed", "replaced"]


def test_an_edition_is_not_replaced_by_what_nobody_knows(browser, edition):
    secret = make.edition(slug="secret", of=edition.series, is_announced=False)
    foreign = make.edition()

    answers = [
        send(browser, "standing/replaced/", replaced_by=wrong) for wrong in (secret.pk, foreign.pk, "x")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3


def test_what_is_not_possible_is_not_offered_and_refused(browser, edition):
    assert "standing/held/" not in browser.get(at("standing/")).text

    answer = send(browser, "standing/held/")

    assert (answer.status_code, "after the last day" in answer.text) == (422, True)


def test_a_note_is_reworded_in_another_language(browser, edition):
    send(browser, "standing/moved-online/", note="Stay at home")
    event = edition.events.get(kind="moved-online")

    page = f"standing/{event.pk}/"
    key = make.form_key(browser.get(at(page) + "?in=es").text)
    browser.post(at(page) + "?in=es", {"key": key, "note": "Quédese en casa", "note_status": "human"})

    event.refresh_from_db()
    assert event.note == Translated.of("Stay at home", "en").plus("Quédese en casa", "es")


def test_an_office_is_given_and_ended(browser, edition):
    send(browser, "offices/", role="chair", address="ada@x.example", name="Ada")
    office = Office.objects.get(role=Role.CHAIR)
    page = browser.get(at("offices/")).text
    assert ("Ada" in page, "ada@x.example" in page, f"offices/{office.pk}/end/" in page) == (True, True, True)

    send(browser, f"offices/{office.pk}/end/")

    office.refresh_from_db()
    assert office.ended_at == make.NOON
    assert browser.get(at(f"offices/{office.pk}/end/")).status_code == 404


def test_a_chair_sees_offices_and_gives_none(edition):
    chair = make.person("Chair")
    make.office(edition, chair, Role.CHAIR)
    browser = make.signed_in(chair)

    page = browser.get(at("offices/")).text
    answer = browser.post(at("offices/"), {"role": "desk", "address": "x@x.example"})

    assert ("Sec" in page, "Give an office" in page) == (True, False)
    assert (answer.status_code, Office.objects.filter(role=Role.DESK).count()) == (422, 0)


@pytest.mark.parametrize(
    "wrong",
    [{"role": "king"}, {"address": "not an address"}, {"role": "reviewer"}, {"track": "999"}, {"track": "x"}],
)
def test_a_wrong_office_is_not_given(browser, edition, wrong):
    answer = send(browser, "offices/", **{"role": "chair", "address": "ada@x.example", **wrong})

    assert (answer.status_code, Office.objects.count()) == (422, 1)


def test_the_next_edition_is_made_on_the_same_weekdays(browser, edition):
    make.track(edition, "labs")
    page = browser.get(at("copy/")).text
    assert 'value="2028-02-28"' in page

    answer = send(browser, "copy/", slug="2028", starts_on="2028-02-28", ends_on="2028-03-03")

    made = Edition.objects.get(slug="2028")
    assert (answer["Location"], made.tracks.get().slug) == ("/en/learning-week/2028/organise/", "labs")


def test_an_address_that_is_taken_is_refused(browser, edition):
    answer = send(browser, "copy/", slug="2027", starts_on="2028-02-28", ends_on="2028-03-03")

    assert (answer.status_code, "taken" in answer.text) == (422, True)


def test_texts_show_what_is_missing_in_a_language(browser, edition):
    make.track(edition, "labs", name=make.english("Labs").plus("Laboratoires", "fr"))
    make.subtheme(edition, "skills")

    page = browser.get(at("texts/") + "?in=fr").text

    assert page.count("<bdi>missing</bdi>") == 3  # series, edition, subtheme
    assert page.count("<bdi>translated by a person</bdi>") == 1
    assert f"setup/tracks/{Track.objects.get().pk}/?in=fr" in page


def with_parts(edition, many):
    for number in range(many):
        track = make.track(edition, f"track-{number}")
        make.subtheme(edition, f"subtheme-{number}")
        Room.objects.create(edition=edition, slug=f"room-{number}", name=make.english("Hall"), seats=8)
        Partner.objects.create(edition=edition, name=make.english("House"), role=PartnerRole.HOST)
        make.office(edition, make.person(), Role.REVIEWER, track)
        make.call(edition, track)


@pytest.mark.parametrize("page", ["", "texts/", "setup/tracks/", "standing/", "offices/"])
def test_pages_cost_the_same_however_much_there_is(browser, edition, secretary, page):
    larger = make.edition(slug="larger", of=edition.series, secretaries=(secretary,))
    with_parts(edition, 1)
    with_parts(larger, 3)
    browser.get(at("offices/"))  # the first form of a session writes its token

    costs = []
    for of in (edition, larger):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/en/{of.path}/organise/{page}").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_everything_that_is_done_here_is_in_the_log(browser, edition):
    send(browser, "setup/rooms/new/", name="Hall", slug="hall", seats="800", booths="0")
    send(browser, "offices/", role="desk", address="ada@x.example", name="Ada")

    assert [entry.action for entry in Entry.objects.order_by("seq")] == [
        "room.added",
        "person.met",
        "office.given",
    ]
