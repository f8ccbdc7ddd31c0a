"""Setting up a call: when it is open, to what, within which limits; and the questions it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, TypeVar, Unpack

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import only_secretaries, short_name
from convenor.editions.models import Edition, Subtheme, Track
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.people.models import Person
from convenor.proposals.models import Answer, Call, Question, QuestionKind

Part = TypeVar("Part", Track, Subtheme)


class CallFacts(TypedDict, total=False):
    """A call is open from ``opens_at`` up to, and without, ``closes_at``."""

    title: Translated
    text: Translated
    opens_at: datetime
    closes_at: datetime
    tracks: Sequence[Track]
    subthemes: Sequence[Subtheme]
    languages: Sequence[str]
    title_characters: int
    abstract_words: int
    most_per_person: int | None
    most_per_organization: int | None


class QuestionFacts(TypedDict, total=False):
    """``choices`` are ``{"key": "tablet", "text": {"en": {…}}}``; their keys stay when their words change."""

    kind: QuestionKind
    text: Translated
    help: Translated
    choices: Sequence[Mapping[str, Any]]
    is_required: bool
    most_words: int | None
    tracks: Sequence[Track]
    position: int


class EndsTooEarly(Refused):
    """A call closes after it opens; a late link ends after it is given."""


class NotOfThisEdition(Refused):
    """A track or subtheme of another edition, or a language that we do not know."""


class Answered(Refused):
    """Answers were given that would lose their meaning."""


class ChoicesMissing(Refused):
    """A question with choices has at least two."""


@write
def create_call(
    *, edition: Edition, slug: str = "", by: Person, at: datetime, **facts: Unpack[CallFacts]
) -> Call:
    """Set up a call of ``edition``; ``slug`` is its name in addresses, made of the title where empty."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    slug = short_name(Call.objects.filter(edition=edition), slug, facts["title"].in_("en").text, "call")
    call = Call(edition=edition, slug=slug, languages=edition.languages)
    _put(call, facts)
    _note(call, "call.created", by, at)
    return call


@write
def change_call(*, call: Call, by: Person, at: datetime, **facts: Unpack[CallFacts]) -> Call:
    """Change a call. What was handed in stays as it is; drafts are measured by what it says now."""
    call = locked(Call, call)
    only_secretaries(by, call.edition, at)
    _put(call, facts)
    _note(call, "call.changed", by, at)
    return call


@write
def set_question(
    *, call: Call, slug: str, by: Person, at: datetime, **facts: Unpack[QuestionFacts]
) -> Question:
    """Ask a question in ``call``, or change the one of this short name; without one, it is a new question.

    Without ``tracks`` all are asked.
    """
    call = locked(Call, call)
    only_secretaries(by, call.edition, at)
    question = Question.objects.filter(call=call, slug=slug).first()
    if question is None:
        others = Question.objects.filter(call=call)
        slug = short_name(others, slug, facts["text"].in_("en").text, "question")
        question = Question(call=call, slug=slug)
    _refuse_if_answered(question, facts)
    tracks = facts.pop("tracks", None)
    for name, value in facts.items():
        setattr(question, name, value)
    question.choices = list(question.choices) if question.kind == QuestionKind.CHOICE else []
    if question.kind == QuestionKind.CHOICE and len(question.choices) < 2:  # noqa: PLR2004  # one is no choice
        raise ChoicesMissing(_("Please give at least two answers to choose from."))
    question.save()
    if tracks is not None:
        question.tracks.set(_of_the_edition(call, tracks))
    record("question.set", subject=call, actor=by, at=at, scope=call.edition.path, question=slug)
    return question


@write
def remove_question(*, question: Question, by: Person, at: datetime) -> Call:
    """Ask no more what nobody has answered yet."""
    call = locked(Call, question.call)
    only_secretaries(by, call.edition, at)
    if Answer.objects.filter(question=question).exists():
        raise Answered(_("This question has been answered. Change it instead: it need not be required."))
    Question.objects.filter(pk=question.pk).delete()
    record("question.removed", subject=call, actor=by, at=at, scope=call.edition.path, question=question.slug)
    return call


def _put(call: Call, facts: CallFacts) -> None:
    tracks, subthemes = facts.pop("tracks", None), facts.pop("subthemes", None)
    for name, value in facts.items():
        setattr(call, name, value)
    if call.closes_at <= call.opens_at:
        raise EndsTooEarly(_("The call must close after it opens."))
    if not set(call.languages) <= set(LANGUAGES):
        raise NotOfThisEdition(_("Please choose among what this edition has."))
    call.languages = [language for language in LANGUAGES if language in call.languages]
    call.save()
    if tracks is not None:
        call.tracks.set(_of_the_edition(call, tracks))
    if subthemes is not None:
        call.subthemes.set(_of_the_edition(call, subthemes))


def _of_the_edition(call: Call, parts: Sequence[Part]) -> Sequence[Part]:
    if any(part.edition_id != call.edition_id for part in parts):
        raise NotOfThisEdition(_("Please choose among what this edition has."))
    return parts


def _refuse_if_answered(question: Question, facts: QuestionFacts) -> None:
    """What was answered keeps its kind, and the choices that were chosen."""
    kind = facts.get("kind", question.kind)
    answers = Answer.objects.filter(question=question.pk)
    if kind == QuestionKind.CHOICE and "choices" in facts:
        answers = answers.exclude(text__in=[choice["key"] for choice in facts["choices"]])
    elif kind == question.kind:
        return
    if answers.exists():
        raise Answered(
            _("This question has been answered: its kind, and answers that were chosen, must stay.")
        )


def _note(call: Call, action: str, by: Person, at: datetime) -> None:
    record(
        action,
        subject=call,
        actor=by,
        at=at,
        scope=call.edition.path,
        opens_at=call.opens_at.isoformat(),
        closes_at=call.closes_at.isoformat(),
        most_per_person=call.most_per_person,
        most_per_organization=call.most_per_organization,
    )
