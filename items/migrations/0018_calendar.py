"""The yearly notice of holidays, as the office enters it."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0017_years'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HolidayNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(error_messages={'unique': 'The notice of this year has been entered already.'}, unique=True, validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('document', models.CharField(blank=True, max_length=100, verbose_name='document number')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='version')),
                ('at', models.DateTimeField(blank=True, null=True, verbose_name='at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'holiday notice',
                'verbose_name_plural': 'holiday notices',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='HolidaySpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('name', models.CharField(max_length=20, verbose_name='holiday')),
                ('start_on', models.DateField(verbose_name='first day off')),
                ('end_on', models.DateField(verbose_name='last day off')),
                ('worked_on', models.JSONField(blank=True, default=list, verbose_name='working weekend days')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='items.holidaynotice', verbose_name='holiday notice')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ['notice', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('end_on__gte', models.F('start_on'))), name='holiday_days_in_order', violation_error_message='A holiday ends before it begins.')],
            },
        ),
    ]
