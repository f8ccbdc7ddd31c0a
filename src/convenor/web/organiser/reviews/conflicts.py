"""All conflicts of interest of an edition: found, declared, waived; and declaring one for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.people.models import Person
from convenor.proposals.actions.conflicts import declare_conflict
from convenor.proposals.kinds import ConflictKind, ConflictSource, Severity
from convenor.proposals.models import Conflict, ConflictQuerySet, Proposal, Waiver
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.actions.conflicts import end_waiver, waive
from convenor.review.conflicts import tracks_of_judges
from convenor.review.models import Assignment, Delegation
from convenor.web.cells import in_full
from convenor.web.conflicting import ConflictForm, in_words, said_by, years_of
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Rows, Table, listing_of, yes_or_no


def _page_of(request: SignedInRequest, conflict: Conflict) -> str:
    return page(request.edition, "organiser:assignments", conflict.proposal.code)


def _change_of(request: SignedInRequest, conflict: Conflict) -> str:
    if not conflict.is_derived:
        return page(request.edition, "organiser:conflict_retraction", conflict.proposal.code, conflict.pk)
    if conflict.severity == Severity.WAIVED:
        return page(request.edition, "organiser:waiver_end", conflict.pk)
    return page(request.edition, "organiser:waiver", conflict.pk) if conflict.can_be_waived else ""


def _change(conflict: Conflict) -> str:
    if not conflict.is_derived:
        return now("Retract")
    if conflict.severity == Severity.WAIVED:
        return now("Let it count again")
    return now("Waive") if conflict.can_be_waived else ""


def _kinds(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return ConflictKind.choices


def _severities(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return Severity.choices


def _sources(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return ConflictSource.choices


LIST = Table(
    "conflicts",
    Column(
        "code", _("Proposal"), lambda row: row.proposal.code, "proposal__code", ("proposal__code",), _page_of
    ),
    Column("person", _("Who may not judge"), lambda row: row.person.name, "person__name", ("person__name",)),
    Column("kind", _("Kind"), lambda row: row.get_kind_display(), "kind"),
    Column("detail", _("In common"), lambda row: row.detail, "detail", ("detail",)),
    Column(
        "counterpart",
        _("With"),
        lambda row: row.counterpart.name if row.counterpart else "",
        "counterpart__name",
        ("counterpart__name",),
    ),
    Column("years", _("Years"), years_of, "to_year"),
    Column("severity", _("Severity"), lambda row: row.get_severity_display(), "severity"),
    Column("source", _("Who says so"), said_by, "source"),
    Column("since", _("Since"), lambda row: row.declared_at, "declared_at"),
    Column("asked", _("Is asked to review it"), lambda row: row.is_asked, "is_asked"),
    Column("reason", _("Reason"), lambda row: row.reason or row.note, show=in_full),
    Column("change", _("Change"), _change, link=_change_of, is_for_pages=True),
    filters=(
        Filter("kind", _("Kind"), _kinds, lambda rows, kind: rows.filter(kind=kind)),
        Filter("severity", _("Severity"), _severities, lambda rows, value: rows.filter(severity=value)),
        Filter("source", _("Who says so"), _sources, lambda rows, value: rows.filter(source=value)),
        Filter(
            "asked",
            _("Is asked to review it"),
            yes_or_no,
            lambda rows, value: rows.filter(is_asked=value == "yes"),
        ),
    ),
    sort="code",
)


@require_safe
def conflicts(request: SignedInRequest) -> HttpResponseBase:
    """Those with the proposals that I may know, each with its reason."""
    listing = listing_of(request, LIST, _rows(request), dress=_with_notes)
    return listing.file() or render(request, "organiser/reviews/conflicts.html", {"listing": listing})


def _known(request: SignedInRequest) -> ConflictQuerySet:
    mine = proposals_for_organiser(request.person, request.edition, request.at)
    return Conflict.objects.standing().filter(proposal__in=mine)


def _rows(request: SignedInRequest) -> Rows:
    asked = Assignment.objects.filter(
        proposal=OuterRef("proposal"), reviewer=OuterRef("person"), ended_at=None
    )
    rows = _known(request).annotate(is_asked=Exists(asked))
    return rows.select_related("proposal", "person", "counterpart", "declared_by", "tie")


def _with_notes(conflicts: Sequence[Any]) -> Sequence[Any]:
    waivers = Waiver.objects.filter(proposal__in={row.proposal_id for row in conflicts}, retracted_at=None)
    why = {(row.proposal_id, row.person_id, row.kind, row.source): row.reason for row in waivers}
    for row in conflicts:
        waived = why.get((row.proposal_id, row.person_id, row.kind, row.source), "")
        row.note = waived or (row.tie.note if row.tie else "")
    return conflicts


class WaiverForm(KeyedForm):
    reason = Paragraphs(
        label=_("Why may they judge all the same?"),
        help_text=_("The reason is kept, and the log says that you decided."),
        max_length=2000,
    )


@require_http_methods(["GET", "POST"])
def waiver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody judge in spite of it."""
    conflict = _conflict_at(request, pk)
    form = WaiverForm(request)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, waive, request, conflict=conflict, reason=reason):
            messages.success(request, now("The conflict of interest is waived."))
            return redirect(page(request.edition, "organiser:conflicts"))
    return _change_page(request, conflict, form, "organiser/reviews/waiver.html")


