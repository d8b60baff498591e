"""Figures that are carried or not available, and the office's own percentage beside the unit's.

What the office had set stood in the unit's own column: where the values of a report say what that had been, both are told
apart again. Backwards the office's percentage goes back into that column.
"""

from collections import defaultdict
from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

FULL, NONE, TENTH = Decimal(100), Decimal(0), Decimal("0.1")
# Rows in memory at a time.
AT_ONCE = 500


def percent_of(target, value):
    if target.comparator == "<=":
        limit = target.number if target.upper is None else target.upper
        if value <= limit:
            return FULL
        return (FULL * limit / value).quantize(TENTH) if limit > 0 else NONE
    if target.number == 0:
        return None
    if target.number < 0:
        return FULL if value >= target.number else NONE
    return max(NONE, FULL * value / target.number).quantize(TENTH)


def computed(targets, values):
    """The completion as it followed from the values of one report, {target key: value}; None where it did not."""
    targets = [target for target in targets if not target.per]
    if not any(target.pk in values for target in targets):
        return None
    shares = [
        percent_of(one, values[one.pk]) if one.pk in values else (NONE if one.number else None) for one in targets
    ]
    known = [min(FULL, share) for share in shares if share is not None]
    return (sum(known, NONE) / len(known)).quantize(TENTH) if known else None


def tell_apart(apps, schema_editor):
    update_model = apps.get_model("items", "ProgressUpdate")
    history, target_model = apps.get_model("items", "HistoryEntry"), apps.get_model("items", "Target")
    corrected = update_model.objects.filter(
        state="accepted", no_change=False, via__isnull=True, completion__isnull=False, verified__isnull=True
    )
    corrected = corrected.exclude(review_note="").exclude(role="support").order_by("pk")
    keys = list(corrected.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        rows = list(update_model.objects.filter(pk__in=keys[start : start + AT_ONCE]).prefetch_related("values"))
        items = {row.item_id for row in rows}
        targets, changed = defaultdict(list), {}
        for target in target_model.objects.filter(item__in=items):
            targets[target.item_id].append(target)
        entries = history.objects.filter(action="targets_changed", item__in=items).order_by("at")
        changed.update(entries.values_list("item", "at"))
        for row in rows:
            # With other targets than then, nobody can tell.
            if row.item_id in changed and changed[row.item_id] > row.reviewed_at:
                continue
            values = {value.target_id: value.value for value in row.values.all() if value.target_id is not None}
            own = computed(targets[row.item_id], values)
            if own is not None and own != row.completion:
                update_model.objects.filter(pk=row.pk).update(verified=row.completion, completion=own)


def put_back(apps, schema_editor):
    rows = apps.get_model("items", "ProgressUpdate").objects.filter(verified__isnull=False)
    rows.update(completion=F("verified"), verified=None)


class Migration(migrations.Migration):
    dependencies = [("items", "0009_texts_leave_hot_rows")]

    operations = [
        migrations.AddField(
            model_name="progressupdate",
            name="verified",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                help_text="The office's own percentage in place of the unit's; the remark of the review says why.",
                max_digits=4,
                null=True,
                verbose_name="completion as verified, in percent",
            ),
        ),
        migrations.AddField(
            model_name="targetvalue",
            name="carried",
            field=models.BooleanField(default=False, verbose_name="carried from last time"),
        ),
        migrations.CreateModel(
            name="UnavailableFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=100, verbose_name="what is counted")),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="items.target",
                        verbose_name="target",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unavailable",
                        to="items.progressupdate",
                        verbose_name="progress update",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure not available",
                "verbose_name_plural": "figures not available",
                "ordering": ["target__position", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="unavailablefigure",
            constraint=models.UniqueConstraint(
                fields=["update", "target"],
                name="unavailable_figure_once",
                violation_error_message="This update already says that the figure is not available.",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified__isnull", True),
                    models.Q(
                        ("state", "accepted"),
                        ("verified__gte", 0),
                        ("verified__lte", 100),
                        models.Q(("review_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="update_verified_with_reason",
                violation_error_message="A completion set by the office needs a remark that says why.",
            ),
        ),
        # Last: nothing is altered in the tables after their rows have changed.
        migrations.RunPython(tell_apart, put_back),
    ]
