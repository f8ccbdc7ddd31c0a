"""What a reviewer reads of a proposal: its texts in all their languages, its parts, and its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from convenor.kernel.translated import Status, Text, Translated
from convenor.proposals.models import Answer, Proposal, Question, QuestionKind
from convenor.proposals.queries import answers_of, questions_for
from convenor.review.models import Assignment, ReviewRules
from convenor.review.queries import assignments_of
from convenor.web.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class Version:
    """The proposal in one more language."""

    title: Text
    abstract: Text

    @property
    def status(self) -> str:
        return str(Status(self.abstract.status).label)


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the secretariat's questions with what the proposal answers."""

    question: Question
    text: Translated | str
    has_file: bool


def assignment_at(request: SignedInRequest, code: str) -> Assignment:
    """The reader's own assignment to the proposal ``code``; 404 for every other."""
    mine = assignments_of(request.person, request.edition, request.at)
    return get_object_or_404(mine.select_related("proposal__subtheme", "proposal__call"), proposal__code=code)


def what_is_read(proposal: Proposal, rules: ReviewRules | None) -> dict[str, Any]:
    """For the page of ``proposal``; who is behind it only where the track's rules show names."""
    shows_names = rules is None or rules.shows_names
    contributions = proposal.contributions.order_by("position")
    people = proposal.contributors.filter(refused_at=None).select_related("person__organization")
    return {
        "versions": list(_other_versions(proposal)),
        "contributions": contributions.select_related("presenter__person") if shows_names else contributions,
        "contributors": people.order_by("position", "pk") if shows_names else (),
        "shows_names": shows_names,
        "answers": list(_answers(proposal)),
    }


def _other_versions(proposal: Proposal) -> Iterator[Version]:
    shown = proposal.abstract.here.language
    for language in proposal.abstract.languages:
        if language != shown:
            yield Version(proposal.title.in_(language), proposal.abstract.in_(language))


def _answers(proposal: Proposal) -> Iterator[Answered]:
    answers = answers_of(proposal)
    for question in questions_for(proposal.call, proposal.track):
        if answer := answers.get(question.pk):
            yield Answered(question, _in_words(question, answer), bool(answer.file))


def _in_words(question: Question, answer: Answer) -> Translated | str:
    if question.kind != QuestionKind.CHOICE:
        return answer.text
    texts = {choice["key"]: choice["text"] for choice in question.choices}
    return Translated.from_json(texts.get(answer.text))


@require_safe
def answer_file(request: SignedInRequest, code: str, slug: str) -> HttpResponseBase:
    """An uploaded file, to be saved. It is named after its question: its own name may tell who wrote it."""
    proposal = assignment_at(request, code).proposal
    answer = get_object_or_404(proposal.answers.select_related("question"), question__slug=slug)
    if not answer.file:
        raise Http404
    ending = PurePath(answer.file_name).suffix
    response = FileResponse(answer.file.open(), as_attachment=True, filename=f"{code}-{slug}{ending}")
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
