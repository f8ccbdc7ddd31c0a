"""The list of proposals: found, narrowed down and sorted, at a constant price; and each in full."""

import csv
import io
import re

import pytest

from convenor.editions.models import Format, Role
from convenor.proposals.models import (
    Answer,
    Conflict,
    Contribution,
    ContributorRole,
    Question,
    QuestionKind,
    Verdict,
    Withdrawal,
)
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Cleo")


@pytest.fixture
def edition(chair):
    return make.edition(chairs=(chair,))


@pytest.fixture
def call(edition):
    return make.call(edition, make.track(edition, "workshops", position=1))


@pytest.fixture
def client(chair):
    return make.signed_in(chair)


def _titles(client, edition, **query):
    text = client.get(page(edition, "organiser:proposals"), query).text
    return re.findall(r'data-label="Title"><a [^>]*>([^<]*)</a>', text)


def test_the_list_names_what_a_chair_decides_by(client, edition, call, chair):
    proposal = make.proposal("Tides", to=call, subtheme=make.subtheme(edition, "inclusion"))
    make.contributor(proposal, make.person("Bo"), invited_as="Dr. Bo")
    make.contributor(proposal, make.person("Refused"), refused_at=make.NOON)
    criterion = make.criterion(call.tracks.get())
    for value in (5, 3):
        make.review(proposal, make.reviewer(call.tracks.get()), {criterion: value})
    make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON)

    text = client.get(page(edition, "organiser:proposals")).text

    cells = dict(re.findall(r'<td(?: class="number")? data-label="([^"]*)">(.*?)</td>', text))
    assert {name: re.sub("<[^>]*>", "", cell) for name, cell in cells.items()} == {
        "Code": proposal.code,
        "Title": "Tides",
        "Contributors": f"{proposal.proposer.name}\N{NO-BREAK SPACE}· Dr. Bo",
        "Track": "Workshops",
        "Reviews": "2",
        "Score": "75",
        "Spread of the scores": "50 far apart",
        "Decision": "accept",
        "Letter released": "15 January 2027 13:00 UTC+1",
    }


def test_the_file_has_more_than_the_page(client, edition, call):
    make.proposal("=Tides", to=call, language="fr", proposer=make.person("Ada", country="HT"))

    response = client.get(page(edition, "organiser:proposals"), {"file": "csv"})

    (row,) = csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig")))
    assert row == {
        "Code": row["Code"],
        "Title": "'=Tides",
        "Contributors": "Ada",
        "Track": "Workshops",
        "Reviews": "0",
        "Score": "",
        "Spread of the scores": "",
        "Decision": "",
        "Letter released": "",
        "Subtheme": "",
        "Format": "talk",
        "Language": "French",
        "Country": "Haiti",
        "Region": "Latin America and the Caribbean",
        "Group of countries": "least developed countries; small island developing States",
        "Organization": "",
        "Submitted": "2027-01-11T13:00+01:00",
        "Withdrawn": "no",
    }


def test_the_file_is_narrowed_down_like_the_page(client, edition, various):
    listed = client.get(page(edition, "organiser:proposals"), {"format": "poster", "sort": "-code"}).text
    way = re.search(r'href="([^"]*file=csv)"', listed)[1].replace("&amp;", "&")

    response = client.get(page(edition, "organiser:proposals") + way)

    rows = csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig")))
    assert [row["Title"] for row in rows] == ["Moss"]


def test_the_list_has_no_drafts_and_nothing_in_conflict(client, edition, call, chair):
    make.proposal("Draft", to=call, submitted_at=None)
    make.contributor(make.proposal("Own", to=call), chair)
    declared = make.proposal("Conflict", to=call)
    Conflict.objects.create(proposal=declared, person=chair, declared_by=chair, declared_at=make.NOON)
    make.proposal("Elsewhere")
    make.proposal("Tides", to=call)

    assert _titles(client, edition) == ["Tides"]


def test_a_track_chair_sees_the_track(edition, call):
    other = make.track(edition)
    make.proposal("Here", to=call)
    make.proposal("There", to=make.call(edition, other))
    chair = make.person("Tia")
    make.office(edition, chair, Role.TRACK_CHAIR, other)

    assert _titles(make.signed_in(chair), edition) == ["There"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.DESK, None])
def test_others_find_no_list(edition, call, role):
    person = make.person("Pim")
    if role:
        make.office(edition, person, role, call.tracks.get() if role == Role.REVIEWER else None)

    assert make.signed_in(person).get(page(edition, "organiser:proposals")).status_code == 404


