"""Who asks. A session exists only for people who signed in: public pages set no cookie."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse

from convenor.accounts.sessions import PERSON
from convenor.people.models import Person
from convenor.web.request import Request

_KEY = re.compile("[a-z0-9]{8,40}")  # others may hold what PostgreSQL cannot even look for


class Sessions(SessionMiddleware):
    """Django's sessions, and ``request.person`` from them."""

    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        super().__init__(answer)  # type: ignore[arg-type]  # our Request is what HttpRequest becomes here

    def process_request(self, request: Request) -> None:  # type: ignore[override]  # as above
        if not _KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        super().process_request(request)
        request.person = None
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            pk = request.session.get(PERSON)
            request.person = (
                Person.objects.select_related("organization").filter(pk=pk, erased_at=None).first()
                if pk
                else None
            )
