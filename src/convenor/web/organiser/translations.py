"""The secretariat puts a proposal, and the contributions in it, into other languages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.kernel.translated import LANGUAGES
from convenor.proposals.actions.drafts import translate_text
from convenor.proposals.versions import languages_behind
from convenor.web.forms import invalid_status
from convenor.web.links import page
from convenor.web.me.proposals.text import TranslationForm, versions_of
from convenor.web.organiser.proposal import proposal_at
from convenor.web.request import SignedInRequest


@require_safe
def translations(request: SignedInRequest, code: str) -> HttpResponse:
    """What there is of the proposal, and of each contribution in it, in each language."""
    proposal = proposal_at(request, code)
    contributions = proposal.contributions.order_by("position")
    behind = languages_behind(proposal)
    context = {
        "proposal": proposal,
        "versions": versions_of(proposal, proposal, behind.get(0, ())),
        "contributions": [
            (each, versions_of(proposal, each, behind.get(each.pk, ()))) for each in contributions
        ],
    }
    return render(request, "organiser/translations.html", context)


@require_http_methods(["GET", "POST"])
def translation(
    request: SignedInRequest, code: str, language: str, number: int | None = None
) -> HttpResponse:
    """One language's version of the proposal, or of the contribution with this number."""
    proposal = proposal_at(request, code)
    if language not in LANGUAGES or language == proposal.language:
        raise Http404
    contribution = get_object_or_404(proposal.contributions, pk=number) if number is not None else None
    texts = contribution or proposal
    form = TranslationForm(request, proposal.call, language, texts)
    if form.is_valid():
        facts = {"proposal": proposal, "contribution": contribution, "language": language, **form.facts}
        try:
            translate_text.once(form.key, by=request.person, at=request.at, **facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(page(request.edition, "organiser:translations", code))
    context = {
        "proposal": proposal,
        "title": texts.title.in_(proposal.language),
        "abstract": texts.abstract.in_(proposal.language),
        "language_of_translation": language,
        "form": form,
    }
    return render(request, "organiser/translation.html", context, status=invalid_status(form))
