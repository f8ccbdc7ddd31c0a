"""What happens in one of two worlds: each function makes a secret true, or ends one."""

from __future__ import annotations

from datetime import date

from convenor.accounts.actions import set_gender
from convenor.people.models import ContactPoint, Gender, Person
from convenor.programme.models import Placement
from convenor.proposals.actions.conflicts import declare_conflict
from convenor.proposals.actions.decisions import decide, release_decisions
from convenor.proposals.actions.ties import declare_tie
from convenor.proposals.models import LateLink, Proposal, Verdict
from convenor.registration.models import InvitationCode, Need
from convenor.review.actions.assignments import assign, decline_assignment, take_away
from convenor.review.actions.bids import set_bids
from convenor.review.actions.comparing import say_of_two
from convenor.review.actions.conflicts import find_conflicts
from convenor.review.actions.delegations import answer_delegation, delegate, write_for
from convenor.review.actions.discussion import speak
from convenor.review.actions.guides import set_guides, suggest
from convenor.review.actions.reviewers import set_expertise
from convenor.review.actions.reviews import save_review, submit_review
from convenor.review.actions.summaries import save_summary, submit_summary
from convenor.review.compared import Opinion
from convenor.review.models import Anonymity, Interest, ReviewRules, Score, Suggestion
from convenor.review.ranking import BY_SCORE
from tests import make
from tests.twinworlds.stage import NAMED, Stage, answers

WRITERS = ("author", "co-author")


def _words(of: str) -> dict[str, str]:
    return {"to_contributors": f"Told to contributors by {of}.", "to_committee": f"Told by {of}."}


def a_reviewer_is_asked(stage: Stage) -> None:
    assign(proposal=stage.talk, reviewer=stage.person("spare"), by=stage.person("chair"), at=make.NOON)


def somebody_else_is_the_fellow(stage: Stage) -> None:
    _becomes_somebody_else(stage.person("fellow"))


def somebody_else_proposes(stage: Stage) -> None:
    for name in WRITERS:
        _becomes_somebody_else(stage.person(name))
    Proposal.objects.filter(pk=stage.talk.pk).update(organization=make.organization("Another House"))
    answers(stage)


