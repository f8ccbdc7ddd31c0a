import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0005_parcel'),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('mark_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='programme.marklist')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='programme.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('mark_list'), models.F('session'), name='one_note_per_session')],
            },
        ),
    ]
