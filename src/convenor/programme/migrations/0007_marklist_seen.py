from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0006_note'),
    ]

    operations = [
        migrations.AddField(
            model_name='marklist',
            name='seen',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
