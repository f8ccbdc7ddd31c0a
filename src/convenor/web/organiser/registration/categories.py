"""The categories of an edition."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.registration.actions.setup import add_category, change_category, remove_category
from convenor.registration.models import Category
from convenor.registration.queries import categories_of
from convenor.web.cells import in_full
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.parts import PartForm, Position, Slug
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of, yes_or_no
from convenor.web.translated import TranslatedLine, TranslatedParagraphs


class CategoryForm(PartForm):
    name = TranslatedLine(label=_("Name"))
    slug = Slug()
    description = TranslatedParagraphs(label=_("Who belongs to it"), required=False, most_words=100)
    is_open = forms.BooleanField(
        label=_("Everybody may choose it"),
        help_text=_("Otherwise an invitation code is needed."),
        required=False,
        initial=True,
    )
    needs_approval = forms.BooleanField(
        label=_("The secretariat approves each registration"),
        help_text=_("It takes a place when it is approved."),
        required=False,
    )
    position = Position()


def _page_of(request: SignedInRequest, category: Category) -> str:
    return page(request.edition, "organiser:category", category.slug)


LIST = Table(
    "categories",
    Column("name", _("Name"), lambda category: category.name, link=_page_of),
    Column("slug", _("Short name"), lambda category: category.slug, is_for_files=True),
    Column("description", _("Who belongs to it"), lambda category: category.description, show=in_full),
    Column("open", _("Everybody may choose it"), lambda category: category.is_open),
    Column("approval", _("Approved one by one"), lambda category: category.needs_approval),
    Column("position", _("Place in the list"), lambda category: category.position, is_for_files=True),
    filters=(
        Filter(
            "open",
            _("Everybody may choose it"),
            yes_or_no,
            lambda category, value: category.is_open == (value == "yes"),
        ),
        Filter(
            "approval",
            _("Approved one by one"),
            yes_or_no,
            lambda category, value: category.needs_approval == (value == "yes"),
        ),
    ),
)


@require_safe
def categories(request: SignedInRequest) -> HttpResponseBase:
    listing = short_listing_of(request, LIST, categories_of(request.edition))
    return listing.file() or render(request, "organiser/registration/categories.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
def category_new(request: SignedInRequest) -> HttpResponse:
    form = CategoryForm(request)
    if form.is_valid():
        try:
            add_category.once(
                form.key, edition=request.edition, by=request.person, at=request.at, **form.facts
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(page(request.edition, "organiser:categories"))
    return render(
        request, "organiser/registration/category.html", {"form": form}, status=invalid_status(form)
    )


@require_http_methods(["GET", "POST"])
def category(request: SignedInRequest, slug: str) -> HttpResponse:
    held = get_object_or_404(categories_of(request.edition), slug=slug)
    form = CategoryForm(request, held)
    if form.is_valid():
        try:
            change_category.once(form.key, category=held, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:categories")))
    shown = {"form": form, "category": held}
    return render(request, "organiser/registration/category.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def category_removal(request: SignedInRequest, slug: str) -> HttpResponse:
    held = get_object_or_404(categories_of(request.edition), slug=slug)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            remove_category.once(form.key, category=held, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Removed."))
            return redirect(page(request.edition, "organiser:categories"))
    shown = {"form": form, "category": held}
    return render(request, "organiser/registration/category_removal.html", shown, status=invalid_status(form))