@require_http_methods(["GET", "POST"])
def waiver_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """It counts again."""
    conflict = _conflict_at(request, pk)
    form = KeyedForm(request)
    if done(form, end_waiver, request, conflict=conflict):
        messages.success(request, now("The conflict of interest counts again."))
        return redirect(page(request.edition, "organiser:conflicts"))
    return _change_page(request, conflict, form, "organiser/reviews/waiver_end.html")


def _conflict_at(request: SignedInRequest, pk: int) -> Conflict:
    rows = _known(request).derived().select_related("proposal__edition", "person", "counterpart")
    return get_object_or_404(rows, pk=pk)


def _change_page(
    request: SignedInRequest, conflict: Conflict, form: KeyedForm, template: str
) -> HttpResponse:
    context = {"conflict": conflict, "words": in_words(conflict), "form": form}
    return render(request, template, context, status=invalid_status(form))


class DeclarationForm(ConflictForm):
    """A conflict of somebody else, with a proposal by its code."""

    code = Line(label=_("Code of the proposal"), max_length=8)
    person = forms.ChoiceField(label=_("Who may not judge"))
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[(each.value, each.label) for each in (Severity.BARS, Severity.WEIGHED)],
        initial=Severity.BARS,
    )
    field_order = ("code", "person", "kind", "severity", "from_year", "to_year", "reason")

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request, initial={"code": request.GET.get("code", "")[:8]})
        self.proposals = proposals_for_organiser(request.person, request.edition, request.at)
        writing = Delegation.objects.filter(assignment__proposal__in=self.proposals, refused_at=None)
        judges = {*tracks_of_judges(request.edition, request.at), *writing.values_list("person", flat=True)}
        self.people = {
            str(each.uid): each for each in Person.objects.filter(pk__in=judges).order_by("name", "pk")
        }
        choices: Any = [(uid, each.name) for uid, each in self.people.items() if each != request.person]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def clean_code(self) -> Proposal:
        proposal = self.proposals.filter(code__iexact=self.cleaned_data["code"]).first()
        if proposal is None:
            raise ValidationError(now("There is no proposal with this code."))
        return proposal


@require_http_methods(["GET", "POST"])
def conflict_new(request: SignedInRequest) -> HttpResponse:
    """Say of somebody that they may not judge a proposal."""
    form = DeclarationForm(request)
    if form.is_valid():
        facts = {"proposal": form.cleaned_data["code"], "person": form.people[form.cleaned_data["person"]]}
        severity = Severity(form.cleaned_data["severity"])
        if done(form, declare_conflict, request, **facts, **form.facts, severity=severity):
            messages.success(request, now("The conflict of interest is noted."))
            return redirect(page(request.edition, "organiser:conflicts"))
    context = {"form": form}
    return render(request, "organiser/reviews/conflict_new.html", context, status=invalid_status(form))
