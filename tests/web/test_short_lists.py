"""Every short list: found by its words, sorted by what it reads, exported; at the same price however long."""

import csv
import io
import re
from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import EditionEvent, EventKind, Letter, Office, Partner, Role, Room
from convenor.kernel.translated import Translated
from convenor.people.models import ContactPoint, Person
from convenor.proposals.models import Call, LateLink, Question, QuestionKind
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sela")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


@pytest.fixture
def client(secretary):
    return make.signed_in(secretary)


def cells(client, address, **query):
    """The rows of the list as its page shows them: the words of each cell by its heading."""
    body = client.get(address, query).text.split("<tbody>", 1)[-1]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        {
            heading: " ".join(re.sub("<[^>]*>", "", cell).split())
            for heading, cell in re.findall(r'data-label="([^"]*)">(.*?)</td>', row, re.DOTALL)
        }
        for row in rows
    ]


def column(heading, client, address, **query):
    return [row[heading] for row in cells(client, address, **query)]


def lines(client, address, **query):
    """The rows of the list as its file has them."""
    response = client.get(address, {"file": "csv", **query})
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_offices_are_found_sorted_narrowed_down_and_end_where_they_stand(client, edition):
    track = make.track(edition, "symposium")
    make.office(edition, make.person("Zoë", address="zoe@people.example"), Role.CHAIR)
    office = make.office(edition, make.person("Ada"), Role.REVIEWER, track)
    address = page(edition, "organiser:offices")

    assert column("Person", client, address) == ["Zoë", "Ada", "Sela"]
    assert column("Person", client, address, sort="name") == ["Ada", "Sela", "Zoë"]
    assert column("Person", client, address, q="ZOË") == ["Zoë"]
    assert column("Person", client, address, q="zoe@people") == ["Zoë"]
    assert column("Person", client, address, role="reviewer") == ["Ada"]
    assert column("Person", client, address, track="symposium") == ["Ada"]
    assert cells(client, address, q="ada")[0] == {
        "Person": "Ada",
        "Mail address": ContactPoint.objects.get(person=office.person).address,
        "Office": "reviewer",
        "Track": "Symposium",
        "Until": "5 June 2027",
        "Change": "End",
    }
    assert f'href="{page(edition, "organiser:office_end", office.pk)}"' in client.get(address).text


def test_only_the_first_address_of_somebody_is_shown_and_found(client, edition, secretary):
    second = "second@people.example"
    ContactPoint.objects.create(person=secretary, address=second, key=second, is_first=False)
    address = page(edition, "organiser:offices")

    assert (column("Person", client, address, q="second"), column("Person", client, address)) == (
        [],
        ["Sela"],
    )


def test_a_chair_sees_offices_and_ends_none(edition):
    chair = make.person("Cleo")
    make.office(edition, chair, Role.CHAIR)
    address = page(edition, "organiser:offices")

    shown, exported = cells(make.signed_in(chair), address), lines(make.signed_in(chair), address)

    assert [sorted(row) for row in shown] == [["Mail address", "Office", "Person", "Track", "Until"]] * 2
    assert [list(row) for row in exported] == [
        ["Person", "Mail address", "Office", "Track", "Since", "Until"]
    ] * 2


def test_rooms_of_which_nothing_is_known_say_nothing(client, edition):
    Room.objects.create(edition=edition, slug="hall", name=make.english("Hall"), seats=800, is_step_free=True)
    Room.objects.create(edition=edition, slug="attic", name=make.english("Attic"), seats=9, position=1)
    Room.objects.create(edition=edition, slug="somewhere", name=make.english("Somewhere"), position=2)
    address = page(edition, "organiser:parts", "rooms")

    assert column("Name", client, address) == ["Hall", "Attic", "Somewhere"]
    assert column("Name", client, address, sort="-seats") == ["Hall", "Attic", "Somewhere"]
    assert column("Name", client, address, sort="seats") == ["Attic", "Hall", "Somewhere"]
    assert column("Name", client, address, step_free="no") == ["Attic"]
    assert column("One gets there without steps", client, address) == ["yes", "no", ""]
    assert [
        (row["Short name"], row["Seats"], row["Interpretation booths"]) for row in lines(client, address)
    ] == [
        ("hall", "800", "0"),
        ("attic", "9", "0"),
        ("somewhere", "", ""),
    ]


