from django.db import migrations

from departments import clock
from items.models.taking_over import blocks_of


def take_over(apps, schema_editor):
    """What the history told before the audit record began: one entry a block."""
    using = schema_editor.connection.alias
    AuditEntry = apps.get_model("items", "AuditEntry")
    history = apps.get_model("items", "HistoryEntry").objects.using(using).order_by("pk")
    for block in blocks_of(history):
        AuditEntry.objects.using(using).create(at=clock.now(), act="history_taken_over", kind="history", after=block)


class Migration(migrations.Migration):

    dependencies = [
        ("items", "0062_audit"),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True),
    ]
