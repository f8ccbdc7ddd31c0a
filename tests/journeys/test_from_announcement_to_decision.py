"""The main story on the smallest screen, without script; the author and her contributors in Arabic."""

import pytest

from tests.journeys.people import Author, Chair, Contributor, Edition, Guest, Reviewer, Secretary, founded
from tests.journeys.verifying import assert_nothing_was_changed, keeps_files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]

CALL = "Call for workshops"
TRACK = "Hands-on sessions"
TITLE = "التعلّم بالهاتف المحمول في القرى"
NOTE = "أحسنتم: نرجو أن تحضروا أجهزة إضافية."


def test_from_an_announced_edition_to_a_decided_call(installation, handset, tmp_path):
    edition = Edition(installation, "mobile-learning-week/2031")
    secretary = Secretary(edition, handset(), "Amina Odhiambo")
    visitor = Guest(edition, handset(), "Visitor")
    author = Author(edition, handset(), "ليلى حداد", language="ar")
    author.address = "layla@village.example"
    speaker = Contributor(edition, handset(), "Omar Nasser")
    moderator = Contributor(edition, handset(), "Sami Khoury", language="ar")
    in_conflict = Reviewer(edition, handset(), "Rosa Blanco")
    reviewer = Reviewer(edition, handset(), "Wei Chen")
    chair = Chair(edition, handset(), "Grace Mwangi")

    # The secretary sets the edition up and announces it.
    link = founded(edition, secretary, series_name="Mobile Learning Week", starts="2031-03-03", ends="2031-03-07")
    secretary.signs_in_by(link).follows("Organise")
    secretary.adds("Subthemes", "New subtheme", name="Learning far from towns", slug="rural")
    secretary.adds("Tracks", "New track", name=TRACK, slug="hands-on", way_in="call", minutes="90")
    secretary.adds("Tracks", "New track", name="Policy forum", slug="forum", way_in="invitation")
    secretary.adds("Rooms", "New room", name="Room IV", slug="room-4", seats="120", is_step_free=["on"])
    secretary.makes_call(CALL, text="Bring what people can try.")
    secretary.asks("What will people take home?", slug="home", kind="text", is_required=["on"])
    visitor.opens_edition(expecting=404)
    secretary.announces()

    # A visitor finds it and notes its dates.
    visitor.door.open("/")
    visitor.follows("Mobile Learning Week", "Mobile Learning Week 2031").reads("3–7 March 2031", "Save the date")
    calendar = visitor.saves("Save the date").decode()
    assert ("BEGIN:VCALENDAR" in calendar, "DTSTART;VALUE=DATE:20310303" in calendar) == (True, True)
    visitor.follows(CALL).reads("Deadline", "UTC", "What will people take home?")
    installation.command("audit", "checkpoint")
    keeps_files(visitor, tmp_path)

    # The author proposes a workshop.
    author.opens_edition().follows(CALL).begins_by_signing_in("workshop", TRACK)
    author.writes(TITLE, "ورشة عمل حول التعلّم حيث لا توجد شبكة.").describes(subtheme="rural", minutes="90")
    author.follows("Go on").names(speaker, moderator).opens_proposal("session/")
    author.adds_contribution("دروس بالرسائل القصيرة", "كيف بدأنا.", presenter=speaker.name, minutes="30")
    author.adds_contribution("معلّمون بلا شبكة", "ما تعلّمناه.", presenter=moderator.name, minutes="30")
    author.opens_proposal("check/").reads("Still missing")
    author.opens_proposal("questions/").presses("Save and go on", **{"answer-home": "دليل ودروس جاهزة"})
    author.presses("Hand in").reads("handed in")
    assert author.code in author.gets_mail(f"/me/proposals/{author.code}/").text

    # One contributor agrees without an account, the other signs in.
    assert speaker.opens_mail("/invitations/").language == "ar"
    speaker.reads(TITLE).presses("Yes, I take part").reads("You said that you take part.")
    moderator.signs_in().follows("Say whether you take part").presses("Yes, I take part")
    moderator.opens("me/").follows(TITLE).reads("معلّمون بلا شبكة")

    # Reviewers and a chair are found, and the call is closed.
    secretary.sets_criterion(TRACK, "Use to others", slug="use", low_anchor="None", high_anchor="Great")
    secretary.invites_reviewer(in_conflict, TRACK).invites_reviewer(reviewer, TRACK)
    secretary.gives_office("chair", chair).closes(CALL)
    author.opens_proposal().reads("This can no longer be changed. The deadline was:")
    visitor.opens_edition("call/papers/").reads("Closed").does_not_read("Begin a proposal")
    secretary.assigns(TITLE, in_conflict, reviewer)

    # One reviewer may not judge it, the other does.
    in_conflict.opens_mail("/review/")
    in_conflict.proves_address().reads(TITLE)
    in_conflict.declares_conflict(TITLE, "We work together.").does_not_read(TITLE)
    in_conflict.opens_edition(f"review/proposals/{author.code}/", expecting=404).does_not_read(TITLE)
    reviewer.signs_in()
    reviewer.writes_review(TITLE, "Save draft", to_committee="Wants a second look.").reads("Your draft is saved.")
    chair.signs_in().opens_proposal(TITLE).does_not_read("Wants a second look.")
    answers = {"score-use": "5", "to_contributors": "Clear and useful."}
    reviewer.writes_review(TITLE, **answers).reads("Your review is submitted. Thank you.")

    # The chair decides; nobody who proposed can tell before the letters go.
    before = author.opens_proposal().text
    chair.decides(TITLE, "accept", note=NOTE).reads("held back", "Clear and useful.")
    assert author.opens_proposal().text == before
    secretary.releases_letters().reads("Letters on their way")

    # The author reads it, and comes.
    letter = author.gets_mail("/me/coming/")
    assert (letter.language, TITLE in letter.subject, NOTE in letter.text) == ("ar", True, True)
    author.opens_proposal().reads("Your proposal is accepted", NOTE, "Clear and useful.")
    author.door.open(letter.link)
    author.presses("Yes, I will come").reads("You said that you will come.")
    secretary.at_desk("Who will come").reads(author.name, "will come", "no answer yet")

    # What happened can be verified, by the secretariat and by whoever kept a checkpoint.
    assert_nothing_was_changed(installation, tmp_path)
    author.opens("me/log/").reads(author.code)
