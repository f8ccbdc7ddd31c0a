"""A session in which I appear: where it is, when I can come, and what it leaves behind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from convenor.programme.actions.appearances import set_availability
from convenor.programme.actions.materials import remove_material, set_licence, write_report
from convenor.programme.models import Appearance, Licence, ProposalLicence, Session
from convenor.programme.queries import appearances_of, compendium_of
from convenor.programme.rules.rights import may_report
from convenor.proposals.models import Proposal
from convenor.web.availability import AvailabilityForm
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.materials import LicenceForm, MaterialForm, ReportForm, is_added, report_of
from convenor.web.me.proposals.steps import managed
from convenor.web.request import SignedInRequest

SAVE = _("Save")


@require_safe
def session(request: SignedInRequest, code: str) -> HttpResponse:
    shown = _session(request, code)
    page = {
        "session": shown,
        "appearances": appearances_of(request.person).filter(session=shown),
        "placements": shown.placements.select_related("room", "session__edition").order_by(
            "starts_on", "starts_at", "pk"
        ),
        "materials": shown.materials.order_by("at", "pk"),
        "may_report": may_report(request.person, shown, at=request.at),
    }
    return render(request, "me/sessions/session.html", page)


@require_http_methods(["GET", "POST"])
def availability(request: SignedInRequest, code: str) -> HttpResponse:
    """When I can be scheduled in this edition."""
    shown = _session(request, code)
    form = AvailabilityForm(request, shown.edition, request.person)
    if form.is_valid():
        facts = {"edition": shown.edition, "person": request.person, **form.facts}
        if done(form, set_availability, request, **facts):
            messages.success(request, now("Saved."))
            return redirect("me:session", code)
    lead = _("In the time of the edition. Leave all days empty if you can always come.")
    return _form_page(request, form, shown, title=_("When I can come"), lead=lead)


@require_http_methods(["GET", "POST"])
def material_new(request: SignedInRequest, code: str) -> HttpResponse:
    shown = _session(request, code)
    form = MaterialForm(request)
    if form.is_valid() and is_added(form, request, shown):
        messages.success(request, now("Saved. Readers see it with the next release."))
        return redirect("me:session", code)
    return _form_page(request, form, shown, title=_("Add a material"))


@require_http_methods(["GET", "POST"])
def material_removal(request: SignedInRequest, code: str, uid: UUID) -> HttpResponse:
    shown = _session(request, code)
    material = get_object_or_404(shown.materials, uid=uid, by=request.person)
    form = KeyedForm(request)
    if form.is_valid() and done(form, remove_material, request, material=material):
        messages.success(request, now("Removed."))
        return redirect("me:session", code)
    return _form_page(
        request,
        form,
        shown,
        title=_("Take this material away?"),
        thing=material.title,
        lead=_("Its file is gone at once; its line leaves the programme with the next release."),
        is_grave=True,
        button=pgettext("material", "Take away"),
    )


@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, code: str) -> HttpResponse:
    shown = _session(request, code)
    if not may_report(request.person, shown, at=request.at):
        raise Http404
    form = ReportForm(request, report_of(shown))
    if form.is_valid() and done(form, write_report, request, session=shown, **form.facts):
        messages.success(request, now("Saved. Readers see it with the next release."))
        return redirect(form.onward(reverse("me:session", args=[code])))
    return _form_page(request, form, shown, title=_("Report of the session"))


@require_http_methods(["GET", "POST"])
def licence(request: SignedInRequest, code: str) -> HttpResponse:
    """Under which licence the compendium prints a proposal of mine."""
    proposal = managed(request, code)
    if not is_printed(proposal):
        raise Http404
    kept = ProposalLicence.objects.filter(proposal=proposal).first()
    form = LicenceForm(request, initial={"licence": kept.licence if kept else Licence.CC_BY_SA_IGO})
    if form.is_valid():
        chosen = Licence(form.cleaned_data["licence"])
        if done(form, set_licence, request, proposal=proposal, licence=chosen):
            messages.success(request, now("Saved."))
            return redirect("me:proposal", code)
    page = {
        "form": form,
        "title": _("Licence in the compendium"),
        "thing": proposal.title,
        "back": reverse("me:proposal", args=[code]),
        "button": _("Save"),
    }
    return render(request, "me/sessions/form.html", page, status=invalid_status(form))


def is_printed(proposal: Proposal) -> bool:
    return compendium_of(proposal.edition).filter(pk=proposal.pk).exists()


def _session(request: SignedInRequest, code: str) -> Session:
    """A session in which the reader appears; its page is about its edition, in its zone."""
    mine = Appearance.objects.standing().filter(person=request.person)
    sessions = Session.objects.filter(pk__in=mine.values("session")).select_related(
        "edition__series", "track", "proposal"
    )
    found = get_object_or_404(sessions, code=code)
    request.edition = found.edition
    timezone.activate(found.edition.tzinfo)
    return found


def _form_page(
    request: SignedInRequest,
    form: KeyedForm,
    session: Session,
    *,
    title: str | Promise,
    button: str | Promise = SAVE,
    **more: Any,
) -> HttpResponse:
    page = {
        "form": form,
        "title": title,
        "button": button,
        "back": reverse("me:session", args=[session.code]),
        "thing": session.title,
        **more,
    }
    return render(request, "me/sessions/form.html", page, status=invalid_status(form))
