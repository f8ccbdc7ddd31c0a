"""Where a proposal belongs and what it takes: track, subtheme, format, language, minutes, organization."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Format
from convenor.proposals.actions.drafts import MOST_MINUTES, save_draft
from convenor.proposals.models import Proposal
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line
from convenor.web.me.proposals.start import formats_of, with_formats
from convenor.web.me.proposals.steps import onward, step_page, writable
from convenor.web.places import organization_kinds
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import language_name


class DetailsForm(KeyedForm):
    track = forms.ChoiceField(label=_("Track"))
    subtheme = forms.ChoiceField(label=_("Subtheme"))
    format = forms.ChoiceField(label=_("Format"))
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=MOST_MINUTES)
    language = forms.ChoiceField(label=_("Language of the title and the abstract"))
    organization = Line(
        label=_("Organization"), help_text=_("On whose behalf you propose, if anybody's."), required=False
    )
    organization_kind = forms.ChoiceField(
        label=_("Kind of organization"), choices=organization_kinds, required=False
    )

    def __init__(self, request: SignedInRequest, proposal: Proposal) -> None:
        super().__init__(request, initial=_facts(proposal))
        call = proposal.call
        self.tracks = {track.slug: track for track in call.tracks.order_by("position", "pk")}
        self.subthemes = {each.slug: each for each in call.subthemes.order_by("position", "pk")}
        self._offer("track", [(slug, with_formats(track)) for slug, track in self.tracks.items()])
        taken = formats_of([proposal.track, *self.tracks.values()])
        self._offer("format", taken)
        self._offer(
            "subtheme", [("", "—"), *((slug, str(each.name)) for slug, each in self.subthemes.items())]
        )
        self._offer("language", [(code, language_name(code)) for code in call.languages])
        if not self.subthemes:
            del self.fields["subtheme"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@require_http_methods(["GET", "POST"])
def details(request: SignedInRequest, code: str) -> HttpResponse:
    proposal = writable(request, code)
    form = DetailsForm(request, proposal)
    if form.is_valid():
        chosen = form.cleaned_data
        facts = {
            "track": form.tracks[chosen["track"]],
            "subtheme": form.subthemes.get(chosen.get("subtheme", "")),
            "format": Format(chosen["format"]),
            "minutes": chosen["minutes"],
            "language": chosen["language"],
            "organization": chosen["organization"],
            "organization_kind": chosen["organization_kind"],
        }
        if done(form, save_draft, request, proposal=proposal, **facts):
            proposal.refresh_from_db()
            return onward(proposal, "details")
    return step_page(request, proposal, "details", form)


def _facts(proposal: Proposal) -> dict[str, object]:
    return {
        "track": proposal.track.slug,
        "subtheme": proposal.subtheme.slug if proposal.subtheme else "",
        "format": proposal.format,
        "minutes": proposal.minutes,
        "language": proposal.language,
        "organization": proposal.organization.name if proposal.organization else "",
        "organization_kind": proposal.organization.kind if proposal.organization else "",
    }
