"""What browsers are told: where content may come from, and what they must not keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse

from convenor.web.request import Request
from convenor.web.style import STYLE_HASH

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'sha256-{STYLE_HASH}'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


class Headers:
    """Sets them on every answer, errors included; personal pages are not to be stored."""

    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if settings.IS_HTTPS:
            response["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if _is_personal(request):
            response["Cache-Control"] = "no-store"
        return response


def _is_personal(request: Request) -> bool:
    if request.method == "POST" or getattr(request, "person", None) is not None:
        return True
    return request.resolver_match is not None and "token" in request.resolver_match.kwargs  # a link in a mail