def test_parts_are_read_found_and_sorted_in_the_reader_s_language(client, edition):
    for position, (english, french) in enumerate([("Skills", "Compétences"), ("Ethics", "Éthique")]):
        subtheme = make.subtheme(edition, f"subtheme-{position}")
        subtheme.name = Translated.of(english, "en").plus(french, "fr")
        subtheme.position = position
        subtheme.save()
    address = page(edition, "organiser:parts", "subthemes").replace("/en/", "/fr/", 1)

    assert column("Nom", client, address) == ["Compétences", "Éthique"]
    assert column("Nom", client, address, sort="-name") == ["Éthique", "Compétences"]
    assert column("Nom", client, address, q="ÉTHI") == ["Éthique"]
    assert column("Nom", client, address, q="Ethics") == []


@pytest.mark.parametrize("is_secretary", [True, False])
def test_a_part_leads_those_who_may_change_it_to_its_page(edition, secretary, is_secretary):
    track, chair = make.track(edition, "labs"), make.person("Cleo")
    make.office(edition, chair, Role.CHAIR)
    reader = secretary if is_secretary else chair

    text = make.signed_in(reader).get(page(edition, "organiser:parts", "tracks")).text

    assert (f'href="{page(edition, "organiser:part", "tracks", track.pk)}"' in text) == is_secretary


def test_tracks_and_partners_are_narrowed_down(client, edition):
    make.track(edition, "labs", access="approval")
    make.track(edition, "forum", access="invitation", way_in="invitation")
    Partner.objects.create(edition=edition, name=make.english("Union"), role="convener")
    tracks, partners = (page(edition, "organiser:parts", kind) for kind in ("tracks", "partners"))

    assert column("Name", client, tracks, access="approval") == ["Labs"]
    assert column("Name", client, tracks, way_in="invitation") == ["Forum"]
    assert column("Name", client, tracks, q="by invitation of") == ["Forum"]
    assert column("Name", client, partners, role="host") == []
    assert column("Name", client, partners, role="convener") == ["Union"]


def test_calls_say_when_they_are_open_in_three_zones_and_how_much_was_handed_in(client, edition):
    call = make.call(edition, make.track(edition, "labs"), slug="papers", title=make.english("Papers"))
    make.call(edition, slug="later", title=make.english("Later"), opens_at=make.NOON + timedelta(days=1))
    make.proposal(to=call)
    make.proposal(to=call, submitted_at=None)
    address = page(edition, "organiser:calls")

    shown = cells(client, address, q="labs")

    assert [(row["Title"], row["Tracks"], row["Proposals"]) for row in shown] == [("Papers", "Labs", "1")]
    assert "(Paris)" in shown[0]["Closes"]
    assert "(UTC)" in shown[0]["Closes"]
    assert column("Title", client, address, sort="-proposals") == ["Papers", "Later"]
    assert [row["Closes"] for row in lines(client, address)] == ["2027-01-25T13:00+01:00"] * 2


def test_questions_are_found_by_their_words_and_their_tracks(client, edition):
    labs = make.track(edition, "labs")
    call = make.call(edition, labs, slug="papers")
    asked = Question.objects.create(
        call=call, slug="device", kind=QuestionKind.TEXT, text=make.english("Which device?"), is_required=True
    )
    asked.tracks.add(labs)
    Question.objects.create(
        call=call, slug="age", kind=QuestionKind.NUMBER, text=make.english("What age?"), position=1
    )
    address = page(edition, "organiser:questions", "papers")

    assert column("Question", client, address) == ["Which device?", "What age?"]
    assert column("Question", client, address, q="labs") == ["Which device?"]
    assert column("Question", client, address, kind="number") == ["What age?"]
    assert column("Question", client, address, required="yes") == ["Which device?"]
    assert f'href="{page(edition, "organiser:question", "papers", "device")}"' in client.get(address).text


