"""Pages that say what went wrong, in the reader's language."""

import re
import sys

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from convenor.kernel.translated import LANGUAGES
from convenor.programme.shelf import Shelf

_EDITION = re.compile(r"/[a-z]{2}/([a-z0-9-]+/[a-z0-9-]+)/")


def error_page(
    request: HttpRequest, status: int, sentence: str | Promise, *, shown_instead: str = ""
) -> HttpResponse:
    """The page and a lazy ``sentence`` are in the language of the address, or else in the browser's."""
    named = request.path_info.split("/", 2)[1:2]
    is_named = bool(named) and named[0] in LANGUAGES
    language = named[0] if is_named else get_language_from_request(request)[:2]
    with override(language):
        # The links to the programme are left out, for they are asked of a database that may be away.
        said = {"status": status, "sentence": sentence, "is_public": False, "shown_instead": shown_instead}
        page = render_to_string("error.html", said, request=request)
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
    """Called while the exception is handled: where the database is away, it is said so, and tried anew."""
    if _is_of_the_database(sys.exc_info()[1]):
        if not connection.in_atomic_block:
            connection.close()  # whatever it still holds open is not what comes back
        sentence = _(
            "Our database cannot be reached at this moment. The published programme can still be read. "
            "Nothing was lost; please try again in a few minutes."
        )
        response = error_page(request, 503, sentence, shown_instead=_programme_of(request.path_info))
        response["Retry-After"] = "60"
        return response
    return error_page(
        request, 500, _("Something is wrong on our side. It has been noted; please try again later.")
    )


def _programme_of(path: str) -> str:
    """Where the released programme of the edition is read, that ``path`` is of: files need no database."""
    edition = _EDITION.match(path)
    if edition is None or Shelf(settings.RELEASES).current(edition[1]) is None:
        return ""
    return f"{edition[0]}programme/"


def _is_of_the_database(problem: BaseException | None) -> bool:
    """Whether it is away or damaged; what we ask of it wrongly is a fault of ours."""
    is_away = isinstance(problem, OperationalError | InterfaceError | InternalError)
    return is_away or type(problem) is DatabaseError  # as SQLite says of a damaged file
