"""Answers to the secretariat's questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from convenor.audit.actions import write
from convenor.kernel.refusals import Refused
from convenor.kernel.text import clean, count_words
from convenor.people.models import Person
from convenor.proposals.actions.editing import editing
from convenor.proposals.actions.texts import TooLong
from convenor.proposals.completeness import MOST_CHARACTERS
from convenor.proposals.models import Answer, Proposal, Question, QuestionKind
from convenor.proposals.queries import questions_for
from convenor.proposals.uploads import Upload

_MOST_DIGITS = 30


class NotAsked(Refused):
    """The question is not one for this proposal."""


class NotAnAnswer(Refused):
    """The answer is none of the kind that is asked for."""


@write
def answer_questions(*, proposal: Proposal, answers: Mapping[str, str], by: Person, at: datetime) -> Proposal:
    """Answer questions by their slugs, in words, numbers and choices; an empty answer takes one away."""
    with editing(proposal, "questions", by=by, at=at) as held:
        asked = {question.slug: question for question in questions_for(held.call, held.track)}
        for slug, text in answers.items():
            if slug not in asked:
                raise NotAsked(_("This question is not asked of your proposal."))
            _answer(held, asked[slug], clean(text))
    return held


@write
def attach_file(
    *, proposal: Proposal, question: Question, upload: Upload, by: Person, at: datetime
) -> Answer:
    """Answer a question with a file that ``uploads.stored`` keeps; earlier versions keep the earlier file."""
    with editing(proposal, "questions", by=by, at=at) as held:
        _refuse_unasked(held, question)
        answer, _is_new = Answer.objects.update_or_create(
            proposal=held,
            question=question,
            defaults={"file": upload.path, "file_name": upload.name or "", "file_type": upload.type},
        )
    return answer


@write
def remove_file(*, proposal: Proposal, question: Question, by: Person, at: datetime) -> Proposal:
    with editing(proposal, "questions", by=by, at=at) as held:
        _refuse_unasked(held, question)
        held.answers.filter(question=question).delete()
    return held


def _refuse_unasked(proposal: Proposal, question: Question) -> None:
    asked = questions_for(proposal.call, proposal.track).filter(pk=question.pk, kind=QuestionKind.FILE)
    if not asked.exists():
        raise NotAsked(_("This question is not asked of your proposal."))


def _answer(proposal: Proposal, question: Question, text: str) -> None:
    if not _fits(question, text):
        raise NotAnAnswer(_("Please check your answer: %(question)s") % {"question": question.text})
    words = count_words(text)
    most = question.most_words
    if (most and words > most) or len(text) > MOST_CHARACTERS:
        sentence = _("“%(question)s” may be answered in %(most)d words; it has %(count)d.")
        raise TooLong(sentence % {"question": question.text, "most": most or MOST_CHARACTERS, "count": words})
    if text:
        Answer.objects.update_or_create(proposal=proposal, question=question, defaults={"text": text})
    else:
        proposal.answers.filter(question=question).delete()


def _fits(question: Question, text: str) -> bool:
    match question.kind:
        case QuestionKind.FILE:
            return False
        case QuestionKind.CHOICE:
            return text in {"", *(choice["key"] for choice in question.choices)}
        case QuestionKind.NUMBER:
            return text == "" or _is_a_number(text)
        case _:
            return True


def _is_a_number(text: str) -> bool:
    try:
        return len(text) <= _MOST_DIGITS and Decimal(text).is_finite()
    except InvalidOperation:
        return False
