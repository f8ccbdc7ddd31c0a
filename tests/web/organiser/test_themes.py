"""What proposals have in common: themes, near-duplicates, and nothing that is kept from the reader."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from convenor.editions.models import Role
from convenor.kernel import apart
from convenor.kernel.queued import RunState
from convenor.kernel.translated import Translated
from convenor.proposals.actions.conflicts import declare_conflict
from convenor.review import themes
from convenor.review.actions.comparing import TooManyTexts, ask_for_comparison
from convenor.review.compared import Comparison
from convenor.review.tasks import compare_texts
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db

RADIO = "Interactive radio lessons for rural primary schools reach children whom no teacher reaches"
SOLAR = "Solar panels power offline science simulations on tablets in secondary classrooms"


class Week:
    def __init__(self):
        self.chair = make.person("Chair")
        self.series = make.series()
        self.edition = make.edition(of=self.series, chairs=(self.chair,))
        self.track = make.track(self.edition, "talks")
        self.call = make.call(self.edition, self.track)

    def proposal(self, text, title="A talk", track=None, call=None):
        told = {"abstract": Translated.of(text, "en")}
        return make.proposal(title, to=call or self.call, track=track or self.track, **told)

    def shown(self, person=None, **query):
        """The page, after its reader had the texts compared."""
        self.asked(person, **query)
        compare_texts(make.NOON)
        return plain(self.get(person, **query))

    def asked(self, person=None, **query):
        client, address = make.signed_in(person or self.chair), page(self.edition, "organiser:themes")
        shown = client.get(address, query).text
        if "<form method" in shown.partition("<h1>")[2]:
            client.post(f"{address}?{urlencode(query)}", {"key": make.form_key(shown)})

    def get(self, person=None, **query):
        response = make.signed_in(person or self.chair).get(page(self.edition, "organiser:themes"), query)
        assert response.status_code == 200
        return response


def plain(response):
    return " ".join(re.sub("<[^>]*>", " ", response.text).split())


@pytest.fixture
def week():
    return Week()


def test_what_is_sent_twice_is_a_pair_with_its_passage(week):
    one, other = week.proposal(RADIO), week.proposal(f"{RADIO} today")
    week.proposal(SOLAR)

    text = week.shown()
    pairs = text.split("Almost the same")[1].split("Themes")[0]

    assert {each: each in pairs for each in (one.code, other.code)} == {one.code: True, other.code: True}
    assert "100 of 100 words of one stand in the other, such as:" in pairs
    assert "Interactive radio lessons for rural primary schools" in pairs


def test_proposals_on_the_same_are_a_theme_named_by_their_terms(week):
    radio = [week.proposal(f"{RADIO} in {place}", title="Radio") for place in ("Kenya", "Peru", "Nepal")]
    solar = [week.proposal(f"{SOLAR} on {place}", title="Sun") for place in ("islands", "deserts")]

    week.shown()
    found = themes.in_common(week.chair, week.edition, None, make.NOON)

    assert [sorted(each.code for each in theme.proposals) for theme in found.themes] == [
        sorted(each.code for each in radio),
        sorted(each.code for each in solar),
    ]
    assert "radio" in " ".join(found.themes[0].terms).lower()
    assert "offline" in week.shown().split("Themes")[1].lower()


def test_a_proposal_in_conflict_is_in_no_pair_and_no_theme(week):
    one, other = week.proposal(RADIO), week.proposal(f"{RADIO} today")
    everything = week.shown()
    declare_conflict(proposal=other, person=week.chair, reason="", by=week.chair, at=make.NOON)

    text = week.shown()

    assert (one.code in everything, other.code in everything) == (True, True)
    assert (other.code in text, RADIO[:20] in text) == (False, False)


@pytest.mark.parametrize("organises", [True, False])
def test_an_earlier_edition_is_compared_with_where_its_organiser_still_sees_it(week, organises):
    chairs = (week.chair,) if organises else ()
    earlier = make.edition(of=week.series, slug="2026", year=2026, chairs=chairs)
    track = make.track(earlier, "talks")
    old = week.proposal(RADIO, track=track, call=make.call(earlier, track))
    week.proposal(f"{RADIO} today")

    text = week.shown()

    assert (old.code in text, "100 of 100 words" in text) == (organises, organises)


def test_a_track_chair_gets_their_track_alone(week):
    other_track = make.track(week.edition, "posters")
    theirs = week.proposal(RADIO)
    others = week.proposal(RADIO, track=other_track, call=make.call(week.edition, other_track))
    leader = make.person("Leader")
    make.office(week.edition, leader, Role.TRACK_CHAIR, week.track)

    both, alone = week.shown(), week.shown(leader)

    assert (theirs.code in both, others.code in both, others.code in alone) == (True, True, False)
    assert "No two proposals have much of their text in common." in alone
    assert "No two proposals have much of their text in common." in week.shown(track="talks")
    elsewhere = make.signed_in(leader).get(page(week.edition, "organiser:themes"), {"track": "posters"})
    assert elsewhere.status_code == 404


def test_too_many_are_not_compared(week, monkeypatch):
    monkeypatch.setattr(themes, "MOST", 1)
    week.proposal(RADIO)
    week.proposal(RADIO)

    texts = plain(week.get()), plain(week.get(track="talks"))

    assert ["Choose a track." in each for each in texts] == [True, False]
    assert "This track has too many proposals to compare them at once." in texts[1]
    with pytest.raises(TooManyTexts):
        ask_for_comparison(edition=week.edition, track=None, by=week.chair, at=make.NOON)


def test_a_page_waits_while_they_are_compared(week):
    week.proposal(RADIO)
    before = plain(week.get())
    week.asked()
    waiting = week.get()
    compare_texts(make.NOON)
    after = week.get()

    assert "Compare the texts" in before
    assert (waiting["Refresh"], "The texts are being compared." in waiting.text) == ("3", True)
    assert ("Refresh" in after, "No text has changed since." in after.text) == (False, True)


def test_what_is_known_is_shown_until_it_is_compared_again(week):
    one, other = week.proposal(RADIO), week.proposal(f"{RADIO} today")
    week.shown()
    third = week.proposal(RADIO)

    old = plain(week.get())
    again = week.shown()

    assert "Since then proposals came, went or were changed." in old
    assert [each.code in old for each in (one, other, third)] == [True, True, False]
    assert [each.code in again for each in (one, other, third)] == [True, True, True]
    assert Comparison.objects.count() == 1


def test_the_same_texts_are_not_compared_twice(week):
    week.proposal(RADIO)
    week.shown()

    kept = ask_for_comparison(edition=week.edition, track=None, by=week.chair, at=make.LATER)

    assert (kept.at < make.LATER, compare_texts(make.LATER)) == (True, 0)
    assert "<form method" not in week.get().text.partition("<h1>")[2]


def test_a_conflict_found_later_hides_what_was_kept(week):
    one, other = week.proposal(RADIO), week.proposal(f"{RADIO} today")
    before = week.shown()
    declare_conflict(proposal=other, person=week.chair, reason="", by=week.chair, at=make.NOON)

    after = plain(week.get())

    assert [each in before for each in (one.code, other.code)] == [True, True]
    assert [each in after for each in (one.code, other.code, RADIO[:20])] == [False, False, False]
    assert "Compare the texts" in after


def test_nobody_sees_what_another_asked_for(week):
    week.proposal(RADIO)
    other = make.person("Other chair")
    make.office(week.edition, other, Role.CHAIR)
    week.shown()

    assert "Compare the texts" in plain(week.get(other))


def test_a_killed_comparison_is_tried_again_and_then_told_of(week, monkeypatch):
    week.proposal(RADIO)
    week.asked()
    monkeypatch.setattr(apart, "_watched", lambda *_given: "ended")
    states = []
    for _try in range(3):
        compare_texts(make.NOON)
        states.append(Comparison.objects.get().state)

    text = plain(week.get())

    assert states == [RunState.WAITING, RunState.WAITING, RunState.FAILED]
    assert ("Nothing is lost; start it again." in text, "Compare the texts" in text) == (True, True)


def test_what_a_dead_worker_left_is_compared_again(week):
    week.proposal(RADIO)
    week.asked()
    Comparison.objects.update(state=RunState.RUNNING, leased_until=make.NOON, tries=1)

    assert [compare_texts(make.NOON + timedelta(seconds=each)) for each in (0, 1)] == [0, 1]
    assert Comparison.objects.get().state == RunState.DONE


def test_without_numpy_it_says_how_to_install_it(week, monkeypatch):
    monkeypatch.setattr(themes, "NEEDED", ("no_such_library",))

    assert "pip install 'convenor[solver]'" in week.shown()


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_as_many_queries_however_many_proposals_there_are(week, django_assert_num_queries, many):
    for _each in range(many):
        week.proposal(RADIO)
    make.edition(of=week.series, slug="2026", year=2026)
    week.shown()

    with django_assert_num_queries(9):
        themes.in_common(week.chair, week.edition, None, make.NOON)
