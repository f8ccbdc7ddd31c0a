"""What accepting the chosen would change: balance, guides, who is even; and suggestions on request."""

import re

import pytest

from convenor.editions.models import Role
from convenor.proposals.models import Conflict, Decision, Proposal, Verdict
from convenor.review.models import Guide, Suggestion, SuggestionAnswer
from convenor.web.links import page
from tests import make
from tests.review.test_calibrating import Committee

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    made = Committee()
    made.proposals[0].proposer.country = "HT"
    made.proposals[0].proposer.save(update_fields=["country"])
    return made


@pytest.fixture
def client(committee):
    return make.signed_in(committee.chair)


def _changes(client, committee, *chosen, **query):
    query = {"chosen": " ".join(each.code for each in chosen), **query}
    return client.get(page(committee.edition, "organiser:changes"), query).text


def _plain(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def _row(text, name):
    """The figures of a row, as the page has them."""
    found = re.search(rf"<bdi>{name}</bdi>\s*</th>(.*?)</tr>", text, re.S)
    return _plain(found[1]) if found else None


def test_the_balance_is_told_before_and_after(client, committee):
    make.decision(committee.proposals[1], Verdict.ACCEPT)

    text = _changes(client, committee, committee.proposals[0])

    assert (
        "1 proposal is chosen. Of 14 that stand, 1 are accepted now; with the chosen one there would be 2."
        in (_plain(text))
    )
    assert _row(text, "least developed countries") == "1 7% 0 0% 1 50%"
    assert _row(text, "neither") == "13 93% 1 100% 1 50%"


def test_guides_are_told_and_those_even_at_the_line_named(client, committee):
    for of, number in (("all", 1), ("group:ldc", 2)):
        Guide.objects.create(track=committee.track, of=of, number=number)
    for proposal in committee.proposals:
        for assignment in proposal.assignments.all():
            assignment.review.scores.update(value=6)

    text = _plain(_changes(client, committee, *committee.proposals[:3]))

    assert "All accepted proposals: about 1 – 0 now, 3 then 2 over" in text
    assert "Group of countries: least developed countries: at least 2 – 0 now, 1 then 1 short" in text
    codes = " ".join(proposal.code for proposal in committee.proposals)
    assert f"The line of this guide runs through proposals with the same 56 points: {codes}" in text


def test_it_is_narrowed_down_to_a_track(client, committee):
    make.proposal(track=make.track(committee.edition, "seminar"))

    texts = [_plain(_changes(client, committee, **query)) for query in ({}, {"track": "workshops"})]

    assert ["Of 15 that stand" in texts[0], "Of 14 that stand" in texts[1]] == [True, True]


def test_what_is_in_conflict_is_counted_nowhere(committee):
    hidden = committee.proposals[0]
    Conflict.objects.create(
        proposal=hidden,
        person=committee.other_chair,
        declared_by=committee.other_chair,
        declared_at=make.NOON,
    )
    client = make.signed_in(committee.other_chair)
    Guide.objects.create(track=committee.track, of="all", number=3)
    before = _changes(client, committee, hidden)

    make.decision(hidden, Verdict.ACCEPT)
    hidden.assignments.first().review.scores.update(value=10)

    assert _changes(client, committee, hidden) == before
    assert re.findall(r"\d+ proposals? (?:is|are) chosen. Of \d+ that", _plain(before)) == [
        "0 proposals are chosen. Of 13 that"
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_queries_however_much_there_is(client, committee, django_assert_num_queries, many):
    for number in range(many):
        track = make.track(committee.edition, f"more-{number}")
        make.proposal(track=track)
        Guide.objects.create(track=track, of="all", number=1)
    _changes(client, committee)

    with django_assert_num_queries(17):
        _changes(client, committee, *committee.proposals[:many])


def test_the_list_leads_there_with_the_choice(client, committee):
    asked = {"code": committee.proposals[0].code, "track": "workshops", "go": "changes"}

    response = client.get(page(committee.edition, "organiser:proposals"), asked)

    assert response.headers["Location"] == page(committee.edition, "organiser:changes") + (
        f"?chosen={committee.proposals[0].code}&track=workshops"
    )


def test_guides_are_set_on_a_page(committee):
    secretary = make.person("Sela")
    make.office(committee.edition, secretary, Role.SECRETARY)
    client, address = make.signed_in(secretary), page(committee.edition, "organiser:guides", "workshops")
    opened = client.get(address).text

    wrong = client.post(address, {"key": make.form_key(opened), "all": "many"})
    right = client.post(
        address, {"key": make.form_key(opened), "all": "30", "group-either": "5", "region-202": ""}
    )

    assert (wrong.status_code, 'value="many"' in wrong.text) == (422, True)
    assert right.status_code == 302
    assert dict(Guide.objects.values_list("of", "number")) == {"all": 30, "group:either": 5}
    assert 'value="30"' in client.get(address).text


def _suggested(client, committee, **given):
    """Ask for a suggestion, and come to what it would change."""
    address = page(committee.edition, "organiser:suggestions")
    fields = {"key": make.form_key(client.get(address).text), "track": "workshops", "number": "2", **given}
    return client.post(address, {"method": "mean-1", **fields}, follow=True)


def test_a_suggestion_is_chosen_and_decided_on_by_its_asker(client, committee):
    shown = _suggested(client, committee)
    way = re.search(r'href="([^"]*decide[^"]*|[^"]*decisions[^"]*chosen[^"]*)"', shown.text)[1].replace(
        "&amp;", "&"
    )
    opened = client.get(way).text
    action = re.search(r'<form method="post"\s+action="([^"]*)"', opened)[1].replace("&amp;", "&")
    codes = re.search(r'name="codes" value="([^"]*)"', opened)[1]

    client.post(action, {"key": make.form_key(opened), "codes": codes, "over": "", "verdict": "accept"})

    suggestion = Suggestion.objects.get()
    assert sorted(codes.split()) == sorted(suggestion.codes)
    assert list(
        Decision.objects.values_list("proposal__code", flat=True).order_by("proposal__code")
    ) == sorted(suggestion.codes)
    assert SuggestionAnswer.objects.get().is_followed
    assert "followed" in client.get(page(committee.edition, "organiser:suggestions")).text


def test_a_suggestion_is_its_askers_own(client, committee):
    _suggested(client, committee)

    other = make.signed_in(committee.other_chair).get(page(committee.edition, "organiser:suggestions")).text

    assert "What you asked before" not in other


@pytest.mark.parametrize(
    "given", [{"number": "0"}, {"number": "x"}, {"track": "elsewhere"}, {"method": "luck"}]
)
def test_what_cannot_be_suggested_is_said(client, committee, given):
    assert _suggested(client, committee, **given).status_code == 422
    assert Suggestion.objects.count() == 0


def test_where_nothing_has_points_it_says_so(client, committee):
    Proposal.objects.update(track=make.track(committee.edition, "seminar"))

    response = _suggested(client, committee)

    assert (response.status_code, "No undecided proposal of this track" in response.text) == (422, True)


@pytest.mark.parametrize("odd", ["x" * 36, "0" * 36, "'; drop", ""])
def test_an_address_with_an_odd_suggestion_is_like_one_without(client, committee, odd):
    codes = [committee.proposals[0].code]
    address = page(committee.edition, "organiser:decision_list")

    assert client.get(address, {"code": codes, "suggestion": odd}).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
@pytest.mark.parametrize("name", ["changes", "suggestions", "calibration"])
def test_the_pages_are_in_every_language(client, committee, language, name):
    Guide.objects.create(track=committee.track, of="all", number=1)
    address = page(committee.edition, f"organiser:{name}").replace("/en/", f"/{language}/", 1)

    response = client.get(address, {"chosen": committee.proposals[0].code})

    assert (response.status_code, f'<html lang="{language}"' in response.text) == (200, True)
