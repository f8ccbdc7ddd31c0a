"""What a proposal says, in the language it is written in and in others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.translated import LANGUAGES, Status
from convenor.proposals.actions.drafts import save_draft, translate_text
from convenor.proposals.actions.texts import TRANSLATIONS_ARE_LONGER
from convenor.proposals.models import Call, Contribution, Proposal
from convenor.proposals.versions import languages_behind
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line, Paragraphs
from convenor.web.me.proposals.steps import onward, step_page, writable
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import direction_of
from convenor.web.translated import BEHIND, standing_of


class TextForm(KeyedForm):
    """A title and an abstract in one language, within the limits of the call taken ``factor`` times."""

    def __init__(
        self,
        request: SignedInRequest,
        call: Call,
        language: str,
        texts: Proposal | Contribution | None,
        *,
        factor: float = 1.0,
    ) -> None:
        super().__init__(request)
        attrs = {"lang": language, "dir": direction_of(language)}
        words = int(call.abstract_words * factor)
        self.fields["title"] = Line(
            label=_("Title"),
            max_length=int(call.title_characters * factor),
            required=False,
            widget=forms.TextInput(attrs=attrs),
        )
        self.fields["abstract"] = Paragraphs(
            label=_("Abstract"),
            help_text=_("At most %(words)d words.") % {"words": words},
            most_words=words,
            required=False,
            widget=forms.Textarea(attrs={**attrs, "rows": 12}),
        )
        if texts:
            self.initial["title"] = texts.title.versions.get(language, ("", ""))[0]
            self.initial["abstract"] = texts.abstract.versions.get(language, ("", ""))[0]


class OriginalForm(TextForm):
    """Asks for both, though a draft may leave them open until it is handed in."""

    use_required_attribute = False

    def full_clean(self) -> None:
        super().full_clean()
        for name in ("title", "abstract"):
            self.fields[name].required = True  # only now


class TranslationForm(TextForm):
    def __init__(
        self, request: SignedInRequest, call: Call, language: str, texts: Proposal | Contribution
    ) -> None:
        super().__init__(request, call, language, texts, factor=TRANSLATIONS_ARE_LONGER)
        self.fields["status"] = forms.ChoiceField(
            label=_("Who translated it?"),
            choices=[
                (Status.HUMAN, _("a person, or a person checked it")),
                (Status.MACHINE, _("a machine, unchecked")),
            ],
            widget=forms.RadioSelect,
        )
        self.initial["status"] = texts.title.versions.get(language, ("", Status.HUMAN))[1]

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {**_words(self), "status": Status(self.cleaned_data["status"])}


class Version(NamedTuple):
    """A language other than the original's, and what there is in it."""

    language: str
    standing: str | Promise


@require_http_methods(["GET", "POST"])
def text(request: SignedInRequest, code: str) -> HttpResponse:
    proposal = writable(request, code)
    form = OriginalForm(request, proposal.call, proposal.language, proposal)
    if form.is_valid() and done(form, save_draft, request, proposal=proposal, **_words(form)):
        return onward(proposal, "text")
    versions = versions_of(proposal, proposal, languages_behind(proposal).get(0, ()))
    return step_page(request, proposal, "text", form, versions=versions)


@require_http_methods(["GET", "POST"])
def translation(
    request: SignedInRequest, code: str, language: str, number: int | None = None
) -> HttpResponse:
    """Another language's version of the proposal, or of the contribution with this number."""
    proposal = writable(request, code)
    if language not in LANGUAGES or language == proposal.language:
        raise Http404
    contribution = get_object_or_404(proposal.contributions, pk=number) if number is not None else None
    texts = contribution or proposal
    form = TranslationForm(request, proposal.call, language, texts)
    facts = {"proposal": proposal, "contribution": contribution, "language": language}
    if form.is_valid() and done(form, translate_text, request, **facts, **form.facts):
        if contribution:
            return redirect("me:contribution", code, contribution.pk)
        return redirect("me:proposal_text", code)
    page = {
        "title": texts.title.in_(proposal.language),
        "abstract": texts.abstract.in_(proposal.language),
        "language_of_translation": language,
        "template": "me/proposals/translation.html",
    }
    return step_page(request, proposal, "session" if contribution else "text", form, **page)


def _words(form: TextForm) -> dict[str, str]:
    return {"title": form.cleaned_data["title"], "abstract": form.cleaned_data["abstract"]}


def versions_of(proposal: Proposal, texts: Proposal | Contribution, behind: Collection[str]) -> list[Version]:
    """What there is in each other language, of what the original says."""
    others = [language for language in LANGUAGES if language != proposal.language]
    written = [text for text in (texts.title, texts.abstract) if text.versions.get(proposal.language)]
    return [
        Version(language, BEHIND if language in behind else standing_of(written, language))
        for language in others
    ]
