"""A letter of credit for everybody who was given its address, and the list of those who reviewed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from convenor.audit.models import Entry
from convenor.kernel.links import absolute
from convenor.review.credited import Credit
from convenor.review.crediting import thanked_in
from convenor.web.request import Request


@require_safe
def credit(request: Request, uid: UUID) -> HttpResponse:
    """The letter, to print; whoever has its address reads there whether it is true."""
    return render(request, "public/credit.html", _letter(request, uid))


@require_safe
def credit_text(request: Request, uid: UUID) -> HttpResponse:
    """The same as plain text."""
    text = render_to_string("public/credit.txt", _letter(request, uid), request)
    lines = [line.strip() for line in text.splitlines()]
    whole = "\n\n".join(line for line in lines if line)
    return HttpResponse(whole + "\n", content_type="text/plain; charset=utf-8")


def _letter(request: Request, uid: UUID) -> dict[str, object]:
    shown = get_object_or_404(Credit.objects.select_related("person", "edition__series"), uid=uid)
    request.edition = shown.edition
    timezone.activate(shown.edition.tzinfo)
    entry = Entry.objects.filter(subject=f"credit:{shown.uid}").first()
    return {
        "credit": shown,
        "entry": entry,
        "commitment": bytes(entry.commitment).hex() if entry else "",
        "address": absolute(request.path.removesuffix("text/")),
    }


@require_safe
def reviewers(request: Request) -> HttpResponse:
    """Who reviewed for this edition and wishes to be named."""
    return render(request, "public/reviewers.html", {"names": thanked_in(request.edition)})
