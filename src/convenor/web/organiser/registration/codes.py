"""Invitation codes: the list, making some to hand over, sending personal ones, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Prefetch, Value, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from convenor.accounts.addresses import checked
from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.people.models import ContactPoint
from convenor.registration.actions.codes import MOST_AT_ONCE, invite, make_codes, withdraw_code
from convenor.registration.models import InvitationCode
from convenor.registration.queries import categories_of, codes_of
from convenor.web.forms import Instant, KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Dress, Filter, Rows, Table, listing_of

MOST_USES = 100_000


STATES = {
    "works": _("works"),
    "used-up": _("used up"),
    "over": _("over"),
    "withdrawn": pgettext_lazy("invitation code", "withdrawn"),
}


def _for_whom(code: InvitationCode) -> str:
    person = code.person
    if person is None:
        return code.note
    return person.name or next((point.address for point in person.contact_points.all()), "")


def _address(_request: SignedInRequest, link: str) -> str:
    return f'<bdi dir="ltr">{escape(link)}</bdi>'


def _withdrawal_of(request: SignedInRequest, code: InvitationCode) -> str:
    if code.withdrawn_at:
        return ""
    return page(request.edition, "organiser:code_withdrawal", code.code)


LIST = Table(
    "codes",
    Column("code", _("Code"), lambda code: code.code, sort="code", search=("code",)),
    Column("category", _("Category that it opens"), lambda code: code.category and code.category.name),
    Column("track", _("Track that it opens"), lambda code: code.track and code.track.name),
    Column(
        "whom",
        _("For whom"),
        _for_whom,
        search=("person__name", "person__contact_points__address", "note"),
    ),
    Column("state", _("State"), lambda code: STATES[code.state], sort="state"),
    Column("used", _("Used so far"), lambda code: code.used, sort="used"),
    Column("uses", _("People who may use it"), lambda code: code.uses, sort="uses"),
    Column("until", _("Works until"), lambda code: code.until, sort="until"),
    Column("made", _("Made"), lambda code: code.made_at, sort="made_at", is_for_files=True),
    Column("link", _("Link"), lambda code: code.link, show=_address),
    Column("change", _("Change"), lambda _code: _("Withdraw"), link=_withdrawal_of, is_for_pages=True),
    filters=(
        Filter(
            "state", _("State"), lambda _request: STATES.items(), lambda rows, state: rows.filter(state=state)
        ),
    ),
    sort="-made",
)


class CodesForm(KeyedForm):
    category = forms.ChoiceField(label=_("Category that it opens"), required=False)
    track = forms.ChoiceField(label=_("Track that it opens"), required=False)
    until = Instant(label=_("Works until"), help_text=_("In the time zone of the edition."))
    addresses = Paragraphs(
        label=_("E-mail addresses"),
        help_text=_(
            "One on each line: each person gets a personal code. Leave it empty for codes to hand over."
        ),
        required=False,
    )
    note = Paragraphs(
        label=_("Note"),
        help_text=_("For those who are written to; without addresses, for whom the codes are."),
        required=False,
        max_length=2000,
    )
    count = forms.IntegerField(
        label=_("Codes to hand over"), min_value=1, max_value=MOST_AT_ONCE, required=False, initial=1
    )
    uses = forms.IntegerField(
        label=_("People who may use each of them"),
        min_value=1,
        max_value=MOST_USES,
        required=False,
        initial=1,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        self.category_of = {each.slug: each for each in categories_of(request.edition)}
        self.track_of = {each.slug: each for each in request.edition.tracks.order_by("position", "pk")}
        self._offer("category", [(slug, str(each.name)) for slug, each in self.category_of.items()])
        self._offer("track", [(slug, str(each.name)) for slug, each in self.track_of.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]  # a choice it is

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        for line in lines:
            try:
                checked(line)
            except Refused as refusal:
                raise ValidationError(f"{line}: {refusal}") from refusal
        return lines

    def opens(self) -> dict[str, Any]:
        return {
            "category": self.category_of.get(self.cleaned_data["category"]),
            "track": self.track_of.get(self.cleaned_data["track"]),
            "until": self.cleaned_data["until"],
            "note": self.cleaned_data["note"],
        }


@require_http_methods(["GET", "POST"])
def codes(request: SignedInRequest) -> HttpResponseBase:
    form = CodesForm(request)
    if form.is_valid():
        try:
            messages.success(request, _made(request, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(page(request.edition, "organiser:codes"))
    listing = listing_of(request, LIST, _with_state(request), dress=_with_links(request))
    shown = {"form": form, "listing": listing}
    return listing.file() or render(
        request, "organiser/registration/codes.html", shown, status=invalid_status(form)
    )


def _with_links(request: SignedInRequest) -> Dress:
    def dressed(codes: Sequence[Any]) -> Sequence[Any]:
        for code in codes:
            code.link = absolute(page(request.edition, "public:register_with_code", code.code))
        return codes

    return dressed


def _with_state(request: SignedInRequest) -> Rows:
    """The codes with what became of each, and whom it was sent to."""
    state = Case(
        When(withdrawn_at__isnull=False, then=Value("withdrawn")),
        When(until__lte=request.at, then=Value("over")),
        When(used__gte=F("uses"), then=Value("used-up")),
        default=Value("works"),
    )
    addresses = Prefetch("person__contact_points", ContactPoint.objects.filter(is_first=True))
    return codes_of(request.edition).annotate(state=state).prefetch_related(addresses)


@require_http_methods(["GET", "POST"])
def code_withdrawal(request: SignedInRequest, code: str) -> HttpResponse:
    held = get_object_or_404(codes_of(request.edition), code=code)
    form = KeyedForm(request)
    if form.is_valid():
        withdraw_code.once(form.key, invitation=held, by=request.person, at=request.at)
        messages.success(request, now("The code opens nothing any more."))
        return redirect(page(request.edition, "organiser:codes"))
    shown = {"form": form, "code": held}
    return render(request, "organiser/registration/code_withdrawal.html", shown, status=invalid_status(form))


def _made(request: SignedInRequest, form: CodesForm) -> str:
    """Make or send what the form asks for; what was done, in words."""
    given: dict[str, Any] = {"edition": request.edition, "by": request.person, "at": request.at}
    addresses = form.cleaned_data["addresses"]
    if addresses:
        made = invite.once(form.key, addresses=addresses, **form.opens(), **given)
        said = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(made)
        )
        return said % {"count": len(made)}
    count, uses = form.cleaned_data["count"] or 1, form.cleaned_data["uses"] or 1
    made = make_codes.once(form.key, count=count, uses=uses, **form.opens(), **given)
    said = ngettext("%(count)s code is made.", "%(count)s codes are made.", len(made))
    return said % {"count": len(made)}
