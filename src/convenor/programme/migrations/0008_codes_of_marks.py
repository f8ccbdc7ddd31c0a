from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, _schema: Any) -> None:
    """The code of each session, kept with its marks."""
    sessions = apps.get_model('programme', 'Session').objects.filter(pk=OuterRef('session_id'))
    for name in ('Mark', 'Note'):
        apps.get_model('programme', name).objects.update(code=Subquery(sessions.values('code')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0007_marklist_seen'),
    ]

    operations = [
        migrations.AddField('mark', 'code', models.CharField(default='', max_length=8), preserve_default=False),
        migrations.AddField('note', 'code', models.CharField(default='', max_length=8), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
