"""Search across all editions: by theme, track, session, person or organization, in any language of ours."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.archive.kinds import FindableKind
from convenor.archive.models import Findable
from convenor.archive.search import search as found_by
from convenor.archive.search import snippet
from convenor.kernel.words import terms_of
from convenor.web.forms import Line, invalid_status
from convenor.web.links import page
from convenor.web.request import Request

A_PAGE = 20


class SearchForm(forms.Form):
    """Asked with GET: an address of results can be kept and sent."""

    q = Line(label=_("What do you look for?"), widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(
        label=_("Only"), choices=[("", _("everything")), *FindableKind.choices], required=False
    )


@require_safe
def search(request: Request) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET else None)
    asked = form.cleaned_data if form.is_valid() else {}
    question, kind = asked.get("q", ""), asked.get("kind", "")
    results = Paginator(found_by(question, kind=kind), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "question": question,
        "results": results,
        "rows": [_row(each, question) for each in results],
        "again": urlencode({"q": question, "kind": kind}),
    }
    return render(request, "public/search.html", context, status=invalid_status(form))


def _row(found: Findable, question: str) -> dict[str, object]:
    return {
        "found": found,
        "address": page(found.edition, "public:edition") + found.address,
        "snippet": snippet(found.text, terms_of(question)) if found.text else "",
    }
