"""The letters of an edition: their wording in each language, tried on a real proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions import letters as wordings
from convenor.editions.models import Letter, LetterKind, Role
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import LANGUAGES
from convenor.proposals.queries import proposals_for_organiser
from convenor.web.forms import KeyedForm, Line, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of, yes_or_no
from convenor.web.templatetags.convenor import direction_of, language_name


class LetterForm(KeyedForm):
    subject = Line(label=_("Subject"), max_length=200)
    body = Paragraphs(label=_("Text"), max_length=10_000)

    def __init__(self, request: SignedInRequest, words: tuple[str, str], language: str) -> None:
        super().__init__(request, initial=dict(zip(("subject", "body"), words, strict=True)))
        for field in (self.fields["subject"], self.fields["body"]):
            field.widget.attrs |= {"lang": language, "dir": direction_of(language)}
        self.fields["body"].widget.attrs["rows"] = 18


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter in the languages of the edition, and in which of them its text was changed."""

    kind: LetterKind
    languages: Collection[str]
    changed: Collection[str]

    def in_(self, language: str) -> str | Promise | None:
        if language not in self.languages:
            return None
        return _("changed") if language in self.changed else _("built-in")


def _in(language: str) -> Column:
    """The text in ``language``, which leads to the page where it is changed."""

    def page_of(request: SignedInRequest, wording: Wording) -> str:
        return page(request.edition, "organiser:letter", wording.kind, language)

    header = lazy(language_name, str)(language)
    return Column(language, header, lambda wording: wording.in_(language), link=page_of)


LIST = Table(
    "letters",
    Column("kind", _("Letter"), lambda wording: wording.kind.label),
    *map(_in, LANGUAGES),
    filters=(
        Filter(
            "changed",
            _("Changed"),
            yes_or_no,
            lambda wording, value: bool(wording.changed) == (value == "yes"),
        ),
    ),
)


@require_safe
def letters(request: SignedInRequest) -> HttpResponseBase:
    languages, own = request.edition.languages, defaultdict(set)
    for kind, language in Letter.objects.filter(edition=request.edition).values_list("kind", "language"):
        own[kind].add(language)
    every = [Wording(kind, languages, own[kind]) for kind in LetterKind]
    listing = short_listing_of(request, LIST, every, without=frozenset(LANGUAGES) - {*languages})
    return listing.file() or render(request, "organiser/letters.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
def letter(request: SignedInRequest, kind: str, language: str) -> HttpResponse:
    """Change the wording, look at it filled in, or go back to the built-in one."""
    if kind not in LetterKind.values or language not in request.edition.languages:
        raise Http404
    which = LetterKind(kind)
    words = wordings.wording(request.edition, which, language)
    form = LetterForm(request, words, language)
    if form.is_valid():
        words = form.cleaned_data["subject"], form.cleaned_data["body"]
        if said := _done(request, form, which, language):
            messages.success(request, said)
            return redirect(page(request.edition, "organiser:letter", kind, language))

    shown = {
        "form": form,
        "kind": which,
        "letter_language": language,
        "preview": wordings.filled(words, request.edition, language, _example(request)),
        "placeholders": [f"{{{name}}}" for name in wordings.placeholders_of(which)],
    }
    return render(request, "organiser/letter.html", shown, status=invalid_status(form))


def _done(request: SignedInRequest, form: LetterForm, kind: LetterKind, language: str) -> str:
    """What was done, in words; nothing for a mere look, or where it was refused."""
    letter: dict[str, Any] = {"edition": request.edition, "kind": kind, "language": language}
    words = {"subject": form.cleaned_data["subject"], "body": form.cleaned_data["body"]}
    try:
        match request.POST.get("do"):
            case "save":
                wordings.reword.once(form.key, **letter, **words, by=request.person, at=request.at)
                return now("The wording is saved.")
            case "built-in":
                wordings.back_to_built_in.once(form.key, **letter, by=request.person, at=request.at)
                return now("The built-in wording is used again.")
            case _:
                wordings.check(kind, **words)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return ""


def _example(request: SignedInRequest) -> dict[str, wordings.Value]:
    """What the first proposal of the edition would fill in; made up where there is none yet."""
    known = proposals_for_organiser(request.person, request.edition, request.at)
    proposal = known.select_related("track", "call").order_by("code").first()
    return {
        "name": request.person.name,
        "proposal_title": proposal.title if proposal else _("Title of the proposal"),
        "session_title": proposal.title if proposal else _("Title of the session"),
        "proposal_code": proposal.code if proposal else "K7TQXM",
        "track": proposal.track.name if proposal else _("Name of the track"),
        "role": Role.REVIEWER.label,
        "code": "K7TQXM",
        "category": _("Name of the category"),
        "deadline": proposal.call.closes_at if proposal else request.edition.starts_on,
        "note": _("A note may stand here."),
        "link": "https://…",
    }
