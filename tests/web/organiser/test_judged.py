"""What the list of proposals says of reviews: corrected scores, differences; and a choice that stays."""

import csv
import io
import re
from datetime import date

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.proposals.models import Answer, Conflict, Decision, Question, QuestionKind
from convenor.web.links import page
from tests import make
from tests.review.test_calibrating import Committee

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    return Committee()


@pytest.fixture
def client(committee):
    return make.signed_in(committee.chair)


def _titles(client, committee, **query):
    text = client.get(page(committee.edition, "organiser:proposals"), query).text
    return re.findall(r'data-label="Title"><a [^>]*>([^<]*)</a>', text)


def _rows(client, address):
    response = client.get(address)
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_corrected_scores_are_there_when_asked_for(client, committee):
    address = page(committee.edition, "organiser:proposals")

    without, corrected = client.get(address).text, client.get(address, {"corrected": "yes"}).text

    assert ['data-label="Corrected score"' in text for text in (without, corrected)] == [False, True]
    assert len(re.findall(r'data-label="Interval">(?:<bdi>)?-?\d+ to \d+', corrected)) == 14
    assert "numpy" not in repr(Entry.objects.values_list("action"))


def test_the_list_is_sorted_by_them(client, committee):
    rows = _rows(
        client, page(committee.edition, "organiser:proposals") + "?corrected=yes&sort=-corrected&file=csv"
    )

    scores = [int(row["Corrected score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert scores != [int(row["Score"]) for row in rows]


def test_the_page_says_who_is_above_and_below(client, committee):
    text = client.get(page(committee.edition, "organiser:calibration")).text

    told = dict(
        re.findall(r'data-label="Name"><a[^>]*><bdi>(\w+)</bdi>.*?"Above or below[^>]*><bdi>(.)', text)
    )
    assert (len(told), told["Harsh"]) == (5, "−")


def test_a_chair_with_a_conflict_learns_nothing_from_it(committee):
    hidden = committee.proposals[3]
    Conflict.objects.create(
        proposal=hidden,
        person=committee.other_chair,
        declared_by=committee.other_chair,
        declared_at=make.NOON,
    )
    addresses = [
        page(committee.edition, "organiser:calibration"),
        page(committee.edition, "organiser:proposals") + "?corrected=yes&sort=-corrected",
    ]
    blind, chair = make.signed_in(committee.other_chair), make.signed_in(committee.chair)

    def seen(client):
        return [re.sub(r'name="csrf\w+" value="\w+"', "", client.get(each).text) for each in addresses]

    before = seen(blind), seen(chair)
    hidden.assignments.first().review.scores.update(value=10)

    assert (seen(blind) == before[0], seen(chair) == before[1]) == (True, False)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_reviewers_costs_the_same_queries(client, committee, django_assert_num_queries, many):
    for _ in range(many):
        make.review(committee.proposals[0], make.reviewer(committee.track), {committee.criterion: 3})
    client.get(page(committee.edition, "organiser:calibration"))

    with django_assert_num_queries(9):
        client.get(page(committee.edition, "organiser:calibration"))


def test_a_track_without_reviews_says_so(committee, client):
    make.track(committee.edition, "seminar")

    text = client.get(page(committee.edition, "organiser:calibration")).text

    assert "there are no reviews yet." in text


class Edition:
    """Four proposals that differ in where they come from and in what reviewers say."""

    def __init__(self):
        self.chair = make.person("Cleo")
        self.edition = make.edition(chairs=(self.chair,))
        track = make.track(self.edition, "workshops")
        self.call = make.call(self.edition, track)
        criterion = make.criterion(track)
        for title, country, values in (
            ("Apart", "HT", (1, 5)),
            ("Alike", "KE", (4, 4, 5)),
            ("Lone", "SG", (3,)),
            ("Unread", "FR", ()),
        ):
            proposal = make.proposal(
                title, to=self.call, proposer=make.person(f"Of {title}", country=country)
            )
            for value in values:
                make.review(proposal, make.reviewer(track), {criterion: value})
        self._comes_again("Of Alike")
        question = Question.objects.create(
            call=self.call,
            slug="kind",
            kind=QuestionKind.CHOICE,
            text=make.english("Kind of organization"),
            choices=[{"key": "ngo", "text": make.english("NGO").to_json()}],
        )
        Answer.objects.create(
            proposal=self.call.proposals.get(title_text="Lone"), question=question, text="ngo"
        )
        self.answer = f"{question.pk}-ngo"

    def _comes_again(self, name):
        earlier = make.edition(of=self.edition.series, slug="earlier", starts_on=date(2020, 3, 1))
        person = self.call.proposals.get(proposer__name=name).proposer
        make.proposal("Before", track=make.track(earlier), proposer=person)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"region": "419"}, ["Apart"]),
        ({"group": "sids"}, ["Apart", "Lone"]),
        ({"group": "ldc"}, ["Apart"]),
        ({"group": "either"}, ["Apart", "Lone"]),
        ({"score": "80"}, ["Alike"]),
        ({"score": "40"}, ["Apart", "Lone"]),
        ({"score": "none"}, ["Unread"]),
        ({"reviews": "0"}, ["Unread"]),
        ({"reviews": "2"}, ["Apart"]),
        ({"reviews": "few"}, ["Lone", "Unread"]),
        ({"spread": "40"}, ["Apart"]),
        ({"newcomers": "yes"}, ["Apart", "Lone", "Unread"]),
        ({"newcomers": "no"}, ["Alike"]),
        ({"answer": "kind"}, ["Lone"]),
    ],
)
def test_the_list_is_narrowed_down_by_what_decides(query, titles):
    edition = Edition()
    query = {name: edition.answer if value == "kind" else value for name, value in query.items()}

    assert _titles(make.signed_in(edition.chair), edition, **query) == titles


