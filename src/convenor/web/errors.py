"""Pages that say what went wrong, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from convenor.kernel.translated import LANGUAGES


def error_page(request: HttpRequest, status: int, sentence: str | Promise) -> HttpResponse:
    """The page and a lazy ``sentence`` are in the language of the address, or else in the browser's."""
    named = request.path_info.split("/", 2)[1:2]
    is_named = bool(named) and named[0] in LANGUAGES
    language = named[0] if is_named else get_language_from_request(request)[:2]
    with override(language):
        page = render_to_string("error.html", {"status": status, "sentence": sentence}, request=request)
    response = HttpResponse(page, status=status, headers={"Content-Language": language})
    if not is_named:
        response["Vary"] = "Accept-Language"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400, _("Your browser sent something we cannot read. Go back and try again."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404, _("There is no such page here, or it is not for you to see."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        _("For your safety this form was not accepted. Go back, load the page again and send it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(
        request, 500, _("Something is wrong on our side. It has been noted; please try again later.")
    )
