"""Forms that were taken are remembered, so that none acts twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0013_signing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(editable=False, max_length=64, unique=True, verbose_name='mark')),
                ('at', models.DateTimeField(db_index=True, verbose_name='at')),
                ('led_to', models.TextField(blank=True, verbose_name='answer')),
                ('said', models.JSONField(blank=True, default=list, verbose_name='messages')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'form taken',
                'verbose_name_plural': 'forms taken',
            },
        ),
    ]
