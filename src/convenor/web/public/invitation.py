"""The link in a contributor's letter: they say, without an account, whether they take part."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.actions.contributors import answer_invitation
from convenor.proposals.models import Contributor
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.me.confirmation import Buttons
from convenor.web.request import Request


class AnswerForm(KeyedForm):
    answer = forms.ChoiceField(
        label=_("Do you agree to take part?"),
        choices=[("yes", _("Yes, I take part")), ("no", _("No, please take my name out"))],
        widget=Buttons,
    )


@require_http_methods(["GET", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """Whose link it is, may answer, and change the answer. Looking changes nothing: mail scanners look."""
    invited = Contributor.objects.exclude(invited_at=None).select_related(
        "person", "proposal__edition__series", "proposal__track", "proposal__proposer"
    )
    contributor = get_object_or_404(invited, token=token)
    request.edition = contributor.proposal.edition
    timezone.activate(request.edition.tzinfo)
    form = AnswerForm(request)

    if form.is_valid():
        agrees = form.cleaned_data["answer"] == "yes"
        try:
            answer_invitation.once(
                form.key, contributor=contributor, agrees=agrees, by=contributor.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if request.person:
                messages.success(request, now("Thank you. Your answer is recorded."))
            return redirect("public:invitation", token)

    page = {
        "contributor": contributor,
        "proposal": contributor.proposal,
        "is_withdrawn": hasattr(contributor.proposal, "withdrawal"),
        "form": form,
    }
    return render(request, "public/invitation.html", page, status=invalid_status(form))
