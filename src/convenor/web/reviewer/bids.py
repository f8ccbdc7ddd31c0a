"""What I would like to review: a list to answer at once, and each proposal by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.models import Proposal
from convenor.review.actions.bids import set_bids
from convenor.review.bidding import bids_close_at, in_order_for, interests_of, proposals_open_to_bids
from convenor.review.models import Interest
from convenor.review.queries import reviewer_tracks
from convenor.review.redacting import hide_names_in
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import Request, SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.templatetags.convenor import language_name

_SELECTED = SafeString(" selected")


class Wish(str):
    """What a reviewer said of a proposal, in words; and the code under which a form sends it."""

    __slots__ = ("code", "interest")

    code: str
    interest: str

    @classmethod
    def of(cls, code: str, interest: str) -> Wish:
        wish = cls(Interest(interest).label if interest else "")
        wish.code, wish.interest = code, interest
        return wish


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal, and what its reader said of it."""

    proposal: Proposal
    wish: Wish

    @property
    def pk(self) -> int:
        return self.proposal.pk


def _selected(_request: Request, wish: str) -> str:
    """The wish as a choice to change."""
    assert isinstance(wish, Wish)  # noqa: S101  # the column reads nothing else
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, _SELECTED if value == wish.interest else "", label)
            for value, label in [("", "–"), *Interest.choices]
        ),
    )
    label = now("Your wish for %(code)s") % {"code": wish.code}
    return format_html('<select name="{}" aria-label="{}">{}</select>', wish.code, label, options)


def _page_of(request: SignedInRequest, row: Row) -> str:
    return page(request.edition, "reviewer:bid", row.proposal.code)


def _tracks(request: SignedInRequest) -> list[tuple[str, str]]:
    tracks = reviewer_tracks(request.person, request.edition, request.at)
    return [(track.slug, str(track.name)) for track in tracks]


LIST = Table(
    "bids",
    Column("title", _("Title"), lambda row: row.proposal.title, link=_page_of),
    Column("code", _("Code"), lambda row: row.proposal.code, is_for_files=True),
    Column("track", _("Track"), lambda row: row.proposal.track.name),
    Column("language", _("Language"), lambda row: language_name(row.proposal.language)),
    Column("wish", _("Your wish"), lambda row: row.wish, show=_selected),
    filters=(
        Filter("track", _("Track"), _tracks, lambda row, slug: row.proposal.track.slug == slug),
        Filter(
            "wish",
            _("Your wish"),
            lambda _request: [("none", _("nothing said yet")), *Interest.choices],
            lambda row, value: (row.wish.interest or "none") == value,
        ),
    ),
)


class BidsForm(KeyedForm):
    """The wishes of one page of the list, by the codes of its proposals."""

    def __init__(self, request: SignedInRequest, codes: list[str]) -> None:
        super().__init__(request)
        for code in codes:
            if code in request.POST:
                self.fields[code] = forms.TypedChoiceField(
                    choices=[("", ""), *Interest.choices], coerce=Interest, empty_value=None, required=False
                )


@require_http_methods(["GET", "POST"])
def bids(request: SignedInRequest) -> HttpResponseBase:
    """All proposals on which I may bid, each with what I said; a POST says it anew."""
    open_to_me = proposals_open_to_bids(request.person, request.edition, request.at)
    proposals = in_order_for(request.person, open_to_me)
    form = BidsForm(request, [each.code for each in proposals])
    if form.is_valid():
        said = [(each, form.cleaned_data[each.code]) for each in proposals if each.code in form.fields]
        if _saved(request, form, said):
            return redirect(request.get_full_path())
    interests = interests_of(request.person, request.edition)
    hide_names_in(*proposals)
    rows = [Row(each, Wish.of(each.code, interests.get(each.pk, ""))) for each in proposals]
    listing = short_listing_of(request, LIST, rows)
    closes = bids_close_at(request.person, request.edition, request.at)
    context = {"listing": listing, "form": form, "closes": closes}
    return listing.file() or render(request, "reviewer/bids.html", context, status=invalid_status(form))


def _saved(request: SignedInRequest, form: KeyedForm, said: list[tuple[Proposal, Interest | None]]) -> bool:
    try:
        set_bids.once(form.key, edition=request.edition, bids=said, by=request.person, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, now("Your wishes are saved."))
    return True


class BidForm(KeyedForm):
    interest = forms.TypedChoiceField(
        label=_("Would you like to review it?"),
        choices=[*Interest.choices, ("", _("I say nothing"))],
        widget=forms.RadioSelect,
        coerce=Interest,
        empty_value=None,
        required=False,
    )


@require_http_methods(["GET", "POST"])
def bid(request: SignedInRequest, code: str) -> HttpResponse:
    """What one proposal is about, without who proposes it; and my wish."""
    open_to_me = proposals_open_to_bids(request.person, request.edition, request.at)
    proposal = get_object_or_404(open_to_me.select_related("subtheme"), code=code)
    said = interests_of(request.person, request.edition).get(proposal.pk, "")
    form = BidForm(request, initial={"interest": said})
    if form.is_valid() and _saved(request, form, [(proposal, form.cleaned_data["interest"])]):
        return redirect(page(request.edition, "reviewer:bids"))
    hide_names_in(proposal)
    context = {"proposal": proposal, "form": form}
    return render(request, "reviewer/bid.html", context, status=invalid_status(form))
