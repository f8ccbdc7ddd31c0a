"""Where the text of a proposal tells who is behind it, and what reviewers read instead."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as now
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from convenor.proposals.models import Proposal
from convenor.review.actions.redactions import set_redactions
from convenor.review.models import Redaction
from convenor.review.redacting import Found, found_in
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line
from convenor.web.me.proposals.questions import file_at
from convenor.web.me.proposals.steps import step_page, writable
from convenor.web.reading import what_is_read
from convenor.web.request import SignedInRequest

_MOST_PLACES = 5  # of one phrase that are shown


class NamesForm(KeyedForm):
    """One line for each phrase: what reviewers read instead; emptied, the phrase stays."""

    def __init__(self, request: SignedInRequest, proposal: Proposal) -> None:
        super().__init__(request)
        said = dict(Redaction.objects.filter(proposal=proposal).values_list("phrase", "wording"))
        with override(proposal.language):
            suggested = now("[name removed]")
        self.found = {_name_of(found): found for found in found_in(proposal)}
        for name, found in self.found.items():
            self.fields[name] = Line(label=found.phrase, help_text=_where(found), required=False)
            self.initial[name] = said.get(found.phrase, suggested)

    @property
    def wordings(self) -> dict[str, str]:
        return {found.phrase: self.cleaned_data[name] for name, found in self.found.items()}


def _name_of(found: Found) -> str:
    return f"phrase-{hashlib.sha256(found.phrase.encode()).hexdigest()[:12]}"


def _where(found: Found) -> str:
    """Its kind, and the places where it stands with the words around it."""
    places = [
        format_html("{}: <bdi>… {} “{}” {} …</bdi>", hit.part.label, hit.before, hit.said, hit.after)
        for hit in found.hits[:_MOST_PLACES]
    ]
    return format_html_join(" · ", "{}", [(each,) for each in (found.kind.label, *places)])


@require_http_methods(["GET", "POST"])
def names(request: SignedInRequest, code: str) -> HttpResponse:
    """Each phrase that was found, with a suggestion; below it, the proposal as reviewers read it."""
    proposal = writable(request, code)
    form = NamesForm(request, proposal)
    if form.is_valid() and done(form, set_redactions, request, proposal=proposal, wordings=form.wordings):
        messages.success(request, now("Saved. Below you read what reviewers read."))
        return redirect("me:proposal_names", code)
    read = what_is_read(proposal, file_at(proposal), shows_names=False)
    return step_page(request, proposal, "names", form, **read)
