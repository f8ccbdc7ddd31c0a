"""The sessions of an edition at a glance, and the accepted proposals that are none yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Case, Exists, OuterRef, Prefetch, Subquery, Value, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Role
from convenor.kernel.refusals import Refused
from convenor.programme.actions.sessions import take_up, take_up_all
from convenor.programme.models import Placement, Session, SessionKind
from convenor.programme.queries import latest_release, people_shown, waiting_for, with_demand
from convenor.web.clocks import when
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import Number, is_secretary
from convenor.web.organiser.programme.common import WITH_EVENTS, Advice, became, sessions_of
from convenor.web.organiser.programme.days import days_of
from convenor.web.organiser.proposals import tracks
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Listing, Rows, Table, listing_of
from convenor.web.templatetags.convenor import language_name

YES_OR_NO = (("yes", _("yes")), ("no", _("no")))


def _page_of(request: SignedInRequest, session: Session) -> str:
    return page(request.edition, "organiser:session", session.code)


def _when(session: Session) -> list[str]:
    return [when(each) for each in session.placements.all()]


def _rooms(session: Session) -> list[str]:
    return [str(each.room.name) for each in session.placements.all() if each.room]


def _names(session: Session) -> list[str]:
    return [each.shown_name for each in session.appearances.all()]


def _languages(codes: Iterable[str]) -> list[str]:
    return [language_name(code) for code in codes]


def _yes_or_no(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return YES_OR_NO


def _with_place(rows: Rows, value: str) -> Rows:
    return rows.filter(placements__isnull=value == "no")


def _with_warnings(rows: Rows, value: str) -> Rows:
    return rows.filter(is_warned=value == "yes")


LIST = Table(
    "programme",
    Column("code", _("Code"), lambda row: row.code, "code", ("code",)),
    Column("title", _("Title"), lambda row: row.title, "title_text", ("title_text",), _page_of),
    Column("kind", _("Kind"), lambda row: row.get_kind_display(), "kind"),
    Column("track", _("Track"), lambda row: row.track and row.track.name, "track__position"),
    Column("people", _("People"), _names, search=("people__name", "appearances__invited_as")),
    Column("when", _("When"), _when, "begins"),
    Column("room", _("Room"), _rooms, is_for_files=True),
    Column("state", _("What became of it"), became),
    Column("warnings", _("Warnings"), lambda row: row.warned or None),
    Column("marked", _("Marked"), lambda row: row.demand or None, "demand"),
    Column("subtheme", _("Subtheme"), lambda row: row.subtheme and row.subtheme.name, is_for_files=True),
    Column("languages", _("Spoken languages"), lambda row: _languages(row.languages), is_for_files=True),
    Column(
        "interpretation",
        _("Interpreted into"),
        lambda row: _languages(row.interpretation),
        is_for_files=True,
    ),
    Column("minutes", _("Minutes"), lambda row: row.minutes, "minutes", is_for_files=True),
    Column("expected", _("Expected"), lambda row: row.expected, "expected", is_for_files=True),
    Column("booked", _("Booked"), lambda row: row.booked, "booked", is_for_files=True),
    filters=(
        Filter("track", _("Track"), tracks, lambda rows, slug: rows.filter(track__slug=slug)),
        Filter("kind", _("Kind"), lambda _: SessionKind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter("placed", _("Placed"), _yes_or_no, _with_place),
        Filter("warnings", _("Warnings"), _yes_or_no, _with_warnings),
    ),
    sort="title",
)


@require_safe
def programme(request: SignedInRequest) -> HttpResponseBase:
    advice = Advice(request)
    listing = _listing(request, advice)
    return listing.file() or render(
        request,
        "organiser/programme/overview.html",
        {
            "listing": listing,
            "numbers": _numbers(request, advice),
            "days": days_of(request.edition),
            "waiting": waiting_for(request.person, request.edition, request.at).count(),
            "release": latest_release(request.edition),
            "is_secretary": is_secretary(request),
            "is_planner": any(office.role in {Role.CHAIR, Role.SECRETARY} for office in request.offices),
        },
    )


@require_http_methods(["GET", "POST"])
def taking_up(request: SignedInRequest) -> HttpResponse:
    """The accepted proposals that are not in the programme: each, or all of them, brought in."""
    form = KeyedForm(request)
    if form.is_valid():
        try:
            count = _taken_up(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext(
                "%(count)s proposal became a session.", "%(count)s proposals became sessions.", count
            )
            messages.success(request, said % {"count": count})
            return redirect(page(request.edition, "organiser:programme"))
    waiting = waiting_for(request.person, request.edition, request.at).select_related("track")
    shown = {"form": form, "waiting": waiting}
    return render(request, "organiser/programme/taking_up.html", shown, status=invalid_status(form))


def _taken_up(request: SignedInRequest, form: KeyedForm) -> int:
    given: dict[str, Any] = {"by": request.person, "at": request.at}
    code = request.POST.get("code", "")[:20]
    if not code:
        return int(take_up_all.once(form.key, edition=request.edition, **given))
    waiting = waiting_for(request.person, request.edition, request.at)
    again = sessions_of(request).filter(code=code, proposal__isnull=False)
    if not again.exists():
        take_up.once(form.key, proposal=get_object_or_404(waiting, code=code), **given)
    return 1


def _listing(request: SignedInRequest, advice: Advice) -> Listing:
    placements = Placement.objects.select_related("room", "session__edition")
    warned = Case(When(code__in=list(advice.counts), then=Value(value=True)), default=Value(value=False))
    first = Placement.objects.filter(session=OuterRef("pk")).order_by("starts_on", "starts_at", "pk")
    rows = (
        with_demand(sessions_of(request))
        .annotate(is_warned=warned, begins=Subquery(first.values("starts_at")[:1]))
        .select_related("track", "subtheme")
        .prefetch_related(
            Prefetch("placements", placements.order_by("starts_on", "starts_at", "pk")),
            Prefetch("appearances", people_shown()),
            WITH_EVENTS,
        )
    )

    def with_warnings(sessions: Sequence[Any]) -> Sequence[Any]:
        for session in sessions:
            session.warned = advice.counts.get(session.code, 0)
        return sessions

    return listing_of(request, LIST, rows, dress=with_warnings)


def _numbers(request: SignedInRequest, advice: Advice) -> list[Number]:
    sessions = sessions_of(request)
    here = page(request.edition, "organiser:programme")
    placed = Placement.objects.filter(session=OuterRef("pk"))
    return [
        Number(now("Sessions"), sessions.count(), here),
        Number(now("Not placed"), sessions.filter(~Exists(placed)).count(), here + "?placed=no"),
        Number(now("With warnings"), len(advice.counts), here + "?warnings=yes"),
    ]
