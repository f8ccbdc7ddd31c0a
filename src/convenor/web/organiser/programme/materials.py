"""For those who arrange: the materials of a session, its report, licences in the compendium."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from convenor.programme.actions.materials import remove_material, set_licence, write_report
from convenor.programme.models import Licence
from convenor.programme.queries import compendium_of, kept_from
from convenor.proposals.models import ProposalQuerySet
from convenor.web.doing import done
from convenor.web.forms import KeyedForm
from convenor.web.links import page
from convenor.web.materials import LicenceForm, MaterialForm, ReportForm, is_added, report_of
from convenor.web.organiser.programme.common import form_page, removed_already, session_at, still_there
from convenor.web.organiser.programme.session import back_to
from convenor.web.request import SignedInRequest


@require_http_methods(["GET", "POST"])
def material_new(request: SignedInRequest, code: str) -> HttpResponse:
    session = session_at(request, code)
    form = MaterialForm(request)
    title, address = back_to(request, session)
    if form.is_valid() and is_added(form, request, session):
        messages.success(request, now("Saved. Readers see it with the next release."))
        return redirect(address)
    return form_page(request, form, title=_("Add a material"), button=_("Save"), back=(title, address))


@require_http_methods(["GET", "POST"])
def material_removal(request: SignedInRequest, code: str, uid: UUID) -> HttpResponse:
    session = session_at(request, code)
    title, address = back_to(request, session)
    material = still_there(request, session.materials.all(), uid=uid)
    if material is None:
        return removed_already(request, address)
    form = KeyedForm(request)
    if form.is_valid() and done(form, remove_material, request, material=material):
        messages.success(request, now("Removed."))
        return redirect(address)
    return form_page(
        request,
        form,
        title=_("Take this material away?"),
        button=pgettext("material", "Take away"),
        back=(title, address),
        thing=material.title,
        lead=_("Its file is gone at once; its line leaves the programme with the next release."),
        is_grave=True,
    )


@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, code: str) -> HttpResponse:
    session = session_at(request, code)
    form = ReportForm(request, report_of(session))
    title, address = back_to(request, session)
    if form.is_valid() and done(form, write_report, request, session=session, **form.facts):
        messages.success(request, now("Saved. Readers see it with the next release."))
        return redirect(form.onward(address))
    return form_page(request, form, title=_("Report of the session"), button=_("Save"), back=(title, address))


@require_safe
def compendium(request: SignedInRequest) -> HttpResponse:
    shown = [(each, _licence_of(each)) for each in _printed(request)]
    return render(request, "organiser/programme/compendium.html", {"proposals": shown})


@require_http_methods(["GET", "POST"])
def compendium_licence(request: SignedInRequest, code: str) -> HttpResponse:
    proposal = get_object_or_404(_printed(request), code=code)
    form = LicenceForm(request, initial={"licence": _licence_of(proposal)})
    back = page(request.edition, "organiser:compendium")
    if form.is_valid():
        licence = Licence(form.cleaned_data["licence"])
        if done(form, set_licence, request, proposal=proposal, licence=licence):
            messages.success(request, now("Saved. Readers see it with the next release."))
            return redirect(back)
    return form_page(
        request,
        form,
        title=_("Licence in the compendium"),
        button=_("Save"),
        back=(_("Compendium"), back),
        thing=proposal.title,
    )


def _printed(request: SignedInRequest) -> ProposalQuerySet:
    return compendium_of(request.edition).exclude(pk__in=kept_from(request.person).values("pk"))


def _licence_of(proposal: object) -> Licence:
    kept = getattr(proposal, "licence", None)
    return Licence(kept.licence) if kept else Licence.CC_BY_SA_IGO
