"""The secretariat's own questions in a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Track
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Status, Translated
from convenor.proposals.actions.calls import remove_question, set_question
from convenor.proposals.models import Call, Question, QuestionKind
from convenor.proposals.queries import calls_of
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.calls import Several
from convenor.web.organiser.parts import Slug
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of, yes_or_no
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs

_MOST = 32_000  # what a small whole number holds in every database

Choice = Mapping[str, Any]


class QuestionForm(TranslatedForm):
    """A question; its choices are lines, which keep their keys when their words change."""

    text = TranslatedLine(label=_("Question"), max_length=300)
    slug = Slug()
    help = TranslatedLine(label=_("Explanation"), max_length=500, required=False)
    kind = forms.ChoiceField(label=_("Answered by"), choices=QuestionKind.choices)
    choices = TranslatedParagraphs(
        label=_("Answers to choose from"), help_text=_("One on each line, for a choice."), required=False
    )
    is_required = forms.BooleanField(label=_("It must be answered"), required=False)
    most_words = forms.IntegerField(
        label=_("Words in a text, at most"), min_value=1, max_value=3000, required=False
    )
    tracks = Several(
        label=_("Tracks"), help_text=_("Of which it is asked; of all where none is chosen."), required=False
    )
    position = forms.IntegerField(
        label=_("Place in the list"),
        help_text=_("Lower numbers come first."),
        min_value=0,
        max_value=_MOST,
        initial=0,
    )

    def __init__(self, request: SignedInRequest, call: Call, question: Question | None = None) -> None:
        self.before: list[Choice] = question.choices if question else []
        self.track_of = {track.slug: track for track in call.tracks.order_by("position", "pk")}
        super().__init__(request, initial=_facts(question) if question else {})
        if question:
            self.fields.pop("slug", None)
            self._kept["slug"] = question.slug
        if "tracks" in self.fields:
            offered = [(slug, str(track.name)) for slug, track in self.track_of.items()]
            self.fields["tracks"].choices = offered  # type: ignore[attr-defined]  # a choice it is

    def clean_choices(self) -> str:
        typed: str = self.cleaned_data["choices"]
        if self.is_translation and typed and len(typed.splitlines()) != len(self.before):
            raise ValidationError(
                _("Please write one line for each of the %(count)d answers, in the same order."),
                params={"count": len(self.before)},
            )
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        status = self.cleaned_data.get("choices_status", Status.ORIGINAL)
        facts = super().facts
        facts["choices"] = self._with(lines, status) if lines or not self.is_translation else self.before
        facts["kind"] = QuestionKind(facts["kind"])
        facts["tracks"] = [self.track_of[slug] for slug in facts["tracks"] if slug in self.track_of]
        return facts

    def _with(self, lines: list[str], status: str) -> list[Choice]:
        texts = {choice["key"]: Translated.from_json(choice["text"]) for choice in self.before}
        keys = list(texts) if self.is_translation else list(_keys(texts, lines, self.writing))
        return [
            {"key": key, "text": texts.get(key, Translated()).plus(line, self.writing, status).to_json()}
            for key, line in zip(keys, lines, strict=True)
        ]


def _page_of(request: SignedInRequest, question: Question) -> str:
    return page(request.edition, "organiser:question", question.call.slug, question.slug)


LIST = Table(
    "questions",
    Column("text", _("Question"), lambda question: question.text, link=_page_of),
    Column("slug", _("Short name"), lambda question: question.slug, is_for_files=True),
    Column("kind", _("Answered by"), lambda question: question.get_kind_display()),
    Column("required", _("It must be answered"), lambda question: question.is_required),
    Column("tracks", _("Tracks"), lambda question: [str(track.name) for track in question.tracks.all()]),
    Column("words", _("Words in a text, at most"), lambda question: question.most_words, is_for_files=True),
    Column("position", _("Place in the list"), lambda question: question.position, is_for_files=True),
    filters=(
        Filter(
            "kind",
            _("Answered by"),
            lambda _request: QuestionKind.choices,
            lambda question, kind: question.kind == kind,
        ),
        Filter(
            "required",
            _("It must be answered"),
            yes_or_no,
            lambda question, value: question.is_required == (value == "yes"),
        ),
    ),
)


@require_safe
def questions(request: SignedInRequest, slug: str) -> HttpResponseBase:
    call = get_object_or_404(calls_of(request.edition), slug=slug)
    tracks = Prefetch("tracks", Track.objects.order_by("position", "pk"))
    asked = call.questions.select_related("call").prefetch_related(tracks).order_by("position", "pk")
    listing = short_listing_of(request, LIST, asked)
    context = {"call": call, "listing": listing}
    return listing.file() or render(request, "organiser/calls/questions.html", context)


@require_http_methods(["GET", "POST"])
def question(request: SignedInRequest, slug: str, name: str = "") -> HttpResponse:
    """One question; a new one without ``name``."""
    call = get_object_or_404(calls_of(request.edition), slug=slug)
    shown = get_object_or_404(call.questions, slug=name) if name else None
    form = QuestionForm(request, call, shown)
    if form.is_valid() and _is_set(request, form, call, is_new=shown is None):
        messages.success(request, now("Saved."))
        return redirect(form.onward(page(request.edition, "organiser:questions", slug)))
    context = {"call": call, "question": shown, "form": form}
    return render(request, "organiser/calls/question.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def question_removal(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    call = get_object_or_404(calls_of(request.edition), slug=slug)
    shown = get_object_or_404(call.questions, slug=name)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            remove_question.once(form.key, question=shown, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Removed."))
            return redirect(page(request.edition, "organiser:questions", slug))
    context = {"call": call, "question": shown, "form": form}
    return render(request, "organiser/calls/question_removal.html", context, status=invalid_status(form))


def _is_set(request: SignedInRequest, form: QuestionForm, call: Call, *, is_new: bool) -> bool:
    facts = form.facts
    if is_new and call.questions.filter(slug=facts["slug"]).exists():
        form.add_error("slug", _("Another question of this call has this short name."))
        return False
    try:
        set_question.once(form.key, call=call, by=request.person, at=request.at, **facts)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _keys(texts: Mapping[str, Translated], lines: list[str], language: str) -> Iterator[str]:
    """For each line the key of the choice that it was, or was corrected from; else a new one."""
    free = {text.versions.get(language, ("", ""))[0]: key for key, text in texts.items()}
    taken = set(texts)
    for number, line in enumerate(lines, 1):
        others = [text for text in free if text not in lines]
        was = [line] if line in free else get_close_matches(line, others, n=1)
        key = free.pop(was[0]) if was else _new_key(line, number, taken)
        taken.add(key)
        yield key


def _new_key(line: str, number: int, taken: set[str]) -> str:
    key = slugify(line)[:30] or "answer"
    return key if key not in taken else f"{key}-{number}-{len(taken)}"


def _facts(question: Question) -> dict[str, Any]:
    names = ("text", "help", "kind", "is_required", "most_words", "position")
    return {
        **{name: getattr(question, name) for name in names},
        "choices": _as_lines(question.choices),
        "tracks": list(question.tracks.values_list("slug", flat=True)),
    }


def _as_lines(choices: list[Choice]) -> Translated:
    """The choices as one text: a line for each, in the languages in which all are said."""
    texts = [Translated.from_json(choice["text"]) for choice in choices]
    spoken = set.intersection(*(set(text.languages) for text in texts)) if texts else set()
    return Translated(
        {
            language: (
                "\n".join(text.versions[language][0] for text in texts),
                texts[0].versions[language][1],
            )
            for language in spoken
        }
    )
