"""The review of a track from its rules to the thanks, in Arabic and without script, as everybody in it."""

import time
from types import SimpleNamespace

import pytest

from tests.journeys.installation import SECONDS
from tests.journeys.people import HOUR, Author, Chair, Edition, Guest, Reviewer, Secretary, founded

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

NAME = "أسبوع التعلم"
CALL = "دعوة إلى العروض"
TRACK = "عروض قصيرة"
CHECK = "هل النص خالٍ من الأسماء؟"
CRITERION = "الوضوح"
LESSONS = ("دروس بالرسائل القصيرة", "مدرسة تعلّم الحساب بالرسائل القصيرة بلا شبكة ولا حاسوب.")
RADIO = ("تعليم القراءة بالإذاعة", "برامج الإذاعة تعلّم الأطفال القراءة في القرى البعيدة.")
MAPS = ("خرائط المدارس المفتوحة", "متطوعون يرسمون خرائط المدارس ويتحققون من صحة المواقع.")


@pytest.fixture
def cast(installation, plain_http):
    return everybody(Edition(installation, "judged/2031"), plain_http)


def everybody(edition, door):
    def someone(kind, name):
        """Each has a mail domain of their own, since who shares one is in conflict."""
        guest = kind(edition, door(), name, language="ar")
        first, last = name.lower().split()
        guest.address = f"{first}@{last}.example"
        return guest

    return SimpleNamespace(
        edition=edition,
        secretary=someone(Secretary, "Amina Odeh"),
        chair=someone(Chair, "Huda Nasser"),
        layla=someone(Author, "Layla Haddad"),
        omar=someone(Author, "Omar Saleh"),
        nadia=someone(Author, "Nadia Farouk"),
        rana=someone(Reviewer, "Rana Khalil"),
        sami=someone(Reviewer, "Sami Khoury"),
        dina=someone(Reviewer, "Dina Mansour"),
        tariq=someone(Reviewer, "Tariq Aziz"),
        yusuf=someone(Reviewer, "Yusuf Amin"),
        visitor=someone(Guest, "Some Body"),
    )


def test_a_track_is_reviewed_from_its_rules_to_the_thanks(cast):
    the_secretary_says_how_it_is_reviewed(cast)
    three_proposals_come_in(cast)
    reviewers_say_what_they_know_and_wish(cast)
    proposals_are_screened(cast)
    wishes_are_said_and_a_conflict_was_found(cast)
    the_track_chair_has_it_worked_out_changes_it_and_adopts_it(cast)
    a_reviewer_declares_a_conflict_and_somebody_else_is_asked(cast)
    a_reviewer_has_a_review_written(cast)
    the_other_reviews_come_in(cast)
    they_discuss_under_letters(cast)
    the_author_answers_the_reviewers(cast)
    the_track_chair_sums_up_and_decides(cast)
    letters_go_out_and_reviewers_are_thanked(cast)


def the_secretary_says_how_it_is_reviewed(cast):
    secretary = cast.secretary
    link = founded(cast.edition, secretary, series_name=NAME, starts="2031-05-05", ends="2031-05-06")
    secretary.signs_in_by(link).adds("Tracks", "New track", name=TRACK, slug="talks")
    secretary.makes_call(CALL).announces().sets_criterion(TRACK, CRITERION, slug="clarity")
    secretary.at_desk("Reviewing", TRACK, "Add a check").presses("Save", name=CHECK).reads(CHECK)
    secretary.follows("Change the rules").presses(
        "Save",
        guidance="يرجى القراءة حتى النهاية.",
        reviews_wanted="2",
        bids_until=cast.edition.instant(HOUR),
        anonymity="double-blind",
        is_summarised="on",
    )
    secretary.reads("double blind", "Reviewers say what they would like to review until")
    for reviewer in (cast.rana, cast.sami, cast.dina, cast.tariq):
        secretary.invites_reviewer(reviewer, TRACK)
    secretary.at_desk("Offices")
    chair = cast.chair
    facts = {"role": "track-chair", "track": TRACK, "address": chair.address, "name": chair.name}
    secretary.presses("Give this office", **facts)


def three_proposals_come_in(cast):
    for author, (title, abstract) in ((cast.layla, LESSONS), (cast.omar, RADIO), (cast.nadia, MAPS)):
        author.opens_edition("call/papers/").begins_by_signing_in("talk", TRACK)
        author.writes(title, abstract).describes(minutes="15").hands_in()