@pytest.fixture
def various(edition, call):
    """Tides, Moss, Ёлка and Withdrawn, which differ in everything."""
    workshops, seminar = call.tracks.get(), make.track(edition, "seminar", position=2)
    inclusion = make.subtheme(edition, "inclusion")
    tides = make.proposal("Tides", to=call, subtheme=inclusion, proposer=make.person("Ada"))
    moss = make.proposal("Moss", to=make.call(edition, seminar), format=Format.POSTER, language="fr")
    make.proposal("Ёлка", to=call, submitted_at=make.NOON)
    withdrawn = make.proposal("Withdrawn", to=call, submitted_at=make.LATER)
    Withdrawal.objects.create(proposal=withdrawn, by=withdrawn.proposer, at=make.NOON)
    criterion = make.criterion(workshops)
    make.review(tides, make.reviewer(workshops), {criterion: 2})
    make.review(moss, make.reviewer(seminar), {make.criterion(seminar): 5})
    first = make.decision(tides, Verdict.WAITLIST)
    make.decision(tides, Verdict.ACCEPT, supersedes=first)
    make.decision(moss, Verdict.DECLINE)
    return tides


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Tides", "Moss", "Ёлка", "Withdrawn"]),
        ({"q": "tid"}, ["Tides"]),
        ({"q": "ada"}, ["Tides"]),
        ({"q": "ёлка"}, ["Ёлка"]),
        ({"track": "seminar"}, ["Moss"]),
        ({"subtheme": "inclusion"}, ["Tides"]),
        ({"format": "poster"}, ["Moss"]),
        ({"language": "fr"}, ["Moss"]),
        ({"verdict": "accept"}, ["Tides"]),
        ({"verdict": "waitlist"}, []),
        ({"verdict": "undecided"}, ["Ёлка", "Withdrawn"]),
        ({"standing": "yes"}, ["Withdrawn"]),
        ({"standing": "no"}, ["Tides", "Moss", "Ёлка"]),
        ({"sort": "title"}, ["Moss", "Tides", "Withdrawn", "Ёлка"]),
        ({"sort": "-code"}, ["Withdrawn", "Ёлка", "Moss", "Tides"]),
        ({"sort": "-score"}, ["Moss", "Tides", "Ёлка", "Withdrawn"]),
        ({"sort": "score"}, ["Tides", "Moss", "Ёлка", "Withdrawn"]),
        ({"sort": "-submitted"}, ["Withdrawn", "Ёлка", "Tides", "Moss"]),
        ({"sort": "track"}, ["Tides", "Ёлка", "Withdrawn", "Moss"]),
        ({"verdict": "decline", "track": "workshops"}, []),
    ],
)
def test_the_list_is_searched_narrowed_down_and_sorted(client, edition, various, query, titles):
    assert _titles(client, edition, **query) == titles


def test_a_code_is_found(client, edition, various):
    assert _titles(client, edition, q=various.code) == ["Tides"]


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_list_costs_the_same_queries_however_long_it_is(
    client, edition, call, django_assert_num_queries, many
):
    for _ in range(many):
        proposal = make.proposal(to=call)
        make.contributor(proposal, make.person())
        make.decision(proposal)
        make.review(proposal, make.reviewer(call.tracks.get()))
    client.get(page(edition, "organiser:proposals"))

    asked = [
        ({}, 13),
        ({"sort": "-score"}, 14),
        ({"corrected": "yes", "sort": "-corrected", "score": "none"}, 15),
    ]
    for query, queries in asked:
        with django_assert_num_queries(queries):
            client.get(page(edition, "organiser:proposals"), query)


def test_a_chair_ticks_and_a_secretary_does_not(edition, call, client):
    make.proposal(to=call)
    secretary = make.person("Sela")
    make.office(edition, secretary, Role.SECRETARY)

    texts = [
        each.get(page(edition, "organiser:proposals")).text for each in (client, make.signed_in(secretary))
    ]

    assert ['type="checkbox"' in text for text in texts] == [True, False]


@pytest.fixture
def whole(edition, call):
    """A symposium with a translation, a contribution, an answer and a contributor who refused."""
    proposal = make.proposal("Tides", to=call, format=Format.SYMPOSIUM)
    proposal.title = proposal.title.plus("Marées", "fr")
    proposal.abstract = proposal.abstract.plus("De quoi il s’agit.", "fr")
    proposal.save()
    refused = make.contributor(
        proposal, make.person("Bo"), role=ContributorRole.MODERATOR, refused_at=make.NOON
    )
    Contribution.objects.create(
        proposal=proposal, position=1, title=make.english("Ebb"), abstract=make.english("Water goes.")
    )
    question = Question.objects.create(
        call=call, slug="needs", kind=QuestionKind.TEXT, text=make.english("What do you need?")
    )
    Answer.objects.create(proposal=proposal, question=question, text="<b>A screen</b>")
    make.review(proposal, make.reviewer(call.tracks.get(), "Rhea"), to_committee="Take it.")
    assert refused.refused_at
    return proposal


def test_a_proposal_is_shown_whole(client, edition, whole):
    text = client.get(page(edition, "organiser:proposal", whole.code)).text

    parts = [
        "What Tides is about.",
        "Marées",
        "De quoi il s’agit.",
        "Ebb",
        "Water goes.",
        "What do you need?",
        "&lt;b&gt;A screen&lt;/b&gt;",
        "does not agree to take part",
        "Rhea",
        "Take it.",
        "Not decided yet.",
    ]
    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize("many", [1, 3])
def test_a_proposal_costs_the_same_queries_however_much_it_holds(
    client, edition, call, django_assert_max_num_queries, many
):
    proposal = make.proposal(to=call)
    decision = None
    for _ in range(many):
        make.contributor(proposal, make.person())
        make.review(proposal, make.reviewer(call.tracks.get()), {make.criterion(call.tracks.get()): 3})
        decision = make.decision(proposal, supersedes=decision)
    client.get(page(edition, "organiser:proposal", proposal.code))

    with django_assert_max_num_queries(30):
        client.get(page(edition, "organiser:proposal", proposal.code))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
@pytest.mark.parametrize("name", ["proposals", "proposal", "decisions", "decision_list", "confirmations"])
def test_the_pages_are_in_every_language(client, edition, whole, language, name):
    address = page(edition, f"organiser:{name}", *([whole.code] if name == "proposal" else []))

    response = client.get(address.replace("/en/", f"/{language}/", 1))

    assert (response.status_code, f'<html lang="{language}"' in response.text) == (200, True)
