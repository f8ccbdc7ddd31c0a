"""Several works at once: pasted as BibTeX or as references, shown as they are read, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from convenor.optim.affinity import works as reading
from convenor.optim.affinity.people import Work
from convenor.review.actions.reviewers import add_works
from convenor.web.doing import made
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import number

LONGEST = 500_000  # characters
FIRST_YEAR, LAST_YEAR = 1800, 2100
LONGEST_ABSTRACT = 10_000

NOTES: dict[reading.Problem, str | Promise] = {
    reading.Problem.BROKEN: _(
        "Line %(line)s: the braces or commas of the entry %(about)s do not fit. What could be read of it is"
        " below; please check it."
    ),
    reading.Problem.NO_TITLE: _("Line %(line)s: the entry %(about)s has no title and is left out."),
    reading.Problem.BROKEN_RECORD: _(
        "Line %(line)s: from here on the JSON cannot be read; it may have been cut off. What stands before is"
        " below."
    ),
    reading.Problem.NO_WORK: _("This JSON has no works in it that we know to read: ORCID or CSL is wanted."),
    reading.Problem.TOO_MANY: _("From line %(line)s on nothing was read: these are too many at once."),
}


class WorksForm(KeyedForm):
    text = forms.CharField(
        label=_("BibTeX, JSON from ORCID or doi.org, or titles and references"),
        help_text=_(
            "A line or a paragraph each. ORCID exports your works as BibTeX. A DOI alone tells no title:"
            " nothing is looked up. All is shown before it is kept."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        max_length=LONGEST,
        strip=False,
    )


@require_http_methods(["GET", "POST"])
def works(request: SignedInRequest) -> HttpResponse:
    """Read what was pasted, show it, and keep it once that is asked."""
    form = WorksForm(request)
    brought = reading.read(form.cleaned_data["text"]) if form.is_valid() else None
    shown = sha256(form.cleaned_data["text"].encode()).hexdigest() if brought else ""
    # What was changed since it was shown, is shown again first.
    if brought is not None and "keep" in request.POST and request.POST.get("shown") == shown:
        asked = {"edition": request.edition, "person": request.person}
        count = made(form, add_works, request, works=[_facts(work) for work in brought.works], **asked)
        if count is not None:
            said = ngettext("%(count)s work was added.", "%(count)s works were added.", count)
            messages.success(request, said % {"count": number(count)})
            return redirect(page(request.edition, "reviewer:profile"))
    context: dict[str, Any] = {"form": form, "brought": brought, "shown": shown}
    context["notes"] = list(_notes(brought)) if brought else []
    return render(request, "reviewer/works.html", context, status=invalid_status(form))


def _facts(work: Work) -> dict[str, Any]:
    year = work.year if work.year and FIRST_YEAR <= work.year <= LAST_YEAR else None
    return {
        "title": work.title,
        "year": year,
        "abstract": work.abstract[:LONGEST_ABSTRACT],
        "authors": list(work.authors),
    }


def _notes(brought: reading.Brought) -> Iterator[str]:
    for note in brought.notes:
        yield str(NOTES[note.problem]) % {"line": number(note.line), "about": f"\u2068{note.about}\u2069"}
