"""The parts of a session."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.programme.actions.items import remove_item, set_item
from convenor.programme.models import Item
from convenor.proposals.actions.drafts import MOST_MINUTES
from convenor.web.doing import done
from convenor.web.forms import KeyedForm
from convenor.web.organiser.programme.common import form_page, removed_already, session_at, still_there
from convenor.web.organiser.programme.session import back_to
from convenor.web.request import SignedInRequest
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs


class ItemForm(TranslatedForm):
    title = TranslatedLine(label=_("Title"), max_length=300)
    abstract = TranslatedParagraphs(label=_("Description"), required=False, most_words=1000)
    minutes = forms.IntegerField(
        label=_("Minutes it takes"), min_value=1, max_value=MOST_MINUTES, required=False
    )

    def __init__(self, request: SignedInRequest, item: Item | None) -> None:
        names = self.base_fields if item else ()
        super().__init__(request, initial={name: getattr(item, name) for name in names})


@require_http_methods(["GET", "POST"])
def item_new(request: SignedInRequest, code: str) -> HttpResponse:
    return _set(request, code, None)


@require_http_methods(["GET", "POST"])
def item(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    return _set(request, code, pk)


def _set(request: SignedInRequest, code: str, pk: int | None) -> HttpResponse:
    session = session_at(request, code)
    shown = get_object_or_404(session.items, pk=pk) if pk is not None else None
    form = ItemForm(request, shown)
    title, address = back_to(request, session)
    if form.is_valid() and done(form, set_item, request, session=session, item=shown, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(form.onward(address))
    return form_page(
        request,
        form,
        title=shown.title if shown else _("New part"),
        button=_("Save"),
        back=(title, address),
        removal="removal/" if shown and not form.is_translation else "",
    )


@require_http_methods(["GET", "POST"])
def item_removal(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    session = session_at(request, code)
    shown = still_there(request, session.items.all(), pk=pk)
    if shown is None:
        return removed_already(request, back_to(request, session)[1])
    form = KeyedForm(request)
    title, address = back_to(request, session)
    if form.is_valid() and done(form, remove_item, request, item=shown):
        messages.success(request, now("Removed."))
        return redirect(address)
    return form_page(
        request,
        form,
        title=_("Remove this part?"),
        button=_("Remove"),
        back=(title, address),
        thing=shown.title,
        lead=_("Who appears in it stays in the session."),
        is_grave=True,
    )
