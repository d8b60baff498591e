"""The history knows that an acceptance was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0011_parts_taken_up")]

    operations = [
        migrations.AlterField(
            model_name="historyentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("report_imported", "Report imported"),
                    ("report_issued", "Report issued"),
                    ("status_changed", "Status changed"),
                    ("note_written", "Progress note written"),
                    ("item_edited", "Item edited"),
                    ("lead_confirmed", "Lead confirmed"),
                    ("units_changed", "Units changed"),
                    ("targets_changed", "Targets changed"),
                    ("department_merged", "Department merged"),
                    ("report_updated", "Report updated from a corrected file"),
                    ("item_updated", "Updated from a corrected file"),
                    ("item_issued", "Item issued"),
                    ("rules_changed", "Rules of the rounds changed"),
                    ("signed_for", "Signed for"),
                    ("objected", "Objection raised"),
                    ("objection_withdrawn", "Objection withdrawn"),
                    ("objection_settled", "Objection settled"),
                    ("period_opened", "Reporting period opened"),
                    ("period_closed", "Reporting period closed"),
                    ("period_changed", "Reporting period changed"),
                    ("update_sent", "Progress update sent"),
                    ("update_taken_back", "Progress update taken back"),
                    ("update_signed", "Progress update signed off"),
                    ("update_returned", "Progress update returned"),
                    ("update_accepted", "Progress update accepted"),
                    ("acceptance_undone", "Acceptance taken back"),
                    ("file_attached", "File attached"),
                    ("file_removed", "File removed"),
                    ("chased", "Chased for a report"),
                    ("extension_asked", "Extension asked for"),
                    ("extension_withdrawn", "Extension request withdrawn"),
                    ("extension_decided", "Extension request decided"),
                    ("closing_asked", "Closing asked for"),
                    ("closing_forwarded", "Closing put before a leader"),
                    ("closing_approved", "Closing approved by a leader"),
                    ("closing_refused", "Closing not approved by a leader"),
                    ("instruction_given", "Instruction given"),
                    ("instruction_answered", "Instruction answered"),
                    ("instruction_done", "Instruction marked done"),
                    ("light_rules_set", "Rules of the lights set"),
                    ("plan_proposed", "Planned curve proposed"),
                    ("plan_withdrawn", "Planned curve withdrawn"),
                    ("plan_approved", "Planned curve in force"),
                    ("plan_refused", "Planned curve refused"),
                    ("meeting_entered", "Meeting entered"),
                    ("post_handed_over", "Post handed over"),
                    ("post_delegated", "Post delegated"),
                    ("delegation_revoked", "Delegation revoked"),
                ],
                db_index=True,
                max_length=30,
                verbose_name="action",
            ),
        ),
    ]
