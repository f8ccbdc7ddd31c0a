"""Who asks. A session exists only for people who signed in: public pages set no cookie."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse

from convenor.accounts.sessions import PERSON
from convenor.people.models import Person
from convenor.web.request import Request


class Sessions(SessionMiddleware):
    """Django's sessions, and ``request.person`` from them."""

    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        super().__init__(answer)  # type: ignore[arg-type]  # our Request is what HttpRequest becomes here

    def process_request(self, request: Request) -> None:  # type: ignore[override]  # as above
        super().process_request(request)
        request.person = None
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            pk = request.session.get(PERSON)
            request.person = (
                Person.objects.select_related("organization").filter(pk=pk).first() if pk else None
            )
