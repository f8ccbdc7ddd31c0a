"""What tells in a text who proposes, and what reviewers read instead."""

import pytest

from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.proposals.actions.editing import CallClosed
from convenor.proposals.models import Answer, Proposal, Question, QuestionKind
from convenor.review import personal
from convenor.review.actions.redactions import NotInTheText, set_redactions
from convenor.review.actions.revisions import tell_of_revision
from convenor.review.models import Anonymity, Redaction, ReviewRules, Work
from convenor.review.redacting import (
    found_in,
    hidden_in,
    hide_names_in,
    names_left,
    title_for_reviewers,
)
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    house = make.organization("Coast University")
    return make.person("Amina Wanjiku", address="amina@coast-university.ac.ke", organization=house)


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, anonymity=Anonymity.DOUBLE)
    return track


def proposal(track, author, abstract="", title="Tides", **facts):
    abstract = make.english(abstract) if isinstance(abstract, str) else abstract
    return make.proposal(title, track=track, proposer=author, abstract=abstract, **facts)


def told(found):
    return [(each.phrase, str(each.kind), [str(hit.part) for hit in each.hits]) for each in found]


def redacted(of, author, **wordings):
    wordings = {phrase.replace("_", " "): wording for phrase, wording in wordings.items()}
    return set_redactions(proposal=of, wordings=wordings, by=author, at=make.NOON)


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("I, Amina Wanjiku, teach.", "Amina Wanjiku", "name"),
        ("As AMINA\n  WANJIKU says.", "Amina Wanjiku", "name"),
        ("Wanjiku (2021) shows it.", "Wanjiku", "part"),
        ("We of Coast University know.", "Coast University", "organization"),
        ("See www.coast-university.ac.ke for more.", "coast-university.ac.ke", "address"),
        ("Write to amina@coast-university.ac.ke now.", "amina@coast-university.ac.ke", "address"),
        ("Write to office@elsewhere.example now.", "office@elsewhere.example", "address"),
        ("In “Reading the tides” we showed it.", "Reading the Tides", "work"),
    ],
)
def test_names_organizations_addresses_and_own_works_are_found(track, author, text, phrase, kind):
    Work.objects.create(person=author, title="Reading the Tides")

    assert told(found_in(proposal(track, author, text))) == [(phrase, kind, ["abstract"])]


@pytest.mark.parametrize("text", ["Amin and Wanjikus meet.", "wanjiku is a word.", "A coast, a university."])
def test_other_words_are_not(track, author, text):
    assert found_in(proposal(track, author, text)) == []


@pytest.mark.parametrize(
    ("name", "text"), [("王小明", "本人王小明在此提出"), ("أمينة حسن", "تقترح الباحثة وأمينة حسن ذلك")]
)
def test_in_scripts_that_join_words_names_are_found_inside_them(track, name, text):
    found = found_in(proposal(track, make.person(name), text))

    assert (name, "name") in [(each.phrase, str(each.kind)) for each in found]


def test_title_translations_contributions_answers_and_file_names_are_looked_through(track, author):
    text = make.english("By Amina Wanjiku").plus("Par Amina Wanjiku", "fr")
    it = proposal(track, author, text, "Amina Wanjiku on tides")
    it.contributions.create(position=1, title=make.english("Amina Wanjiku again"))
    question = Question.objects.create(
        call=it.call, slug="plan", kind=QuestionKind.TEXT, text=make.english("Plan?")
    )
    Answer.objects.create(proposal=it, question=question, text="Amina Wanjiku", file_name="Amina Wanjiku.pdf")

    (found,) = found_in(it)

    assert [str(hit.part) for hit in found.hits] == [
        "title",
        "abstract",
        "abstract",
        "contribution",
        "answer",
        "file",
    ]


def test_reviewers_read_what_the_author_says_and_the_text_stays(track, author):
    it = proposal(track, author, "Amina Wanjiku of Coast University.", "Amina Wanjiku on tides")

    redacted(it, author, Amina_Wanjiku="[name removed]", Coast_University="")
    shown = Proposal.objects.get()
    hide_names_in(shown)

    assert (str(shown.title), str(shown.abstract)) == (
        "[name removed] on tides",
        "[name removed] of Coast University.",
    )
    assert str(Proposal.objects.get().abstract) == "Amina Wanjiku of Coast University."
    assert (names_left(it), Redaction.objects.count()) == ([], 2)


def test_nothing_is_changed_before_the_author_says_so(track, author):
    it = proposal(track, author, "Amina Wanjiku.")
    shown = Proposal.objects.get()

    hide_names_in(shown)

    assert (str(shown.abstract), len(names_left(it))) == ("Amina Wanjiku.", 1)


@pytest.mark.parametrize("anonymity", [Anonymity.OPEN, Anonymity.SINGLE])
def test_where_reviewers_see_names_they_read_the_text_itself(track, author, anonymity):
    it = proposal(track, author, "", "Amina Wanjiku on tides")
    redacted(it, author, Amina_Wanjiku="█")
    ReviewRules.objects.update(anonymity=anonymity)

    assert str(title_for_reviewers(it)) == "Amina Wanjiku on tides"


def test_a_wording_is_text_and_no_pattern(track, author):
    assert hidden_in("Amina Wanjiku.", {"Amina Wanjiku": r"\1 \g<0>"}) == r"\1 \g<0>."


def test_only_authors_say_it_of_what_is_there_until_the_deadline(track, author):
    it = proposal(track, author, "Amina Wanjiku.")

    with pytest.raises(NotAllowed):
        redacted(it, make.person(), Amina_Wanjiku="█")
    with pytest.raises(NotInTheText):
        redacted(it, author, Somebody_Else="█")
    with pytest.raises(CallClosed):
        set_redactions(proposal=it, wordings={"Amina Wanjiku": "█"}, by=author, at=it.call.closes_at)
    assert Redaction.objects.count() == 0


def test_letters_to_reviewers_say_the_title_as_they_read_it(track, author):
    it = proposal(track, author, "", "Amina Wanjiku on tides")
    redacted(it, author, Amina_Wanjiku="█")
    reviewer = make.reviewer(track)
    make.review(it, reviewer)

    tell_of_revision(revision=make.revision(it), at=make.LATER)

    letter = Message.objects.get(person=reviewer)
    assert ("█ on tides" in letter.body, "Amina" in letter.subject + letter.body) == (True, False)


def test_what_somebody_hid_is_in_their_data(track, author):
    redacted(proposal(track, author, "Amina Wanjiku."), author, Amina_Wanjiku="█")

    assert [each["phrase"] for each in personal.own_data(author)["redactions"]] == ["Amina Wanjiku"]
    assert Person.objects.filter(redactions__isnull=False).get() == author
