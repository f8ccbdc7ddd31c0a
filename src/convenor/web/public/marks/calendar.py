"""My programme for calendars, which ask for it again and so follow its changes."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from convenor.programme.queries import codes_marked_in
from convenor.programme.render.calendars import calendar_of
from convenor.web.links import page
from convenor.web.public.marks.common import list_at, release_of, unlisted
from convenor.web.request import Request


@unlisted
@require_safe
def calendar(request: Request, token: str) -> HttpResponseBase:
    """The same events as in the calendars of the programme, without the names of people."""
    release, found = release_of(request), list_at(request, token)
    codes = codes_marked_in(found)
    file = calendar_of(
        release,
        (get_language() or "en")[:2],
        [slot for slot in release.slots if slot.line.code in codes],
        page=page(request.edition, "public:mark_list", found.token).removeprefix("/"),
        about=_("My programme"),
    )
    return HttpResponse(file.content, content_type=file.content_type)
