"""Telephone calls beside the reminders; a lead reminds its supporting units."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def told_as_before(apps, schema_editor):
    """Going backwards: what people did by other ways than the office's chase is told as that."""
    apps.get_model("items", "Reminder").objects.filter(rule__in=["phone", "lead"]).update(rule="manual")


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_words_of_names'),
        ('items', '0020_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='historyentry',
            name='action',
            field=models.CharField(choices=[('report_imported', 'Report imported'), ('report_issued', 'Report issued'), ('report_withdrawn', 'Report withdrawn'), ('report_archived', 'Report archived'), ('report_reopened', 'Archiving taken back'), ('status_changed', 'Status changed'), ('note_written', 'Progress note written'), ('item_edited', 'Item edited'), ('item_added', 'Item added by the supervision office'), ('lead_confirmed', 'Lead confirmed'), ('units_changed', 'Units changed'), ('targets_changed', 'Targets changed'), ('department_merged', 'Department merged'), ('report_updated', 'Report updated from a corrected file'), ('item_updated', 'Updated from a corrected file'), ('item_issued', 'Item issued'), ('rules_changed', 'Rules of the rounds changed'), ('signed_for', 'Signed for'), ('objected', 'Objection raised'), ('objection_withdrawn', 'Objection withdrawn'), ('objection_settled', 'Objection settled'), ('period_opened', 'Reporting period opened'), ('period_closed', 'Reporting period closed'), ('period_changed', 'Reporting period changed'), ('update_sent', 'Progress update sent'), ('update_taken_back', 'Progress update taken back'), ('update_signed', 'Progress update signed off'), ('update_returned', 'Progress update returned'), ('update_accepted', 'Progress update accepted'), ('acceptance_undone', 'Acceptance taken back'), ('file_attached', 'File attached'), ('file_removed', 'File removed'), ('chased', 'Chased for a report'), ('phoned', 'Chased by telephone'), ('request_written', "Written, awaiting the unit head's sign-off"), ('request_returned', 'Returned by the unit head'), ('request_taken_back', 'Taken back before sign-off'), ('extension_asked', 'Extension asked for'), ('extension_withdrawn', 'Extension request withdrawn'), ('extension_decided', 'Extension request decided'), ('closing_asked', 'Closing asked for'), ('closing_forwarded', 'Closing put before a leader'), ('closing_approved', 'Closing approved by a leader'), ('closing_refused', 'Closing not approved by a leader'), ('instruction_given', 'Instruction given'), ('instruction_answered', 'Instruction answered'), ('instruction_done', 'Instruction marked done'), ('decision_given', 'Meeting decision entered'), ('decision_answered', 'Meeting decision answered'), ('decision_done', 'Meeting decision marked done'), ('portfolio_set', 'Portfolio of a leader set'), ('light_rules_set', 'Rules of the lights set'), ('plan_proposed', 'Planned curve proposed'), ('plan_withdrawn', 'Planned curve withdrawn'), ('plan_approved', 'Planned curve in force'), ('plan_refused', 'Planned curve refused'), ('meeting_entered', 'Meeting entered'), ('post_handed_over', 'Post handed over'), ('post_delegated', 'Post delegated'), ('delegation_revoked', 'Delegation revoked'), ('people_taken_in', 'Units and people taken in from Excel'), ('passwords_handed_out', 'One-time passwords handed out'), ('demo_ended', 'Demo accounts deactivated'), ('members_changed', 'Members of a collective changed'), ('holidays_entered', 'Holidays and working weekends entered'), ('holidays_removed', 'Holidays and working weekends removed'), ('opening_undone', 'Opening of a period taken back')], db_index=True, max_length=30, verbose_name='action'),
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='who answered')),
                ('called_at', models.DateTimeField(verbose_name='called at')),
                ('said', models.TextField(verbose_name='what was said')),
                ('at', models.DateTimeField(verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'telephone call',
                'verbose_name_plural': 'telephone calls',
                'ordering': ['-called_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_once_a_period',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_once_an_item',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_once_an_instruction',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_of_something',
        ),
        migrations.AlterField(
            model_name='reminder',
            name='rule',
            field=models.CharField(choices=[('before_5', 'five workdays before'), ('before_1', 'one workday before'), ('due', 'on the due day'), ('after_1', 'one workday late'), ('after_3', 'three workdays late: to the unit head'), ('after_7', 'seven workdays late: to the supervision office'), ('sign_for', 'not signed for in time'), ('manual', 'chased by the supervision office'), ('phone', 'chased by telephone'), ('lead', 'chased by the lead')], max_length=10, verbose_name='rule'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('period__isnull', False), models.Q(('rule__in', ('manual', 'phone', 'lead')), _negated=True)), fields=('to', 'department', 'period', 'due_on', 'rule'), name='reminder_once_a_period', violation_error_message='This person was reminded by this rule already.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('item__isnull', False), models.Q(('rule__in', ('manual', 'phone', 'lead')), _negated=True)), fields=('to', 'department', 'item', 'rule'), name='reminder_once_an_item', violation_error_message='This person was reminded by this rule already.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('instruction__isnull', False), models.Q(('rule__in', ('manual', 'phone', 'lead')), _negated=True)), fields=('to', 'department', 'instruction', 'due_on', 'rule'), name='reminder_once_an_instruction', violation_error_message='This person was reminded by this rule already.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('period__isnull', False)), models.Q(('period__isnull', False), ('rule__in', ('manual', 'phone', 'lead'))), ('item__isnull', False), models.Q(('due_on__isnull', False), ('instruction__isnull', False)), _connector='OR'), name='reminder_of_something', violation_error_message='A reminder is about a period and its due day, or about an item.'),
        ),
        migrations.AddField(
            model_name='call',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='call',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='departments.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='call',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='items.reportingperiod', verbose_name='reporting period'),
        ),
        migrations.AddField(
            model_name='call',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('said', ''), _negated=True)), name='call_says_something', violation_error_message='A call names who answered and what was said.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, told_as_before),
    ]