def _becomes_somebody_else(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(name="Somebody Else", biography="Of elsewhere.")
    ContactPoint.objects.filter(person=person).update(address=f"else.{person.pk}@other.example")


def a_score_is_higher(stage: Stage) -> None:
    Score.objects.filter(review__assignment=stage.assignment("reviewer")).update(value=5)


def the_words_are_others(stage: Stage) -> None:
    review = stage.assignment("reviewer")
    scores = {stage.here.criterion.slug: Score.objects.get(review__assignment=review).value}
    submit_review(assignment=review, scores=scores, **_words("one"), by=review.reviewer, at=make.NOON)


def a_review_is_begun(stage: Stage) -> None:
    asked = stage.assignment("colleague")
    save_review(assignment=asked, scores={}, **_words("another"), by=asked.reviewer, at=make.NOON)


def the_reviews_are_summarised(stage: Stage) -> None:
    """A draft of what the reviews say together, then the summary."""
    says = {"verdict": Verdict.ACCEPT, "to_contributors": "In short.", "to_committee": "Yes."}
    for act in (save_summary, submit_summary):
        act(proposal=stage.talk, **says, by=stage.person("chair"), at=make.NOON)


def it_is_decided(stage: Stage) -> None:
    decide(proposal=stage.talk, verdict=Verdict.ACCEPT, by=stage.person("chair"), at=make.NOON)


def it_is_released(stage: Stage) -> None:
    release_decisions(edition=stage.here.edition, by=stage.person("secretary"), at=make.NOON)


def it_is_decided_and_released(stage: Stage) -> None:
    it_is_decided(stage)
    it_is_released(stage)


def a_conflict_is_declared(stage: Stage) -> None:
    spare = stage.person("spare")
    declare_conflict(proposal=stage.talk, person=spare, reason="Kin.", by=spare, at=make.NOON)


def one_declines(stage: Stage) -> None:
    asked = stage.assignment("decliner")
    decline_assignment(assignment=asked, reason="Too much.", by=asked.reviewer, at=make.NOON)


def one_is_asked_no_longer(stage: Stage) -> None:
    asked = stage.assignment("leaver")
    take_away(assignment=asked, reason="Late.", by=stage.person("chair"), at=make.NOON)


def one_wishes(stage: Stage) -> None:
    wish = [(stage.talk, Interest.WANTS)]
    set_bids(edition=stage.here.edition, bids=wish, by=stage.person("spare"), at=make.NOON)


def one_declares_topics(stage: Stage) -> None:
    spare, edition = stage.person("spare"), stage.here.edition
    said = {"languages": ["en"], "most_reviews": 3, "key_words": ["estuaries"]}
    set_expertise(edition=edition, person=spare, by=spare, at=make.NOON, **said)


def two_are_looked_at(stage: Stage) -> None:
    two = {"proposal": stage.talk, "other": stage.here.revised}
    say_of_two(**two, opinion=Opinion.DUPLICATE, note="The same.", by=stage.person("chair"), at=make.NOON)


def they_discuss(stage: Stage) -> None:
    for name in ("fellow", "chair"):
        speak(proposal=stage.talk, text=f"So says the {name}.", by=stage.person(name), at=make.NOON)


def the_author_names_one(stage: Stage) -> None:
    author, edition = stage.person("author"), stage.here.edition
    declare_tie(edition=edition, proposal=stage.talk, name="A Rival", note="Why.", by=author, at=make.NOON)


def who_was_named_reviews(stage: Stage) -> None:
    ContactPoint.objects.filter(person=stage.person("leaver")).update(
        address=NAMED, key=ContactPoint.key_of(NAMED)
    )
    find_conflicts(edition=stage.here.edition, at=make.NOON)


def one_writes_for_another(stage: Stage) -> None:
    """The colleague has somebody else write a review, who does."""
    asked, sub = stage.assignment("colleague"), stage.person("sub-writer")
    address = ContactPoint.objects.get(person=sub).address
    delegation = delegate(assignment=asked, address=address, name="Sub", by=asked.reviewer, at=make.NOON)
    answer_delegation(delegation=delegation, agrees=True, by=sub, at=make.NOON)
    facts = {"scores": {stage.here.criterion.slug: 5}, **_words("a sub-reviewer"), "hands_over": True}
    write_for(delegation=delegation, **facts, by=sub, at=make.NOON)


def another_is_suggested(stage: Stage) -> None:
    Suggestion.objects.update(codes=[stage.talk.code], inputs="0" * 64)


def they_plan_and_rank(stage: Stage) -> None:
    track, chair = stage.here.track, stage.person("chair")
    set_guides(track=track, numbers={"all": 7}, by=chair, at=make.NOON)
    suggest(track=track, method=BY_SCORE, number=1, by=chair, at=make.NOON)


def a_draft_says_something_else(stage: Stage) -> None:
    of_draft = Proposal.objects.filter(pk=stage.here.draft.pk)
    of_draft.update(title=make.english("Unheard of"), title_text="Unheard of", changed_at=make.LATER)


def it_is_submitted(stage: Stage) -> None:
    Proposal.objects.filter(pk=stage.here.draft.pk).update(submitted_at=make.NOON)


def one_needs_something_else(stage: Stage) -> None:
    Need.objects.filter(registration=stage.here.registration).update(text="An interpreter")


def a_session_is_moved(stage: Stage) -> None:
    Placement.objects.filter(pk=stage.here.placement_taken_up.pk).update(
        starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 4), starts_at=None, ends_at=None
    )


def a_late_link_is_of_somebody_else(stage: Stage) -> None:
    LateLink.objects.filter(pk=stage.here.late_link.pk).update(address="else@other.example")


def a_code_is_for_somebody_else(stage: Stage) -> None:
    InvitationCode.objects.filter(pk=stage.here.code_to_invite.pk).update(note="For the minister", uses=7)


def some_say_their_gender(stage: Stage) -> None:
    """In words of their own, and they agree to every use."""
    said = {"gender": Gender.OWN_WORDS, "own_words": "Halcyon", "in_figures": True, "on_panels": True}
    for name in ("author", "colleague"):
        set_gender(**said, by=stage.person(name), at=make.NOON)


def colleague_submits(stage: Stage) -> None:
    asked = stage.assignment("colleague")
    scores = {stage.here.criterion.slug: 1}
    submit_review(assignment=asked, scores=scores, **_words("another"), by=asked.reviewer, at=make.NOON)


def names_are_shown(stage: Stage) -> None:
    ReviewRules.objects.filter(track=stage.here.track).update(anonymity=Anonymity.SINGLE)
