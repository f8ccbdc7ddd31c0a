"""How much one request may bring."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from convenor.web.request import Request

_FORM_BYTES = 4 * 1024 * 1024
_DIGITS = 12  # a number of thousands of digits would cost time, and then an exception, to read


class Limits:
    """Refuses a body that is too large before it is read."""

    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        length = request.headers.get("Content-Length") or "0"
        most = settings.UPLOAD_BYTES + _FORM_BYTES
        if length.isdecimal() and len(length) <= _DIGITS and int(length) <= most:
            return self._answer(request)
        sentence = _("This is too large: at most %(megabytes)d MB can be sent at once.")
        text = sentence % {"megabytes": settings.UPLOAD_BYTES // (1024 * 1024)}
        return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
