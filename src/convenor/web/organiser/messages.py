"""What the edition owes people: waiting, sent, or given up with the reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages as notices
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.letters import send_again
from convenor.editions.models import LetterKind
from convenor.kernel.refusals import Refused
from convenor.outbox.models import Message, MessageQuerySet
from convenor.proposals.queries import proposals_kept_from
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Rows, Table, listing_of
from convenor.web.templatetags.convenor import language_name

STATES = {"waiting": _("waiting"), "sent": _("sent"), "given-up": _("given up")}


def _page_of(request: SignedInRequest, message: Message) -> str:
    return page(request.edition, "organiser:message", message.pk)


def _state(message: Message) -> str | Promise:
    if message.given_up_at:
        return STATES["given-up"]
    return STATES["sent" if message.sent_at else "waiting"]


def _in_state(rows: Rows, state: str) -> Rows:
    is_sent, is_given_up = state == "sent", state == "given-up"
    return rows.filter(sent_at__isnull=not is_sent, given_up_at__isnull=not is_given_up)


def _kind(message: Message) -> str | Promise:
    return LetterKind(message.kind).label if message.kind in LetterKind.values else message.kind


def _states(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return STATES.items()


def _kinds(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return LetterKind.choices


LIST = Table(
    "messages",
    Column("person", _("To"), lambda row: row.person and row.person.name, "person__name", ("person__name",)),
    Column("address", _("Address"), lambda row: row.address, search=("address",), is_for_files=True),
    Column("kind", _("Letter"), _kind, "kind"),
    Column("subject", _("Subject"), lambda row: row.subject, search=("subject",), link=_page_of),
    Column("language", _("Language"), lambda row: language_name(row.language), is_for_files=True),
    Column("state", _("State"), _state),
    Column("queued", _("Queued"), lambda row: row.queued_at, "queued_at"),
    Column("sent", _("Sent"), lambda row: row.sent_at, "sent_at", is_for_files=True),
    Column("problem", _("Problem"), lambda row: row.last_error),
    filters=(
        Filter("state", _("State"), _states, _in_state),
        Filter("kind", _("Letter"), _kinds, lambda rows, kind: rows.filter(kind=kind)),
    ),
    sort="-queued",
)


def _seen_by(request: SignedInRequest) -> MessageQuerySet:
    """The edition's messages, without those about proposals that this person may not judge."""
    seen = Message.objects.of(request.edition.path).select_related("person")
    kept = list(proposals_kept_from(request.person, request.edition).values_list("code", flat=True))
    if not kept:
        return seen
    # A letter to a reviewer is about several proposals at once, and names none.
    return seen.exclude(proposal__in=kept).exclude(kind=LetterKind.REVIEW_REMINDER)


@require_safe
def messages(request: SignedInRequest) -> HttpResponseBase:
    shown = listing_of(request, LIST, _seen_by(request))
    return shown.file() or render(request, "organiser/messages.html", {"listing": shown})


@require_http_methods(["GET", "POST"])
def message(request: SignedInRequest, number: int) -> HttpResponse:
    """One message without its text, which may hold a link that is its reader's alone."""
    shown = get_object_or_404(_seen_by(request), pk=number)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            send_again.once(
                form.key, edition=request.edition, message=shown, by=request.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            notices.success(request, now("The message will be tried again."))
            return redirect(page(request.edition, "organiser:messages"))
    context = {"message": shown, "kind": _kind(shown), "state": _state(shown), "form": form}
    return render(request, "organiser/message.html", context, status=invalid_status(form))
