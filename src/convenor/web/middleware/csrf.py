"""Cross-site requests: a token for those who have a session, the origin and a signed key for all others."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from convenor.web.errors import csrf_failure
from convenor.web.request import Request

_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class Csrf(CsrfViewMiddleware):
    """Django's check where there is a session; without one, a request from another site is refused.

    What an anonymous form may do needs no secret of the visitor's, and its signed key (``web.forms``) makes
    it happen once; so no cookie is set before somebody signs in.
    """

    def process_request(self, request: Request) -> None:  # type: ignore[override]  # our Request
        if request.person is not None:
            super().process_request(request)

    def process_view(  # type: ignore[override]  # our Request
        self,
        request: Request,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if request.person is not None:
            return super().process_view(request, view, args, kwargs)
        if request.method in _SAFE or not _is_from_elsewhere(request):
            return None
        return csrf_failure(request, "another site sent this form")


def _is_from_elsewhere(request: Request) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