def test_late_links_are_listed_and_leave_in_no_file(client, edition, secretary):
    call = make.call(edition, make.track(edition), slug="papers")
    for number, until in enumerate((make.NOON - timedelta(days=1), make.NOON + timedelta(days=1))):
        LateLink.objects.create(
            call=call,
            token=f"secret-{number}",
            address=f"{number}@people.example",
            until=until,
            given_by=secretary,
            given_at=make.NOON + timedelta(hours=number),
        )
    address = page(edition, "organiser:late_links", "papers")

    assert column("E-mail address", client, address) == ["1@people.example", "0@people.example"]
    assert column("E-mail address", client, address, works="no") == ["0@people.example"]
    assert ["secret-1" in row["Link"] for row in cells(client, address)] == [True, False]
    assert [list(row) for row in lines(client, address)] == [
        ["E-mail address", "Works until", "Still works", "Sent"]
    ] * 2
    assert column("E-mail address", client, address, q="secret") == []


def test_letters_have_a_column_for_each_language_of_the_edition(client, edition):
    edition.languages = ["en", "ar"]
    edition.save()
    Letter.objects.create(edition=edition, kind="accept", language="ar", subject="-", body="-")
    address = page(edition, "organiser:letters")

    assert cells(client, address, changed="yes") == [
        {"Letter": "decision: accepted", "English": "built-in", "Arabic": "changed"}
    ]
    assert column("Letter", client, address, q="waiting") == ["decision: waiting list"]
    assert f'href="{page(edition, "organiser:letter", "accept", "ar")}"' in client.get(address).text


def test_what_became_of_the_edition_is_a_list(client, edition, secretary):
    event = EditionEvent.objects.create(
        edition=edition,
        kind=EventKind.MOVED_ONLINE,
        note=make.english("Stay home."),
        by=secretary,
        at=make.NOON,
    )
    address = page(edition, "organiser:standing")

    assert column("What happened", client, address) == ["announced", "moved online"]
    assert column("Note", client, address, q="home") == ["Stay home."]
    assert column("Change", client, address) == ["", "Translate or reword the note"]
    assert f'href="{page(edition, "organiser:event", event.pk)}"' in client.get(address).text


def test_texts_keep_their_language_while_they_are_searched(client, edition):
    make.track(edition, "labs")
    address = page(edition, "organiser:texts")

    text = client.get(address, {"in": "fr", "q": "labs", "standing": "missing"}).text

    assert column("Name", client, address, **{"in": "fr", "q": "labs"}) == ["Labs"]
    assert column("Translation", client, address, **{"in": "en", "q": "labs"}) == ["original"]
    assert '<input type="hidden" name="in" value="fr">' in text
    assert 'href="?in=fr&amp;q=labs&amp;standing=missing&amp;sort=name"' in text


def test_criteria_and_the_progress_of_reviews_are_lists(client, edition):
    track = make.track(edition, "labs")
    make.criterion(track, "clarity")
    make.criterion(track, "weighty", weight=3, position=1)
    make.review(make.proposal(track=track), make.reviewer(track))

    criteria = page(edition, "organiser:review_track", "labs")
    assert column("Name", client, criteria, sort="-weight") == ["Weighty", "Clarity"]
    assert column("Name", client, criteria, q="clar") == ["Clarity"]
    assert lines(client, page(edition, "organiser:reviews")) == [
        {
            "Track": "Labs",
            "Due": "",
            "Proposals": "1",
            "Reviews wanted": "2",
            "Asked": "1",
            "Drafts": "0",
            "Submitted": "1",
            "Late": "0",
        }
    ]


def test_my_proposals_are_found_and_leave_as_a_file_that_the_log_tells_of(edition):
    author = make.person("Ada")
    call = make.call(edition, make.track(edition, "labs"))
    make.proposal("Tides", to=call, proposer=author)
    make.proposal("Moss", to=call, proposer=author, submitted_at=None)
    make.proposal("Another's", to=call)
    browser = make.signed_in(author)

    assert sorted(column("Title", browser, "/en/me/proposals/")) == ["Moss", "Tides"]
    assert column("Title", browser, "/en/me/proposals/", q="tid labs") == ["Tides"]
    assert column("Title", browser, "/en/me/proposals/", state="draft") == ["Moss"]
    assert [row["Title"] for row in lines(browser, "/en/me/proposals/", sort="title")] == ["Moss", "Tides"]
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.scope, entry.subject) == (
        "table.exported",
        author,
        "",
        f"person:{author.uid}",
    )
    assert "exported 2 entries" in browser.get("/en/me/log/").text.replace("\u2068", "").replace("\u2069", "")


