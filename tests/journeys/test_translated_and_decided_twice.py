"""A proposal in French before readers of Arabic: translated, in conflict, revised, decided again."""

from types import SimpleNamespace

import pytest

from tests.journeys.people import Author, Chair, Edition, Reviewer, Secretary, founded

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]

NAME = "أسبوع التعلم"
CALL = "دعوة إلى العروض"
TRACK = "عروض قصيرة"
FRENCH = ("Des leçons par message court", "Une école enseigne sans réseau.")
ARABIC = ("دروس بالرسائل القصيرة", "مدرسة تعلّم بلا شبكة.")
REVISED = "Une école enseigne sans réseau, et voici son budget."
BEHIND = "The original was changed after this translation."


@pytest.fixture(params=["plain_http", "handset"])
def cast(request, installation):
    door = request.getfixturevalue(request.param)
    edition = Edition(installation, f"revised-{request.param.replace('_', '-')}/2031")
    return SimpleNamespace(
        secretary=Secretary(edition, door(), "Amina Odeh", language="ar"),
        author=Author(edition, door(), "Jeanne Moreau", language="fr"),
        mistaken=Reviewer(edition, door(), "Rana Khalil", language="ar"),
        reviewer=Reviewer(edition, door(), "Sami Khoury", language="ar"),
        chair=Chair(edition, door(), "Huda Nasser", language="ar"),
        edition=edition,
    )


def test_a_proposal_is_translated_freed_of_a_conflict_and_decided_twice(cast):
    a_proposal_waits_for_two_reviewers(cast)
    the_secretariat_translates_it_and_says_by_what(cast)
    a_conflict_takes_it_out_of_sight_until_it_is_retracted(cast)
    it_is_to_be_revised(cast)
    the_author_revises_it_and_the_translation_is_behind(cast)
    the_review_is_opened_again_and_the_second_decision_counts(cast)


def a_proposal_waits_for_two_reviewers(cast):
    secretary, author = cast.secretary, cast.author
    link = founded(cast.edition, secretary, series_name=NAME, starts="2031-05-05", ends="2031-05-06")
    secretary.signs_in_by(link).adds("Tracks", "New track", name=TRACK, slug="talks")
    secretary.makes_call(CALL).announces().sets_criterion(TRACK, "الوضوح", slug="clarity")
    author.opens_edition("call/papers/").begins_by_signing_in("talk", TRACK)
    author.writes(*FRENCH).describes(minutes="15").hands_in()
    for each in (cast.mistaken, cast.reviewer):
        secretary.invites_reviewer(each, TRACK)
    secretary.gives_office("chair", cast.chair).closes(CALL).assigns(FRENCH[0], cast.mistaken, cast.reviewer)


def the_secretariat_translates_it_and_says_by_what(cast):
    secretary, (title, abstract) = cast.secretary, ARABIC
    cast.reviewer.signs_in().opens_reviews().reads(FRENCH[0])
    secretary.opens_edition(f"organise/proposals/{cast.author.code}/").follows("Translations", "العربية")
    secretary.presses("Save", title=title, abstract="", status="machine").reads("incomplete")
    secretary.follows("العربية").presses("Save", title=title, abstract=abstract, status="machine")
    secretary.reads("translated by a machine, unchecked").does_not_read("incomplete")

    cast.reviewer.opens_reviews().follows(title)
    cast.reviewer.reads("Translated by a machine, unchecked.", abstract, FRENCH[1]).does_not_read(BEHIND)


def a_conflict_takes_it_out_of_sight_until_it_is_retracted(cast):
    secretary, mistaken, title = cast.secretary, cast.mistaken, ARABIC[0]
    review = f"review/proposals/{cast.author.code}/"
    mistaken.signs_in().declares_conflict(title, "نعمل معاً.").does_not_read(title)
    mistaken.opens_edition(review, expecting=404)

    secretary.opens_edition(f"organise/proposals/{cast.author.code}/").reads("نعمل معاً.")
    secretary.follows("Retract").presses("Retract").does_not_read("نعمل معاً.")
    mistaken.opens_edition(review, expecting=404)  # until somebody asks again
    secretary.assigns(title, mistaken)
    mistaken.opens_edition(review).reads(title)


def it_is_to_be_revised(cast):
    title, chair = ARABIC[0], cast.chair
    cast.reviewer.writes_review(title, **{"score-clarity": "2"})
    chair.signs_in().opens_proposal(title).presses_in_vain("Decide", verdict="revise")
    chair.reads("Write what to revise: no review says it to the contributors.")
    chair.decides(title, "revise", note="يرجى ذكر من يموّل ذلك.")
    cast.secretary.releases_letters()

    cast.author.opens_mail(f"/me/proposals/{cast.author.code}/")
    cast.author.reads("Please revise your proposal", "يرجى ذكر من يموّل ذلك.", "Go on")


def the_author_revises_it_and_the_translation_is_behind(cast):
    author, chair = cast.author, cast.chair
    author.opens_proposal("text/").presses("Save and go on", abstract=REVISED)
    author.opens_proposal("check/").reads("These translations are older than the original:")
    author.presses("Hand in").opens("me/").does_not_read("Revise your proposal")

    chair.opens_proposal(ARABIC[0]).reads("from before the revision", BEHIND, REVISED)
    chair.follows("What changed").reads("budget")


def the_review_is_opened_again_and_the_second_decision_counts(cast):
    author, reviewer, chair, title = cast.author, cast.reviewer, cast.chair, ARABIC[0]
    reviewer.opens_mail(f"/review/proposals/{author.code}/")
    reviewer.follows("What changed").reads("budget")
    reviewer.writes_review(title, **{"score-clarity": "5"}).reads("Your review is submitted. Thank you.")
    chair.opens_proposal(title).does_not_read("from before the revision")
    chair.decides(title, "accept", reason="صار التمويل واضحاً.")
    cast.secretary.releases_letters()

    letter = author.opens_mail("/me/coming/")
    author.presses("Yes, I will come").opens_proposal()
    author.reads("Your proposal is accepted", "You said that you will come.", "Change your answer")
    author.does_not_read("يرجى ذكر من يموّل ذلك.", "صار التمويل واضحاً.")
    assert (letter.language, "يرجى ذكر" in letter.text) == ("fr", False)
