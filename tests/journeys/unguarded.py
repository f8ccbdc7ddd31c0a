"""The server without what keeps places from being sold twice: ``python -m tests.journeys.unguarded serve …``.

It exists so that the test of the last place can be seen to fail. Nothing of it is part of the product.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")
django.setup()

from django.db import connection  # noqa: E402  # Django first

from convenor.cli.main import main  # noqa: E402  # as above
from convenor.registration import places  # noqa: E402  # as above
from convenor.registration.actions import registering  # noqa: E402  # as above
from convenor.registration.models import Quota  # noqa: E402  # as above


def without_guard():
    """Take the condition out of the statement that takes a place, and the constraint out of the database."""
    constraint = next(each for each in Quota._meta.constraints if each.name == "quota_is_never_oversold")
    Quota._meta.constraints.remove(constraint)  # SQLite makes the table again, from what the model says
    with connection.schema_editor() as editor:
        editor.remove_constraint(Quota, constraint)
    places.quotas_with = lambda many, pk: Quota.objects.filter(pk=pk)
    registering.refuse_full = lambda *what: None


if __name__ == "__main__":
    without_guard()
    sys.exit(main())
