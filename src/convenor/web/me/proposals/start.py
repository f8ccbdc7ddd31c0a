"""Beginning a proposal: its track, its format and its language; the rest follows step by step."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Format, Track
from convenor.kernel.refusals import Refused
from convenor.proposals.actions.drafts import start_proposal
from convenor.proposals.models import Call
from convenor.proposals.queries import calls_of, late_link, proposals_of
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import language_name, listed


class StartForm(KeyedForm):
    track = forms.ChoiceField(label=_("Track"), widget=forms.RadioSelect)
    format = forms.ChoiceField(
        label=_("What do you propose?"),
        widget=forms.RadioSelect,
        help_text=_("A workshop, panel or symposium is a whole session, with contributions inside it."),
    )
    language = forms.ChoiceField(
        label=_("Language in which you write"),
        help_text=_("You can add translations later."),
    )

    def __init__(self, request: SignedInRequest, call: Call) -> None:
        super().__init__(request)
        self.tracks = {track.slug: track for track in call.tracks.order_by("position", "pk")}
        self.fields["track"].choices = [(slug, with_formats(track)) for slug, track in self.tracks.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["format"].choices = formats_of(self.tracks.values())  # type: ignore[attr-defined]  # as above
        self.fields["language"].choices = [(code, language_name(code)) for code in call.languages]  # type: ignore[attr-defined]  # as above
        if len(self.tracks) == 1:
            self.initial["track"] = next(iter(self.tracks))
        self.initial["language"] = (get_language() or "")[:2]


def with_formats(track: Track) -> str:
    """The name of ``track`` and what it takes, where that is not everything."""
    takes_everything = set(track.formats) == set(Format)
    return str(track.name) if takes_everything else f"{track.name} ({listed(track.format_names)})"


def formats_of(tracks: Iterable[Track]) -> list[tuple[str, str]]:
    """What at least one of ``tracks`` takes, as choices."""
    taken = {value for track in tracks for value in track.formats}
    return [(each.value, str(each.label)) for each in Format if each in taken]


@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(calls_of(request.edition), slug=slug)
    return _start(request, call)


@require_http_methods(["GET", "POST"])
def late(request: SignedInRequest, slug: str, token: str) -> HttpResponse:
    """The same by a personal link, which works for longer than the call is open."""
    call = get_object_or_404(calls_of(request.edition), slug=slug)
    if not call.late_links.filter(token=token).exists():
        raise Http404
    return _start(request, call, token)


def _start(request: SignedInRequest, call: Call, token: str = "") -> HttpResponse:
    form = StartForm(request, call)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            proposal = start_proposal.once(
                form.key,
                call=call,
                track=form.tracks[chosen["track"]],
                format=Format(chosen["format"]),
                language=chosen["language"],
                late_token=token,
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("me:proposal_text", proposal.code)
    link = late_link(call, token, request.at)
    page = {
        "call": call,
        "form": form,
        "closes_at": link.until if link else call.closes_at,
        "is_open": bool(link) or call.is_open(request.at),
        "begun": proposals_of(request.person).filter(call=call, withdrawal=None),
    }
    return render(request, "me/proposals/start.html", page, status=invalid_status(form))
