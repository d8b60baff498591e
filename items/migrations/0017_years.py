"""Reports can be withdrawn and archived; a withdrawn one leaves its title to another; people choose a report."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_titles_back(apps, schema_editor):
    """Going backwards: a title counts again whether or not the report was withdrawn, so a withdrawn one says so."""
    reports = apps.get_model("items", "WorkReport").objects
    for report in reports.filter(withdrawn_at__isnull=False):
        mark = f"（已撤回{report.pk}）"
        reports.filter(pk=report.pk).update(title=report.title[: 200 - len(mark)] + mark)


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0016_truthful_lights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='items.workreport', verbose_name='work report')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='chosen_report', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'chosen report',
                'verbose_name_plural': 'chosen reports',
            },
        ),
        migrations.RemoveConstraint(
            model_name='workreport',
            name='report_title_once_a_year',
        ),
        migrations.AddField(
            model_name='workreport',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at'),
        ),
        migrations.AddField(
            model_name='workreport',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn at'),
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='action',
            field=models.CharField(choices=[('report_imported', 'Report imported'), ('report_issued', 'Report issued'), ('report_withdrawn', 'Report withdrawn'), ('report_archived', 'Report archived'), ('report_reopened', 'Archiving taken back'), ('status_changed', 'Status changed'), ('note_written', 'Progress note written'), ('item_edited', 'Item edited'), ('lead_confirmed', 'Lead confirmed'), ('units_changed', 'Units changed'), ('targets_changed', 'Targets changed'), ('department_merged', 'Department merged'), ('report_updated', 'Report updated from a corrected file'), ('item_updated', 'Updated from a corrected file'), ('item_issued', 'Item issued'), ('rules_changed', 'Rules of the rounds changed'), ('signed_for', 'Signed for'), ('objected', 'Objection raised'), ('objection_withdrawn', 'Objection withdrawn'), ('objection_settled', 'Objection settled'), ('period_opened', 'Reporting period opened'), ('period_closed', 'Reporting period closed'), ('period_changed', 'Reporting period changed'), ('update_sent', 'Progress update sent'), ('update_taken_back', 'Progress update taken back'), ('update_signed', 'Progress update signed off'), ('update_returned', 'Progress update returned'), ('update_accepted', 'Progress update accepted'), ('acceptance_undone', 'Acceptance taken back'), ('file_attached', 'File attached'), ('file_removed', 'File removed'), ('chased', 'Chased for a report'), ('request_written', "Written, awaiting the unit head's sign-off"), ('request_returned', 'Returned by the unit head'), ('request_taken_back', 'Taken back before sign-off'), ('extension_asked', 'Extension asked for'), ('extension_withdrawn', 'Extension request withdrawn'), ('extension_decided', 'Extension request decided'), ('closing_asked', 'Closing asked for'), ('closing_forwarded', 'Closing put before a leader'), ('closing_approved', 'Closing approved by a leader'), ('closing_refused', 'Closing not approved by a leader'), ('instruction_given', 'Instruction given'), ('instruction_answered', 'Instruction answered'), ('instruction_done', 'Instruction marked done'), ('decision_given', 'Meeting decision entered'), ('decision_answered', 'Meeting decision answered'), ('decision_done', 'Meeting decision marked done'), ('light_rules_set', 'Rules of the lights set'), ('plan_proposed', 'Planned curve proposed'), ('plan_withdrawn', 'Planned curve withdrawn'), ('plan_approved', 'Planned curve in force'), ('plan_refused', 'Planned curve refused'), ('meeting_entered', 'Meeting entered'), ('post_handed_over', 'Post handed over'), ('post_delegated', 'Post delegated'), ('delegation_revoked', 'Delegation revoked')], db_index=True, max_length=30, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='workreport',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('year', 'title'), name='report_title_once_a_year', violation_error_message='A report with this year and title exists already.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, give_titles_back),
    ]
