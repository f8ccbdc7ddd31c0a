"""What browsers are told: where content may come from, and what they must not keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse

from convenor.web.request import Request
from convenor.web.style import STYLE_HASH


def policy_with_styles(style_hashes: str) -> str:
    """The content security policy of a page whose one style sheet has one of these hashes, by spaces."""
    allowed = " ".join(f"'sha256-{each}'" for each in style_hashes.split())
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {allowed}",
            "img-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def headers_with_styles(style_hashes: str, *, is_https: bool) -> dict[str, str]:
    """What every answer says; a released page keeps the hashes of the styles it was rendered with."""
    headers = {
        "Content-Security-Policy": policy_with_styles(style_hashes),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    }
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def released_headers(style_hashes: str, *, is_https: bool, is_page: bool) -> list[tuple[str, str]]:
    """Those that a file of a release needs: it has no cookie, no form and no window of anybody's."""
    wanted = {"X-Content-Type-Options", "Strict-Transport-Security"}
    if is_page:
        wanted |= {"Content-Security-Policy", "Referrer-Policy"}
    headers = headers_with_styles(style_hashes, is_https=is_https)
    return [(name, value) for name, value in headers.items() if name in wanted]


HEADERS = headers_with_styles(STYLE_HASH, is_https=False)


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
