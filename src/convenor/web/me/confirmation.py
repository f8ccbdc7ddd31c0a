"""The link in a letter: one click says whether a contributor will come."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.actions.confirmations import confirm
from convenor.proposals.models import Contributor
from convenor.proposals.queries import is_asked_to_confirm
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import Request


class Buttons(forms.RadioSelect):
    """Choices that send the form when they are pressed."""

    template_name = "parts/buttons.html"


class ComingForm(KeyedForm):
    answer = forms.ChoiceField(
        label=_("Will you come?"),
        choices=[("yes", _("Yes, I will come")), ("no", _("No, I cannot come"))],
        widget=Buttons,
    )


@cache_control(no_store=True)
@require_http_methods(["GET", "POST"])
def confirmation(request: Request, token: str) -> HttpResponse:
    """Whose link it is, may answer: no account is needed. Looking changes nothing: mail scanners look."""
    people = Contributor.objects.select_related("person", "proposal__edition__series", "proposal__track")
    contributor = get_object_or_404(people, token=token)
    request.edition = contributor.proposal.edition
    timezone.activate(request.edition.tzinfo)
    form = ComingForm(request)

    if form.is_valid():
        will_come = form.cleaned_data["answer"] == "yes"
        try:
            confirm.once(
                form.key, contributor=contributor, will_come=will_come, by=contributor.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if request.person:
                messages.success(request, now("Thank you. Your answer is recorded."))
            return redirect("me:confirmation", token)

    page = {
        "contributor": contributor,
        "form": form,
        "answer": contributor.confirmations.filter(superseded_by=None).first(),
        "may_answer": is_asked_to_confirm(contributor) and not request.edition.has_begun(request.at),
    }
    return render(request, "me/confirmation.html", page, status=invalid_status(form))