def test_reviews_to_write_come_first_until_a_reviewer_sorts_them(edition):
    track = make.track(edition, "labs")
    reviewer = make.reviewer(track, "Rhea")
    make.review(make.proposal("Written", track=track), reviewer)
    make.assignment(make.proposal("Tides", track=track, language="fr"), reviewer)
    make.assignment(make.proposal("Theirs", track=track), make.reviewer(track))
    browser, address = make.signed_in(reviewer), page(edition, "reviewer:home")

    assert column("Title", browser, address) == ["Tides", "Written"]
    assert column("Title", browser, address, sort="-title") == ["Written", "Tides"]
    assert column("Title", browser, address, state="submitted") == ["Written"]
    assert column("Title", browser, address, q="french") == ["Tides"]
    assert [(row["Title"], row["State"]) for row in lines(browser, address)] == [
        ("Tides", "not begun"),
        ("Written", "submitted"),
    ]


def _offices(edition, many):
    people = Person.objects.bulk_create(
        Person(name=f"Person {number}", language="en", created_at=make.NOON) for number in range(many)
    )
    given = {"given_at": make.NOON - timedelta(days=1), "until_date": edition.ends_on}
    Office.objects.bulk_create(
        Office(edition=edition, person=person, role=Role.DESK, **given) for person in people
    )


def _tracks(edition, many):
    for number in range(many):
        make.track(edition, f"track-{number}")


def _subthemes(edition, many):
    for number in range(many):
        make.subtheme(edition, f"subtheme-{number}")


def _rooms(edition, many):
    Room.objects.bulk_create(
        Room(edition=edition, slug=f"room-{number}", name=make.english("Room")) for number in range(many)
    )


def _partners(edition, many):
    Partner.objects.bulk_create(
        Partner(edition=edition, role="host", name=make.english("Partner")) for _number in range(many)
    )


def _calls(edition, many):
    track = make.track(edition)
    for number in range(many):
        make.call(edition, track, slug=f"call-{number}")


def _questions(edition, many):
    call = make.call(edition, make.track(edition), slug="papers")
    for number in range(many):
        asked = Question.objects.create(
            call=call, slug=f"q-{number}", kind=QuestionKind.TEXT, text=make.english("What?")
        )
        asked.tracks.set(call.tracks.all())


def _late_links(edition, many):
    call: Call = make.call(edition, make.track(edition), slug="papers")
    given = {"until": make.NOON, "given_by": make.person(), "given_at": make.NOON}
    LateLink.objects.bulk_create(
        LateLink(call=call, token=f"token-{number}", address="a@people.example", **given)
        for number in range(many)
    )


def _criteria(edition, many):
    track = make.track(edition, "labs")
    for number in range(many):
        make.criterion(track, f"criterion-{number}")


LISTS = {
    "offices/": (_offices, 8),
    "setup/tracks/": (_tracks, 5),
    "setup/subthemes/": (_subthemes, 5),
    "setup/rooms/": (_rooms, 5),
    "setup/partners/": (_partners, 5),
    "texts/": (_tracks, 9),
    "reviews/": (_tracks, 10),
    "reviews/tracks/labs/": (_criteria, 8),
    "calls/": (_calls, 6),
    "calls/papers/questions/": (_questions, 7),
    "calls/papers/late-links/": (_late_links, 6),
}


@pytest.mark.parametrize("many", [1, 3, 300])
@pytest.mark.parametrize("path", LISTS)
def test_a_short_list_costs_the_same_queries_however_long_it_is(
    client, edition, django_assert_num_queries, path, many
):
    made, queries = LISTS[path]
    made(edition, many)
    address = page(edition, "organiser:home") + path
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address, {"q": "e", "page": "2"})


@pytest.mark.parametrize("many", [1, 3, 300])
def test_what_people_propose_and_review_costs_the_same_however_much_it_is(
    edition, django_assert_num_queries, many
):
    track, author = make.track(edition), make.person("Ada")
    call, reviewer = make.call(edition, track), make.reviewer(track)
    for _number in range(many):
        make.assignment(make.proposal(to=call, proposer=author), reviewer)
    visits = [(author, "/en/me/proposals/", 4), (reviewer, page(edition, "reviewer:home"), 10)]

    for person, address, queries in visits:
        browser = make.signed_in(person)
        browser.get(address)
        with django_assert_num_queries(queries):
            browser.get(address, {"q": "a"})
