"""The main story on the smallest screen, without script; the author and her contributors in Arabic."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.journeys.people import Author, Chair, Contributor, Edition, Guest, Reviewer, Secretary, founded
from tests.journeys.verifying import assert_nothing_was_changed, keeps_files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]

NAME = "Mobile Learning Week"
CALL = "Call for workshops"
TRACK = "Hands-on sessions"
TITLE = "التعلّم بالهاتف المحمول في القرى"
TAKEN_HOME, MATERIAL = "What will people take home?", "Material to hand out"
NOTE = "نرجو أن تحضروا أجهزة إضافية."


@pytest.fixture
def cast(installation, handset):
    edition = Edition(installation, "mobile-learning-week/2031")
    return SimpleNamespace(
        edition=edition,
        secretary=Secretary(edition, handset(), "Amina Odhiambo"),
        visitor=Guest(edition, handset(), "Visitor"),
        author=Author(edition, handset(), "Layla Haddad", language="ar"),
        speaker=Contributor(edition, handset(), "Omar Nasser", language="ar"),
        moderator=Contributor(edition, handset(), "Sami Khoury", language="ar"),
        in_conflict=Reviewer(edition, handset(), "Rosa Blanco"),
        reviewer=Reviewer(edition, handset(), "Wei Chen"),
        chair=Chair(edition, handset(), "Grace Mwangi"),
    )


def test_from_an_announced_edition_to_a_decided_call(cast, installation, tmp_path):
    the_edition_is_set_up_and_announced(cast)
    a_visitor_notes_dates_and_keeps_a_checkpoint(cast, tmp_path)
    a_workshop_is_proposed_with_two_contributors(cast, tmp_path)
    both_contributors_agree(cast)
    the_call_closes_and_reviewers_are_asked(cast)
    one_reviewer_has_a_conflict_and_the_other_judges(cast)
    the_decision_stays_secret_until_the_letters_go(cast)
    the_author_reads_it_and_will_come(cast)
    assert_nothing_was_changed(installation, tmp_path)


def the_edition_is_set_up_and_announced(cast):
    secretary = cast.secretary
    link = founded(cast.edition, secretary, series_name=NAME, starts="2031-03-03", ends="2031-03-07")
    secretary.signs_in_by(link).follows("Organise")
    secretary.adds("Subthemes", "New subtheme", name="Learning far from towns", slug="rural")
    secretary.adds("Tracks", "New track", name=TRACK, slug="hands-on", way_in="call", minutes="90")
    secretary.adds("Tracks", "New track", name="Policy forum", slug="forum", way_in="invitation")
    secretary.adds("Rooms", "New room", name="Room IV", slug="room-4", seats="120", is_step_free="on")
    secretary.makes_call(CALL, text="Bring what people can try.")
    secretary.asks(TAKEN_HOME, slug="home", kind="text", is_required="on")
    secretary.at_desk("Calls", CALL).asks(MATERIAL, slug="material", kind="file")
    cast.visitor.opens_edition(expecting=404)
    secretary.announces()


def a_visitor_notes_dates_and_keeps_a_checkpoint(cast, folder: Path):
    visitor = cast.visitor
    visitor.door.open("/")
    visitor.follows(NAME, f"{NAME} 2031").reads("3–7 March 2031", "Hands-on sessions")
    calendar = visitor.saves("Save the date").decode()
    visitor.follows(CALL).reads("Deadline", "(UTC)", TAKEN_HOME, "Begin a proposal")
    cast.edition.installation.command("audit", "checkpoint")
    keeps_files(visitor, folder)

    assert "DTSTART;VALUE=DATE:20310303" in calendar


def a_workshop_is_proposed_with_two_contributors(cast, folder: Path):
    author, material = cast.author, folder / "material.txt"
    material.write_text("درس في رسالة واحدة")
    author.opens_edition().follows(CALL).begins_by_signing_in("workshop", TRACK)
    author.writes(TITLE, "ورشة عن التعلّم حيث لا توجد شبكة.").describes(subtheme="rural", minutes="90")
    author.follows("Go on").names(cast.speaker, cast.moderator).opens_proposal("session/")
    author.adds_contribution("دروس بالرسائل القصيرة", "كيف بدأنا.", presenter=cast.speaker.name, minutes="30")
    author.adds_contribution("معلّمون بلا شبكة", "ما تعلّمناه.", presenter=cast.moderator.name, minutes="30")
    author.opens_proposal("check/").reads("Still missing")
    author.opens_proposal("questions/").follows(MATERIAL).presses("Send the file", file=str(material))
    author.presses("Save and go on", **{"answer-home": "دروس جاهزة"})
    author.hands_in().reads("handed in")

    assert author.gets_mail(f"/me/proposals/{author.code}/").language == "ar"


def both_contributors_agree(cast):
    """One without an account, by the link in the mail; the other after signing in."""
    assert cast.speaker.opens_mail("/invitations/").language == "ar"
    cast.speaker.reads(TITLE).presses("Yes, I take part").reads("You said that you take part.")
    cast.moderator.signs_in().follows("Say whether you take part").presses("Yes, I take part")
    cast.moderator.opens("me/").follows(TITLE).reads("معلّمون بلا شبكة")


def the_call_closes_and_reviewers_are_asked(cast):
    secretary = cast.secretary
    secretary.sets_criterion(TRACK, "Use to others", slug="use", low_anchor="None", high_anchor="Great")
    secretary.invites_reviewer(cast.in_conflict, TRACK).invites_reviewer(cast.reviewer, TRACK)
    secretary.gives_office("chair", cast.chair).closes(CALL)
    cast.author.opens_proposal().reads("This can no longer be changed. The deadline was:")
    cast.visitor.opens_edition("call/papers/").reads(
        "This call is closed: it takes no more proposals."
    ).does_not_read("Begin a proposal")
    secretary.assigns(TITLE, cast.in_conflict, cast.reviewer)


def one_reviewer_has_a_conflict_and_the_other_judges(cast):
    in_conflict, reviewer = cast.in_conflict, cast.reviewer
    in_conflict.opens_mail("/me/")
    in_conflict.proves_address().follows("My reviews").declares_conflict(TITLE, "We work together.")
    in_conflict.does_not_read(TITLE)
    in_conflict.opens_edition(f"review/proposals/{cast.author.code}/", expecting=404).does_not_read(TITLE)
    reviewer.signs_in().writes_review(TITLE, "Save draft", to_committee="Wants a second look.")
    reviewer.reads("Your draft is saved. Nobody else reads it.")
    cast.chair.signs_in().opens_proposal(TITLE).does_not_read("Wants a second look.")
    reviewer.writes_review(TITLE, **{"score-use": "5", "to_contributors": "Clear and useful."})
    reviewer.reads("Your review is submitted. Thank you.")


def the_decision_stays_secret_until_the_letters_go(cast):
    author = cast.author
    before = author.opens_proposal().text
    cast.chair.decides(TITLE, "accept", note=NOTE).reads("held back", "Clear and useful.")

    assert author.opens_proposal().text == before
    assert author.edition.installation.subjects_to(author.address) == []


def the_author_reads_it_and_will_come(cast):
    author, secretary = cast.author, cast.secretary
    secretary.releases_letters().reads("Letters on their way")
    letter = author.gets_mail("/me/coming/")
    author.opens_proposal().reads("Your proposal is accepted", NOTE, "Clear and useful.")
    author.door.open(letter.link)
    author.presses("Yes, I will come").reads("You said that you will come.")
    secretary.at_desk("Who will come").reads(author.name, "will come", "no answer yet")
    author.opens("me/log/").reads(author.code)

    assert (letter.language, TITLE in letter.subject, NOTE in letter.text) == ("ar", True, True)
