"""My data: what is kept about a person, and all of it as a file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from convenor.people.models import Person
from convenor.web.request import SignedInRequest


@require_safe
def data(request: SignedInRequest) -> HttpResponse:
    return render(request, "me/data.html", {})


@require_safe
def data_file(request: SignedInRequest) -> HttpResponse:
    document = {"written_at": request.at, **all_data_of(request.person)}
    response = JsonResponse(
        document, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def all_data_of(person: Person) -> dict[str, Any]:
    """What each package keeps about ``person``, under its name."""
    return {path.split(".")[1]: import_string(path)(person) for path in settings.PERSONAL_DATA}