def test_reviews_that_are_far_apart_are_marked():
    edition = Edition()

    text = make.signed_in(edition.chair).get(page(edition.edition, "organiser:proposals")).text

    assert re.findall(r'data-label="Spread of the scores">(.*?)</td>', text) == [
        '100 <span class="tag">far apart</span>',
        "25",
        "0",
        "",
    ]


def _form_of(text):
    """What the form around the list sends, without the buttons."""
    form = text[text.index('<form method="get" action=') :]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    ticked = re.findall(r'name="code" value="(\w+)"[^>]* checked', form)
    return {**dict(hidden), "code": ticked}


def test_the_choice_stays_while_pages_are_turned(client, committee):
    for number in range(60):
        make.proposal(f"More {number}", track=committee.track)
    address = page(committee.edition, "organiser:proposals")
    first, second = committee.proposals[0].code, committee.proposals[1].code

    turned = client.get(address, {"code": [first, second], "page": "2"}).text
    back = client.get(address, {**_form_of(turned), "page": "1"}).text
    unticked = client.get(address, {**_form_of(back), "code": [first]}).text

    assert (_form_of(turned)["chosen"].split(), _form_of(turned)["code"]) == ([first, second], [])
    assert (_form_of(back)["chosen"], _form_of(back)["code"]) == ("", [first, second])
    assert _form_of(unticked)["code"] == [first]
    assert "2 proposals are chosen" in turned


def test_the_choice_and_the_filter_stay_through_a_decision(client, committee):
    chosen = committee.proposals[:2]
    asked = {"track": "workshops", "sort": "-score", "code": [each.code for each in chosen], "go": "decide"}

    opened = client.get(page(committee.edition, "organiser:proposals"), asked, follow=True)
    action = re.search(r'<form method="post"\s+action="([^"]*)"', opened.text)[1].replace("&amp;", "&")
    sent = {
        "key": make.form_key(opened.text),
        "codes": " ".join(each.code for each in chosen),
        "over": "",
        "verdict": "accept",
    }
    decided = client.post(action, sent)

    assert Decision.objects.count() == 2
    assert decided.headers["Location"] == page(committee.edition, "organiser:proposals") + (
        "?track=workshops&sort=-score"
    )


def test_a_choice_names_nothing_that_cannot_be_a_code(client, committee):
    odd = "<script> " + "A" * 9 + " ../x P\N{COMBINING ACUTE ACCENT} " + " ".join(f"Q{n}" for n in range(900))

    text = client.get(page(committee.edition, "organiser:proposals"), {"chosen": odd}).text

    assert "500 proposals are chosen" in text
    assert "<script>" not in text


def test_a_secretary_reads_the_figures_too(committee):
    secretary = make.person("Sela")
    make.office(committee.edition, secretary, Role.SECRETARY)

    assert make.signed_in(secretary).get(page(committee.edition, "organiser:calibration")).status_code == 200
