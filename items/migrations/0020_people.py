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
        migrations.AlterField(
            model_name='historyentry',
            name='action',
            field=models.CharField(choices=[('report_imported', 'Report imported'), ('report_issued', 'Report issued'), ('status_changed', 'Status changed'), ('note_written', 'Progress note written'), ('item_edited', 'Item edited'), ('lead_confirmed', 'Lead confirmed'), ('units_changed', 'Units changed'), ('targets_changed', 'Targets changed'), ('department_merged', 'Department merged'), ('report_updated', 'Report updated from a corrected file'), ('item_updated', 'Updated from a corrected file'), ('item_issued', 'Item issued'), ('rules_changed', 'Rules of the rounds changed'), ('signed_for', 'Signed for'), ('objected', 'Objection raised'), ('objection_withdrawn', 'Objection withdrawn'), ('objection_settled', 'Objection settled'), ('period_opened', 'Reporting period opened'), ('period_closed', 'Reporting period closed'), ('period_changed', 'Reporting period changed'), ('update_sent', 'Progress update sent'), ('update_taken_back', 'Progress update taken back'), ('update_signed', 'Progress update signed off'), ('update_returned', 'Progress update returned'), ('update_accepted', 'Progress update accepted'), ('acceptance_undone', 'Acceptance taken back'), ('file_attached', 'File attached'), ('file_removed', 'File removed'), ('chased', 'Chased for a report'), ('request_written', "Written, awaiting the unit head's sign-off"), ('request_returned', 'Returned by the unit head'), ('request_taken_back', 'Taken back before sign-off'), ('extension_asked', 'Extension asked for'), ('extension_withdrawn', 'Extension request withdrawn'), ('extension_decided', 'Extension request decided'), ('closing_asked', 'Closing asked for'), ('closing_forwarded', 'Closing put before a leader'), ('closing_approved', 'Closing approved by a leader'), ('closing_refused', 'Closing not approved by a leader'), ('instruction_given', 'Instruction given'), ('instruction_answered', 'Instruction answered'), ('instruction_done', 'Instruction marked done'), ('decision_given', 'Meeting decision entered'), ('decision_answered', 'Meeting decision answered'), ('decision_done', 'Meeting decision marked done'), ('light_rules_set', 'Rules of the lights set'), ('plan_proposed', 'Planned curve proposed'), ('plan_withdrawn', 'Planned curve withdrawn'), ('plan_approved', 'Planned curve in force'), ('plan_refused', 'Planned curve refused'), ('meeting_entered', 'Meeting entered'), ('post_handed_over', 'Post handed over'), ('post_delegated', 'Post delegated'), ('delegation_revoked', 'Delegation revoked'), ('people_taken_in', 'Units and people taken in from Excel'), ('passwords_handed_out', 'One-time passwords handed out'), ('demo_ended', 'Demo accounts deactivated'), ('members_changed', 'Members of a collective changed')], db_index=True, max_length=30, verbose_name='action'),
        ),
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
