from typing import Any

from django.db import migrations, models


def from_names(apps: Any, _schema: object) -> None:
    rules = apps.get_model("review", "ReviewRules").objects
    rules.filter(shows_names=False).update(anonymity="double-blind")


def to_names(apps: Any, _schema: object) -> None:
    rules = apps.get_model("review", "ReviewRules").objects
    rules.filter(anonymity="double-blind").update(shows_names=False)


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0010_matching'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='is_named',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='reviewrules',
            name='anonymity',
            field=models.CharField(choices=[('open', 'open'), ('single-blind', 'single blind'), ('double-blind', 'double blind')], default='single-blind', max_length=12),
        ),
        migrations.RunPython(from_names, to_names),
        migrations.RemoveField(
            model_name='reviewrules',
            name='shows_names',
        ),
    ]
