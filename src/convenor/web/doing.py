"""What a form and an action have to do with each other: one call, and a refusal said on the form."""

from __future__ import annotations

from typing import Any

from convenor.audit.actions import Action
from convenor.kernel.refusals import Refused
from convenor.web.forms import KeyedForm
from convenor.web.request import Request


def done(form: KeyedForm, action: Action[..., Any], request: Request, **facts: Any) -> bool:
    """Whether ``action`` took what the form brought; a refusal is said on the form."""
    if not form.is_valid():
        return False
    try:
        action.once(form.key, by=request.person, at=request.at, **facts)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
