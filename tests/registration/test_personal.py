"""A person gets what is kept of their registrations, and nothing of others."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from convenor.registration.personal import own_data
from tests import make
from tests.registration.filling import open_edition, registered

pytestmark = pytest.mark.django_db


def test_own_data_holds_registrations_needs_and_what_became_of_them():
    edition = open_edition()
    made = registered(edition, make.person("Ada"), access="A ramp")
    registered(edition, make.person("Bo"), access="A quiet room")

    data = own_data(made.person)

    (mine,) = data["registrations"]
    assert (mine["code"], mine["edition"], mine["name"], mine["country"]) == (
        made.code,
        edition.path,
        "Ada",
        "KE",
    )
    assert [need["text"] for need in mine["needs"]] == ["A ramp"]
    assert (mine["check_in"], mine["cancellations"]) == ([], [])
    assert "quiet" not in json.dumps(data, cls=DjangoJSONEncoder)
