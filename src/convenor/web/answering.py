"""Links in letters to contributors: whose link it is, may answer without an account.

Looking changes nothing: mail scanners look.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from convenor.audit.actions import Action
from convenor.kernel.refusals import Refused
from convenor.proposals.models import Contributor
from convenor.web.forms import KeyedForm
from convenor.web.request import Request


class Buttons(forms.RadioSelect):
    """Choices that send the form when they are pressed."""

    template_name = "parts/buttons.html"


class YesOrNoForm(KeyedForm):
    def __init__(self, request: Request, *, question: str, yes: str, no: str) -> None:
        super().__init__(request)
        answer = forms.ChoiceField(label=question, choices=[("yes", yes), ("no", no)], widget=Buttons)
        self.fields = {"answer": answer, **self.fields}

    @property
    def is_yes(self) -> bool:
        is_yes: bool = self.cleaned_data["answer"] == "yes"
        return is_yes


def contributor_at(request: Request, token: str, among: QuerySet[Contributor]) -> Contributor:
    """Whose link it is; the page is about their edition, in its zone."""
    people = among.select_related(
        "person", "proposal__edition__series", "proposal__track", "proposal__proposer", "proposal__withdrawal"
    )
    contributor = get_object_or_404(people, token=token)
    request.edition = contributor.proposal.edition
    timezone.activate(request.edition.tzinfo)
    return contributor


def is_answered(
    request: Request, form: KeyedForm, action: Action[..., Any], contributor: Contributor, **answer: bool
) -> bool:
    """Whether ``action`` took the answer; a refusal is said on the form."""
    try:
        action.once(form.key, contributor=contributor, by=contributor.person, at=request.at, **answer)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if request.person:
        messages.success(request, _("Thank you. Your answer is recorded."))
    return True
