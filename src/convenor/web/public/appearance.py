"""The link in an invitation to a session: one click says whether somebody will appear, and from where."""

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
from convenor.programme.actions.appearances import answer_appearance
from convenor.programme.models import Appearance
from convenor.web.answering import Buttons
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import Request


class AppearanceForm(KeyedForm):
    answer = forms.ChoiceField(
        label=_("Will you come?"),
        choices=[
            ("yes", _("Yes, I will come")),
            ("remote", _("Yes, from afar")),
            ("no", _("No, I cannot come")),
        ],
        widget=Buttons,
    )


@require_http_methods(["GET", "POST"])
def appearance(request: Request, token: str) -> HttpResponse:
    """Whose link it is, may answer, and change the answer. Looking changes nothing: mail scanners look."""
    invited = Appearance.objects.filter(contributor=None).select_related(
        "person", "session__edition__series", "session__track"
    )
    found = get_object_or_404(invited, token=token)
    request.edition = found.session.edition
    timezone.activate(request.edition.tzinfo)
    form = AppearanceForm(request)

    if form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            answer_appearance.once(
                form.key,
                appearance=found,
                will_come=answer != "no",
                is_remote=answer == "remote",
                by=found.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if request.person:
                messages.success(request, now("Thank you. Your answer is recorded."))
            return redirect("public:appearance", token)

    placements = found.session.placements.select_related("room")
    page = {
        "appearance": found,
        "session": found.session,
        "placements": placements.order_by("starts_on", "starts_at", "pk"),
        "form": form,
    }
    return render(request, "public/appearance.html", page, status=invalid_status(form))
