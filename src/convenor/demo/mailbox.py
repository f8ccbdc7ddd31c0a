"""Pages that exist only in the demonstration: who can sign in, and every message that was sent."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from convenor.accounts.actions import sign_in_link
from convenor.demo.cast import cast
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.web.context import in_language
from convenor.web.forms import KeyedForm
from convenor.web.request import Request

app_name = "demo"


@require_safe
def mailbox(request: Request) -> HttpResponse:
    """The people to be, by role, and the messages, newest first."""
    wanted = request.GET.get("to", "")[:254]
    messages = Message.objects.select_related("person").order_by("-queued_at", "-pk")
    if wanted:
        messages = messages.filter(address__icontains=wanted.replace("\x00", ""))
    shown = Paginator(messages, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "demo/mailbox.html",
        {"cast": cast(), "shown": shown, "wanted": wanted, "form": KeyedForm(request)},
    )


@require_safe
def message(request: Request, pk: int) -> HttpResponse:
    return render(request, "demo/message.html", {"message": get_object_or_404(Message, pk=pk)})


@require_POST
def become(request: Request, uid: UUID) -> HttpResponse:
    """Lead to the sign-in link of a person, as a mail would, in the language of who presses the button."""
    person = get_object_or_404(Person, uid=uid)
    form = KeyedForm(request)
    if not form.is_valid():
        return redirect("demo:mailbox")
    link = sign_in_link.once(form.key, person=person, at=request.at)
    return redirect(in_language(link, get_language() or "en"))


urlpatterns = [
    path("demo/mailbox/", mailbox, name="mailbox"),
    path("demo/mailbox/<int:pk>/", message, name="message"),
    path("demo/people/<uuid:uid>/session/", become, name="become"),
]
