"""The files that sessions left behind."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from convenor.programme.models import Material
from convenor.programme.rules.rights import may_read_file
from convenor.web.materials import file_response
from convenor.web.request import Request


@require_safe
def material(request: Request, uid: UUID) -> HttpResponseBase:
    """For everybody, once a release has it; before that, for those of its session."""
    files = Material.objects.exclude(file="").select_related("session__edition", "session__track")
    found = get_object_or_404(files, uid=uid, session__edition=request.edition)
    if not may_read_file(request.person, found, at=request.at):
        raise Http404
    return file_response(found)
