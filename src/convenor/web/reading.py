"""A proposal as authors, reviewers and organisers read it: they differ in whose names they are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from convenor.kernel.translated import Status, Text, Translated
from convenor.proposals.models import Answer, Contribution, Proposal, Question, QuestionKind
from convenor.proposals.queries import answers_of, questions_for
from convenor.proposals.versions import languages_behind
from convenor.review.redacting import Words, hidden, hidden_in, hide_names_in, words_of

Address = Callable[[str], str]  # of the file that answers the question of this short name


@dataclass(frozen=True, slots=True)
class Version:
    """The proposal, or a contribution in it, in one more language."""

    language: str
    title: Text
    abstract: Text
    is_behind: bool  # the original, which was changed since

    @property
    def status(self) -> str:
        return str(Status((self.abstract if self.abstract.text else self.title).status).label)


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution, with what there is of it in other languages than the one shown."""

    contribution: Contribution
    versions: list[Version]
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the secretariat's questions with what the proposal answers: words, or a file at ``href``."""

    question: Question
    text: Translated | str
    href: str


def what_is_read(proposal: Proposal, file_at: Address, *, shows_names: bool = True) -> dict[str, Any]:
    """What ``parts/reading.html`` shows of ``proposal``; with ``shows_names``, also who is behind it."""
    behind = languages_behind(proposal)
    contributions = proposal.contributions.order_by("position")
    words: Words = {}
    if shows_names:
        contributions = contributions.select_related("presenter__person")
    else:
        hide_names_in(proposal)
        words = words_of([proposal]).get(proposal.pk, {})
    people = proposal.contributors.filter(refused_at=None).select_related("person__organization")
    return {
        "versions": _other_versions(proposal, behind.get(0, ())),
        "behind": sorted(behind.get(0, ())),
        "parts": [_part(_hidden(each, words), behind.get(each.pk, ())) for each in contributions],
        "contributors": people.order_by("position", "pk") if shows_names else (),
        "shows_names": shows_names,
        "answers": list(_answers(proposal, file_at, words)),
    }


def _hidden(contribution: Contribution, words: Words) -> Contribution:
    contribution.title = hidden(contribution.title, words)
    contribution.abstract = hidden(contribution.abstract, words)
    return contribution


def _part(contribution: Contribution, behind: Collection[str]) -> Part:
    shown = contribution.abstract.here if contribution.abstract else contribution.title.here
    return Part(contribution, _other_versions(contribution, behind), shown.language in behind)


def _other_versions(texts: Proposal | Contribution, behind: Collection[str]) -> list[Version]:
    written = texts.abstract or texts.title
    return [
        Version(language, texts.title.in_(language), texts.abstract.in_(language), language in behind)
        for language in written.languages
        if language != written.here.language
    ]


def _answers(proposal: Proposal, file_at: Address, words: Words) -> Iterator[Answered]:
    answers = answers_of(proposal)
    for question in questions_for(proposal.call, proposal.track):
        if answer := answers.get(question.pk):
            yield Answered(
                question, _in_words(question, answer, words), file_at(question.slug) if answer.file else ""
            )


def _in_words(question: Question, answer: Answer, words: Words) -> Translated | str:
    if question.kind != QuestionKind.CHOICE:
        return hidden_in(answer.text, words)
    texts = {choice["key"]: choice["text"] for choice in question.choices}
    return Translated.from_json(texts.get(answer.text))


def file_of(proposal: Proposal, slug: str, *, is_own: bool = False) -> FileResponse:
    """An uploaded file, to be saved and never shown inside our pages.

    To others than its owners it is named after its question: its own name may tell who wrote it.
    """
    answer = get_object_or_404(proposal.answers, question__slug=slug)
    if not answer.file:
        raise Http404
    name = answer.file_name if is_own else f"{proposal.code}-{slug}{PurePath(answer.file_name).suffix}"
    response = FileResponse(answer.file.open(), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
