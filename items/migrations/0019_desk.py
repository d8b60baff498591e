"""Items that the office rewords or enters itself, in several groups, and what leaders answer for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_words_of_names'),
        ('items', '0018_calendar'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'portfolio',
                'verbose_name_plural': 'portfolios',
                'ordering': ['leader', 'department__position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='workitem',
            name='origin',
            field=models.CharField(choices=[('report', 'Breakdown of the work report'), ('meeting', 'Decided by a meeting'), ('instruction', 'Instructed by a leader'), ('superior', 'Assigned by a higher authority'), ('proposal', "Deputies' suggestions and members' proposals")], default='report', max_length=12, verbose_name='origin'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='published',
            field=models.JSONField(blank=True, default=dict, editable=False, help_text='What the document says where the supervision office has changed it.', verbose_name='as published'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='reference',
            field=models.CharField(blank=True, help_text='The document or meeting that the item comes from.', max_length=200, verbose_name='reference'),
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='action',
            field=models.CharField(choices=[('report_imported', 'Report imported'), ('report_issued', 'Report issued'), ('status_changed', 'Status changed'), ('note_written', 'Progress note written'), ('item_edited', 'Item edited'), ('item_added', 'Item added by the supervision office'), ('lead_confirmed', 'Lead confirmed'), ('units_changed', 'Units changed'), ('targets_changed', 'Targets changed'), ('department_merged', 'Department merged'), ('report_updated', 'Report updated from a corrected file'), ('item_updated', 'Updated from a corrected file'), ('item_issued', 'Item issued'), ('rules_changed', 'Rules of the rounds changed'), ('signed_for', 'Signed for'), ('objected', 'Objection raised'), ('objection_withdrawn', 'Objection withdrawn'), ('objection_settled', 'Objection settled'), ('period_opened', 'Reporting period opened'), ('period_closed', 'Reporting period closed'), ('period_changed', 'Reporting period changed'), ('update_sent', 'Progress update sent'), ('update_taken_back', 'Progress update taken back'), ('update_signed', 'Progress update signed off'), ('update_returned', 'Progress update returned'), ('update_accepted', 'Progress update accepted'), ('acceptance_undone', 'Acceptance taken back'), ('file_attached', 'File attached'), ('file_removed', 'File removed'), ('chased', 'Chased for a report'), ('request_written', "Written, awaiting the unit head's sign-off"), ('request_returned', 'Returned by the unit head'), ('request_taken_back', 'Taken back before sign-off'), ('extension_asked', 'Extension asked for'), ('extension_withdrawn', 'Extension request withdrawn'), ('extension_decided', 'Extension request decided'), ('closing_asked', 'Closing asked for'), ('closing_forwarded', 'Closing put before a leader'), ('closing_approved', 'Closing approved by a leader'), ('closing_refused', 'Closing not approved by a leader'), ('instruction_given', 'Instruction given'), ('instruction_answered', 'Instruction answered'), ('instruction_done', 'Instruction marked done'), ('decision_given', 'Meeting decision entered'), ('decision_answered', 'Meeting decision answered'), ('decision_done', 'Meeting decision marked done'), ('portfolio_set', 'Portfolio of a leader set'), ('light_rules_set', 'Rules of the lights set'), ('plan_proposed', 'Planned curve proposed'), ('plan_withdrawn', 'Planned curve withdrawn'), ('plan_approved', 'Planned curve in force'), ('plan_refused', 'Planned curve refused'), ('meeting_entered', 'Meeting entered'), ('post_handed_over', 'Post handed over'), ('post_delegated', 'Post delegated'), ('delegation_revoked', 'Delegation revoked')], db_index=True, max_length=30, verbose_name='action'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='group',
            field=models.CharField(blank=True, help_text='E.g. “十件实事”; several are parted by “、”.', max_length=200, verbose_name='group'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['report', 'meeting', 'instruction', 'superior', 'proposal'])), name='item_origin_known', violation_error_message='This origin does not exist.'),
        ),
        migrations.AddField(
            model_name='portfolio',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portfolios', to='departments.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='portfolio',
            name='leader',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portfolio', to=settings.AUTH_USER_MODEL, verbose_name='leader in charge'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.UniqueConstraint(fields=('leader', 'department'), name='portfolio_unit_once', violation_error_message="This unit stands in the leader's portfolio already."),
        ),
    ]
