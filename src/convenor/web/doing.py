"""What a form and an action have to do with each other: one call, and a refusal said on the form."""

from __future__ import annotations

from typing import Any, TypeVar

from convenor.audit.actions import Action
from convenor.kernel.refusals import Refused
from convenor.web.forms import KeyedForm
from convenor.web.request import Request

Made = TypeVar("Made")


def made(form: KeyedForm, action: Action[..., Made], request: Request, **facts: Any) -> Made | None:
    """What ``action`` made of what the form brought; a refusal is said on the form."""
    try:
        return action.once(form.key, by=request.person, at=request.at, **facts)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def done(form: KeyedForm, action: Action[..., Any], request: Request, **facts: Any) -> bool:
    """Whether ``action`` took what the form brought; a refusal is said on the form."""
    if not form.is_valid():
        return False
    made(form, action, request, **facts)
    return form.is_valid()
