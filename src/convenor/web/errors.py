"""Pages that say what went wrong, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def error_page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    page = render_to_string("error.html", {"status": status, "sentence": sentence}, request=request)
    return HttpResponse(page, status=status)


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
