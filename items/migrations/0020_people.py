"""A workbook of units and people that waits to be taken in; what is done to people stands in the history."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0019_desk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PeopleWorkbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='uploaded at')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('upload', models.BinaryField(verbose_name='upload')),
                ('by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='people_workbook', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'workbook of units and people',
                'verbose_name_plural': 'workbooks of units and people',
            },
        ),
    ]
