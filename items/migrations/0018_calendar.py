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
        migrations.AlterField(
            model_name='historyentry',
            name='action',
            field=models.CharField(choices=[('report_imported', 'Report imported'), ('report_issued', 'Report issued'), ('status_changed', 'Status changed'), ('note_written', 'Progress note written'), ('item_edited', 'Item edited'), ('lead_confirmed', 'Lead confirmed'), ('units_changed', 'Units changed'), ('targets_changed', 'Targets changed'), ('department_merged', 'Department merged'), ('report_updated', 'Report updated from a corrected file'), ('item_updated', 'Updated from a corrected file'), ('item_issued', 'Item issued'), ('rules_changed', 'Rules of the rounds changed'), ('signed_for', 'Signed for'), ('objected', 'Objection raised'), ('objection_withdrawn', 'Objection withdrawn'), ('objection_settled', 'Objection settled'), ('period_opened', 'Reporting period opened'), ('period_closed', 'Reporting period closed'), ('period_changed', 'Reporting period changed'), ('update_sent', 'Progress update sent'), ('update_taken_back', 'Progress update taken back'), ('update_signed', 'Progress update signed off'), ('update_returned', 'Progress update returned'), ('update_accepted', 'Progress update accepted'), ('acceptance_undone', 'Acceptance taken back'), ('file_attached', 'File attached'), ('file_removed', 'File removed'), ('chased', 'Chased for a report'), ('request_written', "Written, awaiting the unit head's sign-off"), ('request_returned', 'Returned by the unit head'), ('request_taken_back', 'Taken back before sign-off'), ('extension_asked', 'Extension asked for'), ('extension_withdrawn', 'Extension request withdrawn'), ('extension_decided', 'Extension request decided'), ('closing_asked', 'Closing asked for'), ('closing_forwarded', 'Closing put before a leader'), ('closing_approved', 'Closing approved by a leader'), ('closing_refused', 'Closing not approved by a leader'), ('instruction_given', 'Instruction given'), ('instruction_answered', 'Instruction answered'), ('instruction_done', 'Instruction marked done'), ('decision_given', 'Meeting decision entered'), ('decision_answered', 'Meeting decision answered'), ('decision_done', 'Meeting decision marked done'), ('light_rules_set', 'Rules of the lights set'), ('plan_proposed', 'Planned curve proposed'), ('plan_withdrawn', 'Planned curve withdrawn'), ('plan_approved', 'Planned curve in force'), ('plan_refused', 'Planned curve refused'), ('meeting_entered', 'Meeting entered'), ('post_handed_over', 'Post handed over'), ('post_delegated', 'Post delegated'), ('delegation_revoked', 'Delegation revoked'), ('holidays_entered', 'Holidays and working weekends entered'), ('holidays_removed', 'Holidays and working weekends removed'), ('opening_undone', 'Opening of a period taken back')], db_index=True, max_length=30, verbose_name='action'),
        ),
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
