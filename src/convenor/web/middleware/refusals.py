"""A refusal that no form showed becomes a page that says it; a crowded writer becomes “try again”."""

from collections.abc import Callable

from django.db.utils import OperationalError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from convenor.kernel.refusals import NotAllowed, Refused
from convenor.web.errors import error_page
from convenor.web.request import Request

# What SQLite and PostgreSQL say when a later try may succeed.
_PASSING = (
    "too many people",
    "database is locked",
    "disk is full",
    "lock timeout",
    "too many connections",
    "no space",
)


class Refusals:
    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return error_page(request, 403, str(exception))
        if isinstance(exception, Refused):
            return error_page(request, 409, str(exception))
        if isinstance(exception, OperationalError) and any(
            words in str(exception).lower() for words in _PASSING
        ):
            sentence = _(
                "Many people are writing at this moment. Nothing was lost: please send it again in a minute."
            )
            response = error_page(request, 503, sentence)
            response["Retry-After"] = "30"
            return response
        return None
