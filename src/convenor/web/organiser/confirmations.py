"""Who will come with an accepted proposal, and who has not said so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.proposals.actions.confirmations import remind_unconfirmed
from convenor.proposals.models import Confirmation, Contributor
from convenor.proposals.queries import contributors_asked_to_come, proposals_for_organiser
from convenor.proposals.rules import may_release
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.proposals import tracks
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Listing, Rows, Table, listing_of

ANSWERS = {"yes": _("will come"), "no": _("cannot come"), "none": _("no answer yet")}


def _page_of(request: SignedInRequest, contributor: Contributor) -> str:
    return page(request.edition, "organiser:proposal", contributor.proposal.code)


def _last(contributor: Any) -> Confirmation | None:
    return next(iter(contributor.last_answers), None)


def _answer(contributor: Contributor) -> str | Promise:
    last = _last(contributor)
    return ANSWERS["none"] if last is None else ANSWERS["yes" if last.will_come else "no"]


def _answered_at(contributor: Contributor) -> Any:
    last = _last(contributor)
    return last.at if last else None


def _answers(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return ANSWERS.items()


def _with_answer(rows: Rows, answer: str) -> Rows:
    if answer == "none":
        return rows.filter(confirmations=None)
    return rows.filter(confirmations__superseded_by=None, confirmations__will_come=answer == "yes")


LIST = Table(
    "confirmations",
    Column(
        "name", pgettext_lazy("person", "Name"), lambda row: row.shown_name, "person__name", ("person__name",)
    ),
    Column("role", _("Role"), lambda row: row.get_role_display()),
    Column("code", _("Code"), lambda row: row.proposal.code, "proposal__code", ("proposal__code",), _page_of),
    Column(
        "title",
        _("Title"),
        lambda row: row.proposal.title,
        "proposal__title_text",
        ("proposal__title_text",),
        _page_of,
    ),
    Column("track", _("Track"), lambda row: row.proposal.track.name, "proposal__track__position"),
    Column("answer", _("Answer"), _answer),
    Column("answered", _("Answered"), _answered_at),
    filters=(
        Filter("answer", _("Answer"), _answers, _with_answer),
        Filter("track", _("Track"), tracks, lambda rows, slug: rows.filter(proposal__track__slug=slug)),
    ),
    sort="name",
)


def _listing(request: SignedInRequest) -> Listing:
    known = proposals_for_organiser(request.person, request.edition, request.at)
    last = Prefetch("confirmations", Confirmation.objects.filter(superseded_by=None), to_attr="last_answers")
    rows = contributors_asked_to_come(request.edition).filter(proposal__in=known)
    return listing_of(request, LIST, rows.select_related("person", "proposal__track").prefetch_related(last))


@require_safe
def confirmations(request: SignedInRequest) -> HttpResponseBase:
    shown = _listing(request)
    return shown.file() or _page(request, shown, KeyedForm(request))


@require_http_methods(["GET", "POST"])
def reminder(request: SignedInRequest) -> HttpResponse:
    """Write to those who have not answered."""
    address = page(request.edition, "organiser:confirmations")
    form = KeyedForm(request)
    if form.is_valid():
        try:
            count = remind_unconfirmed.once(
                form.key, edition=request.edition, by=request.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", count)
            messages.success(request, said % {"count": count})
    return _page(request, _listing(request), form) if form.errors else redirect(address)


def _page(request: SignedInRequest, listing: Listing, form: KeyedForm) -> HttpResponse:
    may_remind = may_release(request.person, request.edition, at=request.at)
    shown = {"listing": listing, "form": form, "may_remind": may_remind}
    return render(request, "organiser/confirmations.html", shown, status=invalid_status(form))
