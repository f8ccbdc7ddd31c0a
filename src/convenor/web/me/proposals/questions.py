"""The secretariat's own questions: those answered in words on one page, each file on its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.proposals import uploads
from convenor.proposals.actions.answers import answer_questions, attach_file, remove_file
from convenor.proposals.models import Answer, Proposal, Question, QuestionKind
from convenor.proposals.queries import answers_of, questions_for
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Paragraphs
from convenor.web.me.proposals.steps import onward, own, step_page, writable
from convenor.web.reading import Address, file_of
from convenor.web.request import SignedInRequest


class QuestionsForm(KeyedForm):
    """A field for each question that is answered in words; what is required may wait until the hand-in."""

    use_required_attribute = False

    def __init__(
        self, request: SignedInRequest, questions: list[Question], answers: dict[int, Answer]
    ) -> None:
        super().__init__(request)
        self.asked = {f"answer-{each.slug}": each for each in questions if each.kind != QuestionKind.FILE}
        for name, question in self.asked.items():
            self.fields[name] = _field(question)
            answer = answers.get(question.pk)
            self.initial[name] = answer.text if answer else ""

    def full_clean(self) -> None:
        super().full_clean()
        for name, question in self.asked.items():
            self.fields[name].required = question.is_required  # only now: a draft may leave it open

    @property
    def answers(self) -> dict[str, str]:
        return {question.slug: _as_text(self.cleaned_data[name]) for name, question in self.asked.items()}


class FileForm(KeyedForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, DOCX, PPTX, ODT, ODP or plain text. We take out what the file itself says of "
            "its author and of the programs used; what stands on its pages stays."
        ),
    )


@require_http_methods(["GET", "POST"])
def questions(request: SignedInRequest, code: str) -> HttpResponse:
    proposal = writable(request, code)
    asked = list(questions_for(proposal.call, proposal.track))
    answers = answers_of(proposal)
    form = QuestionsForm(request, asked, answers)
    if form.is_valid() and done(form, answer_questions, request, proposal=proposal, answers=form.answers):
        return onward(proposal, "questions")
    files = [(question, answers.get(question.pk)) for question in asked if question.kind == QuestionKind.FILE]
    return step_page(request, proposal, "questions", form, files=files)


@require_http_methods(["GET", "POST"])
def question_file(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """The file that answers one question."""
    proposal = writable(request, code)
    question = _asked(proposal, slug)
    form = FileForm(request)
    if form.is_valid() and _attached(request, form, proposal, question):
        return redirect("me:proposal_questions", code)
    page = {"question": question, "answer": answers_of(proposal).get(question.pk)}
    return step_page(request, proposal, "questions", form, template="me/proposals/file.html", **page)


@require_POST
def question_file_removal(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    proposal = writable(request, code)
    question = _asked(proposal, slug)
    form = KeyedForm(request)
    if done(form, remove_file, request, proposal=proposal, question=question):
        return redirect("me:proposal_questions", code)
    page = {"question": question, "answer": answers_of(proposal).get(question.pk)}
    return step_page(request, proposal, "questions", form, template="me/proposals/file.html", **page)


@require_safe
def answer_file(request: SignedInRequest, code: str, slug: str) -> HttpResponseBase:
    return file_of(own(request, code), slug, is_own=True)


def file_at(proposal: Proposal) -> Address:
    """Where its people save the files of ``proposal``."""
    return lambda slug: reverse("me:answer_file", args=[proposal.code, slug])


def _asked(proposal: Proposal, slug: str) -> Question:
    asked = questions_for(proposal.call, proposal.track).filter(kind=QuestionKind.FILE)
    return get_object_or_404(asked, slug=slug)


def _attached(request: SignedInRequest, form: FileForm, proposal: Proposal, question: Question) -> bool:
    try:
        upload = uploads.accept(form.cleaned_data["file"])
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    with uploads.stored(upload):
        return done(form, attach_file, request, proposal=proposal, question=question, upload=upload)


def _field(question: Question) -> forms.Field:
    options: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": False}
    match question.kind:
        case QuestionKind.NUMBER:
            return forms.DecimalField(max_digits=15, **options)
        case QuestionKind.CHOICE:
            choices = [(each["key"], Translated.from_json(each["text"])) for each in question.choices]
            nothing = [] if question.is_required else [("", _("no answer"))]
            return forms.ChoiceField(choices=[*nothing, *choices], widget=forms.RadioSelect, **options)
        case _:
            return Paragraphs(most_words=question.most_words, **options)


def _as_text(value: Any) -> str:
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value or "")
