"""``/<series>/<edition>/places.json``: which sessions are full, and how many places others still have.

By the code of each session of the programme that has a limit: 0 where it is full, else how many places are
left; ``null`` where there are places, but so few are booked that the number might tell of somebody.
"""

from __future__ import annotations

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from convenor.registration.queries import places_left
from convenor.web.public.marks.common import release_of
from convenor.web.request import Request

SECONDS = 30  # that anybody may keep it


@require_safe
def places(request: Request) -> HttpResponseBase:
    release, left = release_of(request), places_left(request.edition)
    told = {code: many for code, many in left.items() if code in release.by_code}
    return JsonResponse(told, headers={"Cache-Control": f"public, max-age={SECONDS}"})
