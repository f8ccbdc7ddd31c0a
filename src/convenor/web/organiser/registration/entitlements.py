"""Who asked to attend a track with limited access, and the answer to them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.registration.actions.answering import answer_entitlements
from convenor.registration.models import Entitlement
from convenor.registration.queries import entitlements_asked_in
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.calls import Several
from convenor.web.request import SignedInRequest

MOST_SHOWN = 200


class EntitlementsForm(KeyedForm):
    chosen = Several(label=_("Who asks"))
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("grant", _("They may attend")), ("refuse", _("They may not attend"))],
        widget=forms.RadioSelect,
        initial="grant",
    )
    note = Paragraphs(
        label=_("Note to the participants"),
        help_text=_("It stands in the letter."),
        required=False,
        max_length=2000,
    )


@require_http_methods(["GET", "POST"])
def entitlements(request: SignedInRequest) -> HttpResponse:
    asked = {str(each.pk): each for each in entitlements_asked_in(request.edition)[:MOST_SHOWN]}
    form = EntitlementsForm(request)
    form.fields["chosen"].choices = [(pk, _label(each)) for pk, each in asked.items()]  # type: ignore[attr-defined]  # a choice it is
    if form.is_valid():
        try:
            count = answer_entitlements.once(
                form.key,
                edition=request.edition,
                entitlements=[asked[pk] for pk in form.cleaned_data["chosen"]],
                grants=form.cleaned_data["answer"] == "grant",
                note=form.cleaned_data["note"],
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)s person is told.", "%(count)s people are told.", count)
            messages.success(request, said % {"count": count})
            return redirect(page(request.edition, "organiser:entitlements"))
    shown = {"form": form, "asked": asked}
    return render(request, "organiser/registration/entitlements.html", shown, status=invalid_status(form))


def _label(asked: Entitlement) -> str:
    registration = asked.registration
    return f"{registration.name} · {registration.category.name} · {asked.track.name if asked.track else ''}"
