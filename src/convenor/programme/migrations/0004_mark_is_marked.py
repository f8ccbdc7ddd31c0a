from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0003_reissue'),
    ]

    operations = [
        migrations.AddField(
            model_name='mark',
            name='is_marked',
            field=models.BooleanField(default=True),
        ),
    ]
