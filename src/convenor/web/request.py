"""What a view is given: who asks, when, in which zone, and about which edition."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from convenor.editions.models import Edition, Office
from convenor.people.models import Person


class Request(HttpRequest):
    """Any request. ``zone`` is the reader's, where we know it."""

    at: datetime
    person: Person | None
    session: SessionBase
    zone: ZoneInfo | None
    edition: Edition  # set by the gate where the address names one
    offices: tuple[Office, ...]  # those the person holds in that edition, now


class SignedInRequest(Request):
    """A request of somebody who proved who they are; the policy of the route says so."""

    person: Person
