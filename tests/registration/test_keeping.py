"""What was not confirmed ends by itself, and needs are deleted on the day that people were told."""

from datetime import UTC, datetime, timedelta

import pytest

from convenor.outbox.models import Message
from convenor.registration.actions.registering import register_by_mail
from convenor.registration.models import Need, Quota, Registration
from convenor.registration.tasks import forget_old_needs, give_back_unconfirmed
from tests import make
from tests.registration.filling import application, educator_of, open_edition, registered

pytestmark = pytest.mark.django_db


def test_places_of_those_who_do_not_confirm_come_back_after_two_days():
    edition = open_edition()
    make.quota(edition, 5)
    stays = registered(edition)
    for name in ("ada", "bo"):
        register_by_mail(
            edition=edition,
            application=application(educator_of(edition)),
            address=f"{name}@people.example",
            at=make.NOON,
        )

    give_back_unconfirmed(make.NOON + timedelta(hours=48))
    before = Quota.objects.get().taken
    give_back_unconfirmed(make.NOON + timedelta(hours=48, seconds=1))

    assert (before, Quota.objects.get().taken) == (3, 1)
    assert list(Registration.objects.standing()) == [stays]
    assert set(Registration.objects.exclude(ended_at=None).values_list("cancellations__kind", flat=True)) == {
        "not-confirmed"
    }
    assert Message.objects.filter(kind="registration-cancelled").count() == 0


def test_needs_are_deleted_when_their_time_is_over():
    registered(open_edition(), access="A ramp")

    forget_old_needs(datetime(2027, 4, 4, 20, tzinfo=UTC))
    kept = Need.objects.count()
    forget_old_needs(datetime(2027, 4, 5, 10, tzinfo=UTC))

    assert (kept, Need.objects.count()) == (1, 0)