def reviewers_say_what_they_know_and_wish(cast):
    works = {
        cast.rana: ("الرسائل القصيرة في تعليم الحساب", "دروس بالرسائل القصيرة بلا شبكة.", "Layla Haddad"),
        cast.sami: ("الإذاعة والقراءة", "تعليم الأطفال القراءة ببرامج الإذاعة.", ""),
        cast.dina: ("رسم الخرائط مع المتطوعين", "خرائط مفتوحة لمواقع المدارس.", ""),
        cast.tariq: ("التعليم بلا شبكة", "كيف تعلّم المدارس بالرسائل القصيرة.", ""),
    }
    for reviewer, (title, abstract, authors) in works.items():
        reviewer.signs_in().opens_reviews().follows("My languages and works")
        reviewer.presses("Save", languages=["ar", "en"], most_reviews="3").reads("Saved.")
        reviewer.follows("My languages and works", "Add a work")
        reviewer.presses("Add", title=title, year="2030", abstract=abstract, authors=authors).reads(title)

    cast.tariq.follows("Whose proposals I cannot judge").presses(
        "Save", organization="Aziz Press", kind="family"
    )


def proposals_are_screened(cast):
    for title, _abstract in (LESSONS, RADIO, MAPS):
        cast.rana.opens_reviews().follows("Say what you would like to review").does_not_read(title)
        cast.secretary.at_desk("Reviewing", "Screening").follows(title)
        asked = check_on(cast.secretary)
        cast.secretary.presses_in_vain("Save", **{asked: "no"}, outcome="returned")
        cast.secretary.reads("Say what is to be mended, and until when: a moment that is still to come.")
        cast.secretary.presses("Save", **{asked: "yes"}, outcome="passed").does_not_read(title)


def check_on(guest):
    """What the only check is called in the form that is open."""
    return next(name for form in guest.door.page.forms for name in form.controls if name.startswith("check-"))


def wishes_are_said_and_a_conflict_was_found(cast):
    """Rana wrote with an author."""
    rana, sami = cast.rana, cast.sami
    rana.opens_reviews().follows("Say what you would like to review")
    rana.reads(RADIO[0], MAPS[0]).does_not_read(LESSONS[0])
    rana.presses("Save my wishes", **{cast.nadia.code: "wants"})
    sami.opens_reviews().follows("Say what you would like to review", LESSONS[0])
    sami.presses("Save", interest="wants").reads("Your wishes are saved.")
    cast.secretary.at_desk("Reviewing", "Conflicts of interest").reads(rana.name, "they wrote together")
    cast.secretary.closes(CALL)


def the_track_chair_has_it_worked_out_changes_it_and_adopts_it(cast):
    chair = cast.chair
    chair.signs_in().opens_edition("organise/").follows("Reviewing", "Suggested assignments")
    chair.presses("Work it out", track="talks")
    wait_for_the_worker(chair)
    chair.reads("The checker, which shares nothing with it, found nothing wrong.")
    chair.door.open(f"{chair.path}?q={cast.layla.code}")
    chair.follows(cast.sami.name).reads("Have it otherwise")
    chair.presses("Work it out", what=the_choice_of(chair, cast.dina))
    wait_for_the_worker(chair)

    suggestion = chair.path
    chair.follows("What this changes, and what it costs").reads(cast.dina.name, cast.sami.name)
    chair.door.open(suggestion)
    chair.door.press(button_to(chair, "adoption/"), {})
    chair.reads("The reviewers are asked; their letters are on the way.", "adopted")
    for each in (cast.tariq, cast.sami, cast.dina):
        letter = each.gets_mail("/judged/2031/review/")
        assert (letter.language, each.name in letter.text) == ("ar", True)
    cast.dina.opens_reviews().reads(LESSONS[0], MAPS[0]).does_not_read(RADIO[0])


def wait_for_the_worker(chair):
    """The page asks again by itself; here it is asked."""
    deadline = time.monotonic() + SECONDS
    while chair.said("It is being worked out.") in chair.text and time.monotonic() < deadline:
        time.sleep(0.5)
        chair.door.open(chair.path)
    chair.reads("Who reviews what")


def the_choice_of(chair, other):
    """The value under which the form offers ``other`` instead."""
    offered = chair.door.page.form(chair.said("Work it out"), {}).controls["what"].offered
    return next(value for value, label in offered.items() if other.name in label)


def button_to(guest, action):
    """The words of the one button of the form that goes there: they hold a number."""
    (form,) = (form for form in guest.door.page.forms if action in form.action)
    (words,) = form.buttons
    return words


def a_reviewer_declares_a_conflict_and_somebody_else_is_asked(cast):
    tariq, chair = cast.tariq, cast.chair
    tariq.declares_conflict(RADIO[0], "كتبنا معاً طلب تمويل.").does_not_read(RADIO[0])
    tariq.opens_edition(f"review/proposals/{cast.omar.code}/", expecting=404)
    chair.opens_edition("organise/").follows("Reviewing", "Assign reviews", RADIO[0])
    chair.reads(
        "Somebody who was asked has a conflict of interest, found or declared since."
        " The proposal has left their sight."
    ).does_not_read("كتبنا معاً طلب تمويل.")
    chair.presses("Ask the chosen ones", reviewer=[cast.rana.name])
    cast.rana.opens_reviews().reads(RADIO[0])


