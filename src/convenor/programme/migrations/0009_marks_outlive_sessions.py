from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def outlives(related: str) -> Any:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related,
        to='programme.session',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0008_codes_of_marks'),
    ]

    operations = [
        migrations.RemoveConstraint('mark', 'session_marked_once'),
        migrations.RemoveConstraint('note', 'one_note_per_session'),
        migrations.AlterField('mark', 'session', outlives('marks')),
        migrations.AlterField('note', 'session', outlives('notes')),
        migrations.AddConstraint(
            'mark',
            models.UniqueConstraint(models.F('mark_list'), models.F('code'), name='session_marked_once'),
        ),
        migrations.AddConstraint(
            'note',
            models.UniqueConstraint(models.F('mark_list'), models.F('code'), name='one_note_per_session'),
        ),
    ]
