from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import Count, F, Q

MINUTE = timedelta(minutes=1)


def first_minute(edition: Any) -> dict[str, datetime]:
    """What was written down until now for somebody who was lost for the whole edition."""
    first = datetime.combine(edition.starts_on, time(), ZoneInfo(edition.zone))
    return {"starts_at": first, "ends_at": first + MINUTE}


def to_never(apps: Any, _schema: Any) -> None:
    rows = apps.get_model("programme", "Availability").objects
    for edition in apps.get_model("editions", "Edition").objects.all():
        of_one = (
            rows.filter(edition=edition).values("person").annotate(count=Count("pk")).filter(count=1)
        )
        people = [each["person"] for each in of_one]
        lost = rows.filter(edition=edition, person__in=people, **first_minute(edition))
        lost.update(starts_at=None, ends_at=None)


def to_first_minute(apps: Any, _schema: Any) -> None:
    rows = apps.get_model("programme", "Availability").objects.filter(starts_at=None)
    for edition in apps.get_model("editions", "Edition").objects.all():
        rows.filter(edition=edition).update(**first_minute(edition))


class Migration(migrations.Migration):
    dependencies = [("programme", "0013_closure")]

    operations = [
        migrations.RemoveConstraint("availability", "availability_ends_after_it_starts"),
        migrations.AlterField("availability", "starts_at", models.DateTimeField(null=True)),
        migrations.AlterField("availability", "ends_at", models.DateTimeField(null=True)),
        migrations.RunPython(to_never, to_first_minute),
        migrations.AddConstraint(
            "availability",
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="availability_has_both_times_or_none",
            ),
        ),
        migrations.AddConstraint(
            "availability",
            models.UniqueConstraint(
                "edition", "person", condition=Q(starts_at=None), name="never_available_once"
            ),
        ),
    ]
