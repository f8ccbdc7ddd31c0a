"""Two proposals beside each other: what they share, what was said of them, and who sees neither."""

import pytest
from django.utils.html import strip_tags

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from convenor.proposals.actions.conflicts import declare_conflict
from convenor.review.actions.comparing import SameProposal, say_of_two
from convenor.review.alike import beside
from convenor.review.compared import Looked, Opinion
from convenor.web.links import page
from tests import make
from tests.web.organiser.test_themes import RADIO, Week, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return Week()


@pytest.fixture
def two(week):
    """A proposal, and one of the edition before that is much like it."""
    earlier = make.edition(of=week.series, slug="2026", year=2026, chairs=(week.chair,))
    track = make.track(earlier, "talks")
    old = week.proposal(RADIO, track=track, call=make.call(earlier, track))
    return week.proposal(f"We know that {RADIO} today", title="Waves"), old


def address(week, one, other):
    return page(week.edition, "organiser:alike", one.code, other.code)


def noted(week, one, other, **fields):
    client = make.signed_in(week.chair)
    key = make.form_key(client.get(address(week, one, other)).text)
    return client.post(address(week, one, other), {"key": key, **fields}, follow=True)


def said(one, other, by, opinion=Opinion.DUPLICATE):
    return say_of_two(proposal=one, other=other, opinion=opinion, note="", by=by, at=make.NOON)


def test_both_are_shown_and_what_they_share_stands_between_signs(week, two):
    text = plain(make.signed_in(week.chair).get(address(week, *two)))

    assert f"Waves We know that ⟦{RADIO}⟧ today" in text
    assert text.count(f"⟦{RADIO}⟧") == 2


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_each_text_says_its_language_and_direction(week, language, direction):
    told = {"language": language, "abstract": Translated.of("مدارس", language)}
    one, other = (make.proposal("A", to=week.call, track=week.track, **told) for _time in range(2))

    html = make.signed_in(week.chair).get(address(week, one, other)).text

    assert html.count(f'<div lang="{language}" dir="{direction}">') == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script> of the same four words", "a" * 20_000, ""])
def test_whatever_was_written_is_only_shown(week, text):
    one, other = week.proposal(text), week.proposal(text)

    response = make.signed_in(week.chair).get(address(week, one, other))

    assert (response.status_code, "<script>alert" in response.text) == (200, False)


def test_what_an_organiser_says_of_them_is_kept_and_shown(week, two):
    new, old = two
    response = noted(week, new, old, opinion="of-other", note="Two years in a row.")

    text = plain(response)
    of_proposal = plain(make.signed_in(week.chair).get(page(week.edition, "organiser:proposal", new.code)))

    looked = Looked.objects.get()
    assert (looked.proposal, looked.other, looked.opinion) == (new, old, Opinion.DUPLICATE)
    assert f"Looked at: {new.code} is a duplicate of {old.code} ." in text
    assert "Two years in a row." in text
    assert "a duplicate" in of_proposal.partition("Almost the same")[2]
    assert [(each.action, each.actor, each.scope) for each in Entry.objects.all()] == [
        ("proposals.looked_at", week.chair, "")
    ]


def test_a_change_of_mind_stands_above_what_was_said_before(week, two):
    new, old = two
    said(new, old, week.chair)
    noted(week, new, old, opinion="of-one")
    text = plain(noted(week, new, old, opinion="different"))

    said_last_first = ("Looked at: neither", f"Looked at: {old.code}", f"Looked at: {new.code}")
    found = [text.index(each) for each in said_last_first]
    assert found == sorted(found)


def test_without_an_answer_the_form_says_so_and_keeps_the_note(week, two):
    response = noted(week, *two, note="Kept.")

    assert (response.status_code, "Kept." in response.text, Looked.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("which", [0, 1])
def test_a_chair_in_conflict_with_either_sees_neither(week, two, which):
    said(two[0], two[1], week.chair)
    before = make.signed_in(week.chair).get(address(week, *two)).status_code
    declare_conflict(proposal=two[which], person=week.chair, reason="", by=week.chair, at=make.NOON)

    after = make.signed_in(week.chair).get(address(week, *two))
    left = two[1 - which]
    shown = make.signed_in(week.chair).get(page(left.edition, "organiser:proposal", left.code))

    assert (before, after.status_code) == (200, 404)
    assert (two[which].code in shown.text, RADIO in strip_tags(after.text)) == (False, False)
    with pytest.raises(NotAllowed):
        said(two[0], two[1], week.chair)


def test_nobody_else_comes_here(week, two):
    other_track = make.track(week.edition, "posters")
    elsewhere = make.person("Leader")
    make.office(week.edition, elsewhere, Role.TRACK_CHAIR, other_track)

    assert make.signed_in(elsewhere).get(address(week, *two)).status_code == 404


def test_one_is_not_two(week, two):
    new, _old = two

    assert make.signed_in(week.chair).get(address(week, new, new)).status_code == 404
    with pytest.raises(SameProposal):
        said(new, new, week.chair)


def test_the_share_is_of_the_words_of_each(two):
    new, old = beside(*two)

    assert (new.share, old.share) == (72, 87)


def test_the_page_of_themes_leads_there_and_tells_what_was_said(week, two):
    new, old = two
    week.shown()
    said(new, old, week.chair, Opinion.DIFFERENT)

    response = week.get()

    assert address(week, new, old) in response.text
    assert "not a duplicate" in plain(response)


@pytest.mark.parametrize("many", [1, 3])
def test_the_proposal_costs_as_many_queries_however_many_are_like_it(
    week, many, django_assert_max_num_queries
):
    one, *others = [week.proposal(RADIO) for _time in range(many + 1)]
    for each in others:
        said(one, each, week.chair)
    client = make.signed_in(week.chair)

    with django_assert_max_num_queries(40):
        text = client.get(page(week.edition, "organiser:proposal", one.code)).text

    assert all(each.code in text for each in others)
