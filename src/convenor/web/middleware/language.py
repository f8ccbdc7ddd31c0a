"""The language stands in the address; only ``/`` negotiates it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import translation

from convenor.kernel.translated import LANGUAGES
from convenor.web.request import Request


class Language:
    """Activates the language that the path begins with, English where it names none."""

    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        first = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        language = first if first in LANGUAGES else "en"
        with translation.override(language):
            response = self._answer(request)
        response.setdefault("Content-Language", language)
        return response