def a_reviewer_has_a_review_written(cast):
    dina, yusuf = cast.dina, cast.yusuf
    dina.opens_reviews().follows(LESSONS[0], "Ask somebody to write for you")
    dina.presses_in_vain("Ask them", name=dina.name, address=dina.address)
    dina.reads("This is your own address. Just write the review.")
    dina.presses("Ask them", name=yusuf.name, address=yusuf.address)
    assert yusuf.opens_mail("/reviewing/").language == "ar"
    yusuf.reads(LESSONS[0]).presses("Yes, I write it").follows("Read the proposal and write").proves_address()
    yusuf.does_not_read(cast.layla.name)
    yusuf.presses("Hand it over", **{"score-clarity": "4"}, to_contributors="مثال مقنع.")
    yusuf.reads("You have handed the review over. Thank you.")
    yusuf.opens_edition(f"review/proposals/{cast.nadia.code}/", expecting=404)

    dina.opens_reviews().follows(LESSONS[0]).reads(yusuf.name)
    dina.presses("Submit review").reads("Your review is submitted. Thank you.")


def the_other_reviews_come_in(cast):
    given = (
        (cast.tariq, LESSONS, "5", ""),
        (cast.tariq, MAPS, "2", "من يرسم؟"),
        (cast.dina, MAPS, "2", ""),
        (cast.sami, RADIO, "4", ""),
        (cast.rana, RADIO, "3", "أين الدليل؟"),
    )
    for reviewer, (title, _abstract), score, words in given:
        reviewer.writes_review(title, **{"score-clarity": score}, to_contributors=words)


def they_discuss_under_letters(cast):
    dina, tariq, asked = cast.dina, cast.tariq, "هل يكفي الهاتف القديم؟"
    instant = cast.edition.instant
    cast.chair.opens_edition("organise/").follows("Reviewing", TRACK, "Change the rules")
    half = {"rebuttal_opens_at": instant(-HOUR), "discussion_opens_at": instant(-HOUR)}
    cast.chair.presses_in_vain("Save", **half)
    cast.chair.reads("Say both from when and until when contributors answer, or neither.")
    cast.chair.presses("Save", **half, rebuttal_closes_at=instant(HOUR)).reads("Reviewers discuss from")

    discussion = "What others judged, and the discussion"
    dina.opens_reviews().follows(LESSONS[0], discussion).presses("Say it", text=asked)
    tariq.opens_reviews().follows(LESSONS[0], discussion)
    tariq.reads(asked, "مثال مقنع.").does_not_read(dina.name).does_not_read(cast.yusuf.name)


def the_author_answers_the_reviewers(cast):
    author, answer = cast.layla, "يكفي أي هاتف."
    author.opens_proposal().follows("Answer to the reviewers").reads("مثال مقنع.").does_not_read(
        cast.dina.name
    )
    author.presses("Save", text=answer).reads(
        "Whether it is accepted is not decided yet. You need not answer. Possible until:"
    )
    cast.tariq.opens_reviews().follows(LESSONS[0]).reads(answer)


def the_track_chair_sums_up_and_decides(cast):
    chair = cast.chair
    chair.opens_proposal(LESSONS[0]).reads("يكفي أي هاتف.").follows("Write the summary")
    chair.presses_in_vain("Submit the summary", to_contributors="مقنع للقرى.")
    chair.reads("Please recommend something before you submit.")
    chair.presses("Submit the summary", verdict="accept").reads("The committee reads it now.", "مقنع للقرى.")

    chair.opens_edition("organise/").follows("Proposals", "With corrected scores").reads("Corrected score")
    chair.presses("See what changes", code=[cast.layla.code, cast.omar.code])
    chair.follows("Decide on the chosen").reads(LESSONS[0], RADIO[0]).does_not_read(MAPS[0])
    chair.door.press(button_to(chair, "/several/"), {"verdict": "accept"})
    chair.decides(MAPS[0], "decline", note="نرجو ذكر من يرسم.")


def letters_go_out_and_reviewers_are_thanked(cast):
    layla, nadia, dina, yusuf = cast.layla, cast.nadia, cast.dina, cast.yusuf
    nadia.opens_proposal().does_not_read("نرجو ذكر من يرسم.")
    cast.secretary.releases_letters()
    assert layla.opens_mail("/me/coming/").language == "ar"
    layla.opens_proposal().reads("Your proposal is accepted", "مقنع للقرى.", "مثال مقنع.")
    layla.does_not_read(dina.name).does_not_read("هل يكفي الهاتف القديم؟")
    nadia.opens_proposal().reads("نرجو ذكر من يرسم.", "من يرسم؟")

    for each in (dina, yusuf):
        each.opens("me/").follows("Thank you for reviewing").presses("Save", is_listed="on")
    cast.visitor.opens_edition("reviewers/").reads(dina.name, yusuf.name).does_not_read(cast.tariq.name)
    dina.presses("Make a letter of credit").reads(dina.name).does_not_read(LESSONS[0])
