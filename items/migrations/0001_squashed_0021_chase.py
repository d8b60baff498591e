"""The tables as of 0021, for a database that has none yet: made in a third of the time of all the steps.

A database that has taken some of the steps takes the others one by one. That both ways end in the same tables is held
by tests/models/test_migrations.py.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("items", "0001_initial"),
        ("items", "0002_targets"),
        ("items", "0003_import_drafts"),
        ("items", "0004_rounds"),
        ("items", "0005_issue_days"),
        ("items", "0006_lights"),
        ("items", "0007_source_texts_and_frozen_sheets"),
        ("items", "0008_copy_texts_to_their_tables"),
        ("items", "0009_texts_leave_hot_rows"),
        ("items", "0010_figures"),
        ("items", "0011_parts_taken_up"),
        ("items", "0012_ways_back"),
        ("items", "0013_signing"),
        ("items", "0014_taken_forms"),
        ("items", "0015_words_to_find_by"),
        ("items", "0016_truthful_lights"),
        ("items", "0017_years"),
        ("items", "0018_calendar"),
        ("items", "0019_desk"),
        ("items", "0020_people"),
        ("items", "0021_chase"),
    ]

    initial = True

    dependencies = [
        ("departments", "0004_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="source text")),
            ],
            options={
                "verbose_name": "source text",
                "verbose_name_plural": "source texts",
            },
        ),
        migrations.CreateModel(
            name="FrozenSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(editable=False, verbose_name="as it was at closing")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="digest")),
            ],
            options={
                "verbose_name": "frozen sheet",
                "verbose_name_plural": "frozen sheets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("digest", ""), _negated=True)
                        ),
                        name="sheet_says_something",
                        violation_error_message="A frozen sheet has a text and its digest.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        error_messages={"unique": "The notice of this year has been entered already."},
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("at", models.DateTimeField(blank=True, null=True, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday notice",
                "verbose_name_plural": "holiday notices",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="PeopleWorkbook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="uploaded at")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("upload", models.BinaryField(verbose_name="upload")),
                (
                    "by",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people_workbook",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "workbook of units and people",
                "verbose_name_plural": "workbooks of units and people",
            },
        ),
        migrations.CreateModel(
            name="TakenForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(editable=False, max_length=64, unique=True, verbose_name="mark")),
                ("at", models.DateTimeField(db_index=True, verbose_name="at")),
                ("led_to", models.TextField(blank=True, verbose_name="answer")),
                ("said", models.JSONField(blank=True, default=list, verbose_name="messages")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "form taken",
                "verbose_name_plural": "forms taken",
            },
        ),
        migrations.CreateModel(
            name="Portfolio",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portfolios",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portfolio",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="leader in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "portfolio",
                "verbose_name_plural": "portfolios",
                "ordering": ["leader", "department__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("leader", "department"),
                        name="portfolio_unit_once",
                        violation_error_message="This unit stands in the leader's portfolio already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1949),
                            django.core.validators.MaxValueValidator(2999),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="issuer")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="source file")),
                (
                    "lead_rule",
                    models.CharField(
                        choices=[
                            ("star", "A star marks the lead"),
                            ("label", "A label names the lead"),
                            ("wording", "The wording names the lead"),
                            ("first", "The unit listed first leads"),
                            ("none", "The text does not say who leads"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="rule of the lead",
                    ),
                ),
                ("default_due_on", models.DateField(blank=True, null=True, verbose_name="default deadline")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("month", "monthly"),
                            ("quarter", "quarterly"),
                            ("half_year", "every half-year"),
                            ("own", "on dates of its own"),
                        ],
                        default="month",
                        max_length=10,
                        verbose_name="rhythm",
                    ),
                ),
                (
                    "due_day",
                    models.PositiveSmallIntegerField(
                        default=25,
                        help_text="Day of the period's last month; on a free day the workday before it.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="due day",
                    ),
                ),
                (
                    "parts_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="So many days before the due day supporting units hand in their part.",
                        validators=[django.core.validators.MaxValueValidator(20)],
                        verbose_name="days for the lead",
                    ),
                ),
                (
                    "late_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="So many days after the due day the period closes and its figures are frozen.",
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="days until closing",
                    ),
                ),
                (
                    "sign_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="workdays to sign for",
                    ),
                ),
                (
                    "with_sign_off",
                    models.BooleanField(
                        default=True,
                        help_text="Reports leave a unit only when its head has signed.",
                        verbose_name="unit heads sign off",
                    ),
                ),
                (
                    "with_other_signer",
                    models.BooleanField(
                        default=True,
                        help_text="Who stands in for a unit's head does not sign what he wrote himself.",
                        verbose_name="nobody signs his own words",
                    ),
                ),
                (
                    "with_merging",
                    models.BooleanField(
                        default=True,
                        help_text="Supporting units report to the lead, which reports for all.",
                        verbose_name="leads merge",
                    ),
                ),
                (
                    "with_leader",
                    models.BooleanField(
                        default=False,
                        help_text="The office closes an item with a leader's consent.",
                        verbose_name="a leader approves closing",
                    ),
                ),
                (
                    "rounds_from",
                    models.DateField(
                        blank=True,
                        help_text="Periods due before this day are not opened.",
                        null=True,
                        verbose_name="rounds from",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn at"),
                ),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "source",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="items.sourcetext",
                        verbose_name="source text",
                    ),
                ),
            ],
            options={
                "verbose_name": "work report",
                "verbose_name_plural": "work reports",
                "ordering": ["-year", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("year", "title"),
                        name="report_title_once_a_year",
                        violation_error_message="A report with this year and title exists already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HolidaySpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("name", models.CharField(max_length=20, verbose_name="holiday")),
                ("start_on", models.DateField(verbose_name="first day off")),
                ("end_on", models.DateField(verbose_name="last day off")),
                ("worked_on", models.JSONField(blank=True, default=list, verbose_name="working weekend days")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spans",
                        to="items.holidaynotice",
                        verbose_name="holiday notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday",
                "verbose_name_plural": "holidays",
                "ordering": ["notice", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_on__gte", models.F("start_on"))),
                        name="holiday_days_in_order",
                        violation_error_message="A holiday ends before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Chapter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="As written, e.g. “(七)”.", max_length=30, verbose_name="label"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("literal", models.CharField(max_length=400, verbose_name="as written")),
                ("position", models.PositiveIntegerField(verbose_name="order")),
                ("path", models.CharField(db_index=True, max_length=200, verbose_name="path")),
                ("start", models.PositiveIntegerField(verbose_name="start in the source")),
                ("end", models.PositiveIntegerField(verbose_name="end in the source")),
                ("words", models.TextField(blank=True, default="", editable=False, verbose_name="words to find it by")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="items.chapter",
                        verbose_name="parent chapter",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chapters",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "chapter",
                "verbose_name_plural": "chapters",
                "ordering": ["report", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "path"),
                        name="chapter_path_once",
                        violation_error_message="Two chapters cannot stand in the same place.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))),
                        name="chapter_offsets_in_order",
                        violation_error_message="The chapter ends before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("leader", models.CharField(blank=True, max_length=100, verbose_name="leader in charge")),
                (
                    "chapter",
                    models.CharField(blank=True, help_text="As written.", max_length=400, verbose_name="chapter"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chapter", ""), ("department__isnull", True)),
                            models.Q(("department__isnull", True), ("leader", "")),
                            models.Q(("chapter", ""), ("leader", "")),
                            _connector="OR",
                        ),
                        name="meeting_has_one_scope",
                        violation_error_message="A meeting is about a leader, a unit or a chapter, not about several.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("month", "monthly"),
                            ("quarter", "quarterly"),
                            ("half_year", "every half-year"),
                            ("own", "on dates of its own"),
                        ],
                        max_length=10,
                        verbose_name="rhythm",
                    ),
                ),
                ("start_on", models.DateField(verbose_name="First day of the period")),
                ("end_on", models.DateField(verbose_name="Last day of the period")),
                ("opens_on", models.DateField(verbose_name="opens on")),
                (
                    "parts_due_on",
                    models.DateField(
                        help_text="Until then supporting units hand their part to the lead.",
                        verbose_name="contributions due on",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="Reports due on")),
                (
                    "closes_on",
                    models.DateField(
                        help_text="The last day on which a late report still counts.", verbose_name="closes on"
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "frozen_sheet",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="period",
                        to="items.frozensheet",
                        verbose_name="frozen sheet",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "reporting period",
                "verbose_name_plural": "reporting periods",
                "ordering": ["-start_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "rhythm", "start_on"),
                        name="period_once",
                        violation_error_message="This report already has a reporting period that starts on this day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["month", "quarter", "half_year", "own"])),
                        name="period_rhythm_known",
                        violation_error_message="This rhythm does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__gte", models.F("due_on")),
                            ("due_on__gte", models.F("parts_due_on")),
                            ("end_on__gte", models.F("start_on")),
                            ("parts_due_on__gte", models.F("opens_on")),
                        ),
                        name="period_days_in_order",
                        violation_error_message="A period opens before it is due and is due before it closes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("frozen_sheet__isnull", True)),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("frozen_sheet__isnull", False),
                                ("opened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="period_closed_is_frozen",
                        violation_error_message="A closed period has been open and keeps what it said.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LightRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                (
                    "yellow_gap",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="Percentage points behind the planned progress, this number included.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="yellow from a gap of",
                    ),
                ),
                (
                    "red_gap",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Percentage points; this number itself is still yellow.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="red above a gap of",
                    ),
                ),
                (
                    "ahead_by",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="Percentage points before the planned progress, this number included.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="ahead of schedule from",
                    ),
                ),
                (
                    "soon_days",
                    models.PositiveSmallIntegerField(
                        default=15,
                        help_text="The day itself included; 0 judges the day of the deadline alone.",
                        validators=[django.core.validators.MaxValueValidator(366)],
                        verbose_name="yellow so many days before the deadline",
                    ),
                ),
                (
                    "soon_below",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="Percent; 0 leaves this rule out.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="while completion is below",
                    ),
                ),
                (
                    "missed_periods",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="In a row; 0 leaves this rule out.",
                        validators=[django.core.validators.MaxValueValidator(3)],
                        verbose_name="red after so many periods without a report",
                    ),
                ),
                (
                    "missing_is_yellow",
                    models.BooleanField(
                        default=True,
                        help_text="From the day after the due day on.",
                        verbose_name="a missing report is yellow",
                    ),
                ),
                (
                    "late_is_yellow",
                    models.BooleanField(
                        default=False,
                        help_text="Until the next due day, though the report has come in.",
                        verbose_name="a late report stays yellow",
                    ),
                ),
                ("looks", models.JSONField(blank=True, default=dict, verbose_name="words and colours")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="light_rules",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of the lights",
                "verbose_name_plural": "rules of the lights",
                "ordering": ["report", "-effective_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("red_gap__gte", models.F("yellow_gap"))),
                        name="light_gaps_in_order",
                        violation_error_message="Red begins above the gap at which yellow begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("upload", models.BinaryField(verbose_name="upload")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be read"),
                            ("reading", "Being read"),
                            ("ready", "Being checked"),
                            ("failed", "Could not be read"),
                            ("applied", "Imported"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("read_done", models.PositiveIntegerField(default=0, verbose_name="parts read")),
                ("read_total", models.PositiveIntegerField(default=0, verbose_name="parts in all")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of the reading")),
                ("failure", models.JSONField(blank=True, default=dict, verbose_name="why it could not be read")),
                ("text", models.TextField(blank=True, verbose_name="source text")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="issuer")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                (
                    "lead_rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("star", "A star marks the lead"),
                            ("label", "A label names the lead"),
                            ("wording", "The wording names the lead"),
                            ("first", "The unit listed first leads"),
                            ("none", "The text does not say who leads"),
                        ],
                        max_length=10,
                        verbose_name="rule of the lead",
                    ),
                ),
                (
                    "numbering",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "as it fits: as written if no number repeats"),
                            ("written", "as written in the document"),
                            ("through", "numbered through from 1"),
                        ],
                        max_length=10,
                        verbose_name="numbering",
                    ),
                ),
                ("default_due_on", models.DateField(blank=True, null=True, verbose_name="default deadline")),
                ("group", models.CharField(blank=True, max_length=50, verbose_name="group")),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("decisions", models.JSONField(blank=True, default=dict, verbose_name="decisions")),
                ("earlier", models.JSONField(blank=True, default=list, verbose_name="earlier decisions")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="items.workreport",
                        verbose_name="corrected version of",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="items.workreport",
                        verbose_name="imported as",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "reading", "ready", "failed", "applied"])),
                        name="draft_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True), ("report__isnull", False), _connector="OR"
                        ),
                        name="draft_applied_has_report",
                        violation_error_message="An applied import names its report.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChosenReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_report",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "chosen report",
                "verbose_name_plural": "chosen reports",
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="order")),
                (
                    "number",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="number"
                    ),
                ),
                ("number_literal", models.CharField(blank=True, max_length=30, verbose_name="number as written")),
                (
                    "clause",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Counts the items that share one number.", verbose_name="clause"
                    ),
                ),
                ("text", models.TextField(verbose_name="work item text")),
                ("start", models.PositiveIntegerField(verbose_name="start in the source")),
                ("text_start", models.PositiveIntegerField(verbose_name="start of the text")),
                ("text_end", models.PositiveIntegerField(verbose_name="end of the text")),
                ("end", models.PositiveIntegerField(verbose_name="end in the source")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("awaiting_closure", "Awaiting closure"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("carried_over", "Carried over"),
                        ],
                        db_index=True,
                        default="not_started",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("due_on", models.DateField(blank=True, db_index=True, null=True, verbose_name="deadline")),
                ("due_text", models.CharField(blank=True, max_length=100, verbose_name="deadline as written")),
                (
                    "leaders",
                    models.CharField(
                        blank=True,
                        help_text="As written, parted by “、”.",
                        max_length=200,
                        verbose_name="leaders in charge",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="E.g. “十件实事”; several are parted by “、”.",
                        max_length=200,
                        verbose_name="group",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("report", "Breakdown of the work report"),
                            ("meeting", "Decided by a meeting"),
                            ("instruction", "Instructed by a leader"),
                            ("superior", "Assigned by a higher authority"),
                            ("proposal", "Deputies' suggestions and members' proposals"),
                        ],
                        default="report",
                        max_length=12,
                        verbose_name="origin",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="The document or meeting that the item comes from.",
                        max_length=200,
                        verbose_name="reference",
                    ),
                ),
                (
                    "published",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="What the document says where the supervision office has changed it.",
                        verbose_name="as published",
                    ),
                ),
                ("completed_on", models.DateField(blank=True, null=True, verbose_name="completed on")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                (
                    "original_due_on",
                    models.DateField(
                        blank=True,
                        help_text="The deadline before the first extension.",
                        null=True,
                        verbose_name="original deadline",
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("month", "monthly"),
                            ("quarter", "quarterly"),
                            ("half_year", "every half-year"),
                            ("own", "on dates of its own"),
                        ],
                        help_text="Empty: as the report.",
                        max_length=10,
                        verbose_name="rhythm",
                    ),
                ),
                (
                    "completion",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="From the accepted progress updates.",
                        max_digits=4,
                        null=True,
                        verbose_name="completion in percent",
                    ),
                ),
                (
                    "remark",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="remark"
                    ),
                ),
                ("words", models.TextField(blank=True, default="", editable=False, verbose_name="words to find it by")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("updated_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="updated at")),
                (
                    "carried_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_from",
                        to="items.workitem",
                        verbose_name="carried over to",
                    ),
                ),
                (
                    "chapter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="items.chapter",
                        verbose_name="chapter",
                    ),
                ),
                (
                    "related",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Items that can share a progress update.",
                        to="items.workitem",
                        verbose_name="related items",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "work item",
                "verbose_name_plural": "work items",
                "ordering": ["-report__year", "report", "position"],
                "indexes": [models.Index(fields=["report", "position"], name="item_report_position")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "number", "clause"),
                        name="item_number_once",
                        violation_error_message="This report already has an item with this number and clause.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_on__isnull", False), ("status", "completed")),
                            models.Q(models.Q(("status", "completed"), _negated=True), ("completed_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_completed_has_date",
                        violation_error_message="A completed item has a completion date, any other item has none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "not_started",
                                    "in_progress",
                                    "awaiting_closure",
                                    "completed",
                                    "cancelled",
                                    "carried_over",
                                ],
                            )
                        ),
                        name="item_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["report", "meeting", "instruction", "superior", "proposal"])
                        ),
                        name="item_origin_known",
                        violation_error_message="This origin does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completion__isnull", True),
                            models.Q(("completion__gte", 0), ("completion__lte", 100)),
                            _connector="OR",
                        ),
                        name="item_completion_in_percent",
                        violation_error_message="Completion lies between 0 and 100 percent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_to__isnull", True),
                            models.Q(
                                ("status", "carried_over"), models.Q(("carried_to", models.F("id")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="item_carried_over_elsewhere",
                        violation_error_message="Only an item that was carried over names the item that it became.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end__gte", models.F("text_end")),
                            ("text_end__gte", models.F("text_start")),
                            ("text_start__gte", models.F("start")),
                        ),
                        name="item_offsets_in_order",
                        violation_error_message="The item's places in the source are out of order.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="who answered")),
                ("called_at", models.DateTimeField(verbose_name="called at")),
                ("said", models.TextField(verbose_name="what was said")),
                ("at", models.DateTimeField(verbose_name="entered at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="items.reportingperiod",
                        verbose_name="reporting period",
                    ),
                ),
            ],
            options={
                "verbose_name": "telephone call",
                "verbose_name_plural": "telephone calls",
                "ordering": ["-called_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("said", ""), _negated=True)
                        ),
                        name="call_says_something",
                        violation_error_message="A call names who answered and what was said.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Instruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="post")),
                (
                    "text",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="instruction"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="answer until")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Awaiting an answer"), ("answered", "Answered"), ("done", "Done")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="The meeting that decided it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="items.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "instruction",
                "verbose_name_plural": "instructions",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "done")),
                            models.Q(("state__in", ["open", "answered"]), ("done_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="instruction_state_known",
                        violation_error_message="An instruction that is done has a moment at which it was.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("chase", "Chased"),
                            ("escalation", "Escalation"),
                            ("issued", "Issued"),
                            ("returned", "Returned"),
                            ("submitted", "To be dealt with"),
                            ("decided", "Decision"),
                            ("instruction", "Instruction"),
                            ("meeting", "Meeting decision"),
                            ("post", "Post"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("day", models.DateField(verbose_name="day")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.reportingperiod",
                        verbose_name="reporting period",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["to", "read_at"], name="message_to_read")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "reminder")),
                        fields=("to", "day"),
                        name="message_one_reminder_a_day",
                        violation_error_message="This person already has the reminder of the day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="message_has_title",
                        violation_error_message="A message has a title.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="order")),
                ("label", models.CharField(max_length=100, verbose_name="what is counted")),
                (
                    "comparator",
                    models.CharField(
                        choices=[("=", "equal to"), (">=", "not less than"), ("<=", "not more than")],
                        default="=",
                        max_length=2,
                        verbose_name="comparison",
                    ),
                ),
                ("number", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="target number")),
                (
                    "upper",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="upper end"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit of count")),
                ("per", models.CharField(blank=True, max_length=30, verbose_name="for each")),
                ("literal", models.CharField(blank=True, max_length=300, verbose_name="as written")),
                ("start", models.PositiveIntegerField(blank=True, null=True, verbose_name="start in the source")),
                ("end", models.PositiveIntegerField(blank=True, null=True, verbose_name="end in the source")),
                (
                    "basis",
                    models.CharField(
                        choices=[("parsed", "as read from the text"), ("manual", "entered by the supervision office")],
                        default="manual",
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                ("words", models.TextField(blank=True, default="", editable=False, verbose_name="words to find it by")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "ordering": ["position", "pk"],
                "indexes": [models.Index(fields=["number", "unit"], name="target_number_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("label", ""), _negated=True),
                        name="target_has_label",
                        violation_error_message="A target says what is counted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("comparator__in", ["=", ">=", "<="])),
                        name="target_comparator_known",
                        violation_error_message="This comparison does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", -10000000000000),
                            ("number__lte", 10000000000000),
                            models.Q(("upper__isnull", True), ("upper__lte", 10000000000000), _connector="OR"),
                        ),
                        name="target_number_within_limit",
                        violation_error_message="A target number has at most 13 digits before the decimal point.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("upper__isnull", True), ("upper__gt", models.F("number")), _connector="OR"),
                        name="target_range_in_order",
                        violation_error_message="The upper end of a range lies above its lower end.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["parsed", "manual"])),
                        name="target_basis_known",
                        violation_error_message="This basis does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            models.Q(("end__gte", models.F("start")), ("end__isnull", False), ("start__isnull", False)),
                            _connector="OR",
                        ),
                        name="target_place_in_order",
                        violation_error_message="The place in the source is out of order.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("support", "Supporting"),
                            ("responsible", "Responsible (lead not stated)"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("star", "by the star in the text"),
                            ("label", "by the label in the text"),
                            ("wording", "by the wording of the text"),
                            ("rule", "by the report's rule"),
                            ("sole", "the only unit"),
                            ("none", "listed without a lead"),
                            ("manual", "confirmed by the supervision office"),
                        ],
                        default="manual",
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="order")),
                ("literal", models.CharField(blank=True, max_length=200, verbose_name="as written")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("signed_for_at", models.DateTimeField(blank=True, null=True, verbose_name="signed for at")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "signed_for_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_for",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed for by",
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expanded_responsibilities",
                        to="departments.department",
                        verbose_name="through the collective",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "responsibility",
                "verbose_name_plural": "responsibilities",
                "ordering": ["position", "pk"],
                "indexes": [models.Index(fields=["department", "role"], name="responsibility_unit_role")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "department"),
                        name="responsibility_once",
                        violation_error_message="This department already stands on the item.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["lead", "support", "responsible"])),
                        name="responsibility_role_known",
                        violation_error_message="This role does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("via__isnull", True),
                            models.Q(("via", models.F("department")), _negated=True),
                            _connector="OR",
                        ),
                        name="responsibility_not_via_itself",
                        violation_error_message="A department cannot stand for itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_for_at__isnull", True), ("signed_for_by__isnull", True)),
                            models.Q(
                                ("issued_on__isnull", False),
                                ("signed_for_at__isnull", False),
                                ("signed_for_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="responsibility_signed_after_issue",
                        violation_error_message="Only what was issued can be signed for, and somebody signs.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("support", "Supporting"),
                            ("responsible", "Responsible (lead not stated)"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Not reported"),
                            ("draft", "Draft"),
                            ("awaiting_sign_off", "Awaiting sign-off"),
                            ("awaiting_merge", "Reported, not taken up"),
                            ("awaiting_review", "Awaiting review"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                            ("dropped", "No longer asked for"),
                        ],
                        default="expected",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("no_change", models.BooleanField(default=False, verbose_name="no change in this period")),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="progress",
                    ),
                ),
                (
                    "problems",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="problems",
                    ),
                ),
                ("needs_decision", models.BooleanField(default=False, verbose_name="needs a city leader's decision")),
                (
                    "next_steps",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="next steps",
                    ),
                ),
                (
                    "completion",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="completion in percent",
                    ),
                ),
                (
                    "anyway",
                    models.CharField(
                        blank=True,
                        help_text="The reason where figures look unusual.",
                        max_length=300,
                        verbose_name="sent anyway because",
                    ),
                ),
                ("warnings", models.JSONField(blank=True, default=list, verbose_name="figure warnings at sending")),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="last written at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="reported at")),
                ("signed_post", models.CharField(blank=True, max_length=200, verbose_name="signed off as")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed off at")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="first handed in at")),
                (
                    "returned_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("head", "by the unit head"),
                            ("lead", "by the lead"),
                            ("office", "by the supervision office"),
                        ],
                        max_length=10,
                        verbose_name="returned",
                    ),
                ),
                ("return_reason", models.TextField(blank=True, verbose_name="reason of the return")),
                ("returns", models.PositiveSmallIntegerField(default=0, verbose_name="times returned")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted at")),
                ("review_note", models.TextField(blank=True, verbose_name="remark of the review")),
                (
                    "verified",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="The office's own percentage in place of the unit's; the remark of the review says why.",
                        max_digits=4,
                        null=True,
                        verbose_name="completion as verified, in percent",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accepted by",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="last written by",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed off by",
                    ),
                ),
                (
                    "taken_up_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="items.progressupdate",
                        verbose_name="taken up in",
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="through the collective",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="items.reportingperiod",
                        verbose_name="reporting period",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress update",
                "verbose_name_plural": "progress updates",
                "ordering": ["-period__start_on", "item", "pk"],
                "indexes": [
                    models.Index(fields=["department", "state"], name="update_unit_state"),
                    models.Index(fields=["period", "state"], name="update_period_state"),
                    models.Index(fields=["item", "department"], name="update_item_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "item", "department"),
                        name="update_once_a_period",
                        violation_error_message="This unit already has a progress update on the item in this period.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "expected",
                                    "draft",
                                    "awaiting_sign_off",
                                    "awaiting_merge",
                                    "awaiting_review",
                                    "returned",
                                    "accepted",
                                    "dropped",
                                ],
                            )
                        ),
                        name="update_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["lead", "support", "responsible"])),
                        name="update_role_known",
                        violation_error_message="This role does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completion__isnull", True),
                            models.Q(("completion__gte", 0), ("completion__lte", 100)),
                            _connector="OR",
                        ),
                        name="update_completion_in_percent",
                        violation_error_message="Completion lies between 0 and 100 percent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["awaiting_merge", "awaiting_review", "accepted"]), _negated=True),
                            models.Q(("handed_in_at__isnull", False), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="update_handed_in_has_moment",
                        violation_error_message="What was handed in has a moment at which it was.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(
                                models.Q(("return_reason", ""), _negated=True),
                                models.Q(("returned_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="update_returned_has_reason",
                        violation_error_message="An update is returned with a reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="update_accepted_by_somebody",
                        violation_error_message="Somebody accepts an update, at some moment.",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("via__isnull", True),
                            models.Q(("via", models.F("department")), _negated=True),
                            _connector="OR",
                        ),
                        name="update_not_via_itself",
                        violation_error_message="A department cannot stand for itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duty", "not this unit's duty"),
                            ("role", "lead or supporting"),
                            ("deadline", "deadline"),
                            ("wording", "wording"),
                            ("target", "target"),
                        ],
                        max_length=10,
                        verbose_name="objection to",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="reason"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("settled", "Settled"), ("withdrawn", "Withdrawn")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "keep as issued"),
                            ("reassign", "another unit takes it over"),
                            ("deadline", "another deadline"),
                            ("reword", "another wording"),
                            ("role", "another role"),
                            ("target", "targets changed"),
                        ],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="answer"
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("item", "department"),
                        name="objection_one_open",
                        violation_error_message="This unit has an open objection to the item already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["duty", "role", "deadline", "wording", "target"]),
                            ("state__in", ["open", "settled", "withdrawn"]),
                            ("decision__in", ["", "keep", "reassign", "deadline", "reword", "role", "target"]),
                        ),
                        name="objection_words_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "settled"), _negated=True),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_settled_by_somebody",
                        violation_error_message="A settled objection has a decision and somebody who took it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="order")),
                ("title", models.CharField(max_length=200, verbose_name="what is reached")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("literal", models.CharField(blank=True, max_length=300, verbose_name="as written")),
                ("start", models.PositiveIntegerField(blank=True, null=True, verbose_name="start in the source")),
                ("end", models.PositiveIntegerField(blank=True, null=True, verbose_name="end in the source")),
                (
                    "basis",
                    models.CharField(
                        choices=[("parsed", "as read from the text"), ("manual", "entered by the supervision office")],
                        default="manual",
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="milestone_has_title",
                        violation_error_message="A milestone says what is reached.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["parsed", "manual"])),
                        name="milestone_basis_known",
                        violation_error_message="This basis does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            models.Q(("end__gte", models.F("start")), ("end__isnull", False), ("start__isnull", False)),
                            _connector="OR",
                        ),
                        name="milestone_place_in_order",
                        violation_error_message="The place in the source is out of order.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LightRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("red", "Far behind"),
                            ("yellow", "Behind"),
                            ("green", "Normal"),
                            ("waiting", "Awaiting report"),
                            ("blue", "Achieved"),
                            ("grey", "Not begun"),
                            ("none", "Not counted"),
                        ],
                        max_length=10,
                        verbose_name="light",
                    ),
                ),
                ("rule", models.CharField(max_length=20, verbose_name="rule")),
                (
                    "schedule",
                    models.CharField(
                        choices=[
                            ("completed", "Completed"),
                            ("ahead", "Ahead of schedule"),
                            ("on_schedule", "On schedule"),
                            ("nearly", "Slightly behind schedule"),
                            ("behind", "Behind schedule"),
                            ("overdue", "Overdue"),
                            ("unknown", "No figure of progress yet"),
                            ("not_counted", "Not counted"),
                        ],
                        max_length=12,
                        verbose_name="schedule",
                    ),
                ),
                ("facts", models.JSONField(verbose_name="facts")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lights",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "light record",
                "verbose_name_plural": "light records",
                "ordering": ["item", "-since", "-pk"],
                "indexes": [
                    models.Index(fields=["item", "since"], name="light_item_since"),
                    models.Index(fields=["since", "until"], name="light_since_until"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("item",),
                        name="light_one_present",
                        violation_error_message="An item has one light at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="light_ends_after_beginning",
                        violation_error_message="A light ends after it began.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("colour__in", ["red", "yellow", "green", "waiting", "blue", "grey", "none"]),
                            (
                                "schedule__in",
                                [
                                    "completed",
                                    "ahead",
                                    "on_schedule",
                                    "nearly",
                                    "behind",
                                    "overdue",
                                    "unknown",
                                    "not_counted",
                                ],
                            ),
                        ),
                        name="light_words_known",
                        violation_error_message="This light does not exist.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_post", models.CharField(blank=True, max_length=200, verbose_name="post of the signer")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed off at")),
                (
                    "return_reason",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="reason of the return",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="deadline until then")),
                ("wanted_on", models.DateField(verbose_name="deadline asked for")),
                (
                    "reason",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="reason"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unsigned", "Awaiting sign-off"),
                            ("sent_back", "Returned by the unit head"),
                            ("taken_back", "Taken back"),
                            ("asked", "Asked"),
                            ("approved", "Approved"),
                            ("denied", "Denied"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("granted_on", models.DateField(blank=True, null=True, verbose_name="deadline granted")),
                (
                    "answer",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="answer"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed off by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "extension request",
                "verbose_name_plural": "extension requests",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("item",),
                        name="extension_one_open",
                        violation_error_message="The item has an open extension request already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "unsigned")),
                        fields=("item", "department"),
                        name="extension_one_unsigned",
                        violation_error_message="Your unit has a request already that waits for its head.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["unsigned", "sent_back", "taken_back", "asked", "approved", "denied", "withdrawn"],
                            )
                        ),
                        name="extension_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wanted_on__gt", models.F("due_on"))),
                        name="extension_is_later",
                        violation_error_message="The deadline asked for lies after the present one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_on__isnull", False), ("state", "approved")),
                            models.Q(models.Q(("state", "approved"), _negated=True), ("granted_on", None)),
                            _connector="OR",
                        ),
                        name="extension_approved_has_day",
                        violation_error_message="An approved request names the new deadline.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "denied"]), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="extension_decided_by_somebody",
                        violation_error_message="Somebody decides on a request, at some moment.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_post", models.CharField(blank=True, max_length=200, verbose_name="post of the signer")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed off at")),
                (
                    "return_reason",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="reason of the return",
                    ),
                ),
                (
                    "result",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="result"
                    ),
                ),
                ("values", models.JSONField(blank=True, default=list, verbose_name="figures reached")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unsigned", "Awaiting sign-off"),
                            ("sent_back", "Returned by the unit head"),
                            ("taken_back", "Taken back"),
                            ("asked", "Awaiting the office"),
                            ("with_leader", "Awaiting a leader"),
                            ("approved", "Approved by a leader"),
                            ("closed", "Closed"),
                            ("returned", "Returned"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                (
                    "answer",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="answer"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed off by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "closing request",
                "verbose_name_plural": "closing requests",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "with_leader", "approved"])),
                        fields=("item",),
                        name="closing_one_open",
                        violation_error_message="The item has an open closing request already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "unsigned")),
                        fields=("item", "department"),
                        name="closing_one_unsigned",
                        violation_error_message="Your unit has a request already that waits for its head.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "unsigned",
                                    "sent_back",
                                    "taken_back",
                                    "asked",
                                    "with_leader",
                                    "approved",
                                    "closed",
                                    "returned",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="closing_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="closing_approved_by_somebody",
                        violation_error_message="A leader approves a closing, at some moment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["closed", "returned"]), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="closing_decided_by_somebody",
                        violation_error_message="Somebody decides on a request, at some moment.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, verbose_name="at")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="post")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("report_imported", "Report imported"),
                            ("report_issued", "Report issued"),
                            ("report_withdrawn", "Report withdrawn"),
                            ("report_archived", "Report archived"),
                            ("report_reopened", "Archiving taken back"),
                            ("status_changed", "Status changed"),
                            ("note_written", "Progress note written"),
                            ("item_edited", "Item edited"),
                            ("item_added", "Item added by the supervision office"),
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
                            ("phoned", "Chased by telephone"),
                            ("request_written", "Written, awaiting the unit head's sign-off"),
                            ("request_returned", "Returned by the unit head"),
                            ("request_taken_back", "Taken back before sign-off"),
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
                            ("decision_given", "Meeting decision entered"),
                            ("decision_answered", "Meeting decision answered"),
                            ("decision_done", "Meeting decision marked done"),
                            ("portfolio_set", "Portfolio of a leader set"),
                            ("light_rules_set", "Rules of the lights set"),
                            ("plan_proposed", "Planned curve proposed"),
                            ("plan_withdrawn", "Planned curve withdrawn"),
                            ("plan_approved", "Planned curve in force"),
                            ("plan_refused", "Planned curve refused"),
                            ("meeting_entered", "Meeting entered"),
                            ("post_handed_over", "Post handed over"),
                            ("post_delegated", "Post delegated"),
                            ("delegation_revoked", "Delegation revoked"),
                            ("people_taken_in", "Units and people taken in from Excel"),
                            ("passwords_handed_out", "One-time passwords handed out"),
                            ("demo_ended", "Demo accounts deactivated"),
                            ("members_changed", "Members of a collective changed"),
                            ("holidays_entered", "Holidays and working weekends entered"),
                            ("holidays_removed", "Holidays and working weekends removed"),
                            ("opening_undone", "Opening of a period taken back"),
                        ],
                        db_index=True,
                        max_length=30,
                        verbose_name="action",
                    ),
                ),
                ("before", models.JSONField(blank=True, default=dict, verbose_name="before")),
                ("after", models.JSONField(blank=True, default=dict, verbose_name="after")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("request_id", models.CharField(blank=True, max_length=36, verbose_name="request")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="address")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="items.workreport",
                        verbose_name="work report",
                    ),
                ),
            ],
            options={
                "verbose_name": "history entry",
                "verbose_name_plural": "history entries",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["item", "-at"], name="history_item_at")],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="Reports due on")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("before_5", "five workdays before"),
                            ("before_1", "one workday before"),
                            ("due", "on the due day"),
                            ("after_1", "one workday late"),
                            ("after_3", "three workdays late: to the unit head"),
                            ("after_7", "seven workdays late: to the supervision office"),
                            ("sign_for", "not signed for in time"),
                            ("manual", "chased by the supervision office"),
                            ("phone", "chased by telephone"),
                            ("lead", "chased by the lead"),
                        ],
                        max_length=10,
                        verbose_name="rule",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        help_text="Of a reminder to answer it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.instruction",
                        verbose_name="instruction",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="items.message",
                        verbose_name="message",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="items.reportingperiod",
                        verbose_name="reporting period",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        help_text="Of a reminder to sign for it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("period__isnull", False),
                            models.Q(("rule__in", ("manual", "phone", "lead")), _negated=True),
                        ),
                        fields=("to", "department", "period", "due_on", "rule"),
                        name="reminder_once_a_period",
                        violation_error_message="This person was reminded by this rule already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("item__isnull", False), models.Q(("rule__in", ("manual", "phone", "lead")), _negated=True)
                        ),
                        fields=("to", "department", "item", "rule"),
                        name="reminder_once_an_item",
                        violation_error_message="This person was reminded by this rule already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("instruction__isnull", False),
                            models.Q(("rule__in", ("manual", "phone", "lead")), _negated=True),
                        ),
                        fields=("to", "department", "instruction", "due_on", "rule"),
                        name="reminder_once_an_instruction",
                        violation_error_message="This person was reminded by this rule already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on__isnull", False), ("period__isnull", False)),
                            models.Q(("period__isnull", False), ("rule__in", ("manual", "phone", "lead"))),
                            ("item__isnull", False),
                            models.Q(("due_on__isnull", False), ("instruction__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_of_something",
                        violation_error_message="A reminder is about a period and its due day, or about an item.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="progress note")),
                ("at", models.DateTimeField(verbose_name="written at")),
                ("words", models.TextField(blank=True, default="", editable=False, verbose_name="words to find it by")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "update",
                    models.OneToOneField(
                        blank=True,
                        help_text="The accepted update that the note repeats.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note",
                        to="items.progressupdate",
                        verbose_name="progress update",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress note",
                "verbose_name_plural": "progress notes",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["item", "-at"], name="note_item_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="note_not_empty",
                        violation_error_message="An empty note says nothing: write a sentence.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedCurve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="planned start")),
                ("points", models.JSONField(blank=True, default=list, verbose_name="planned values")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Awaiting the office"),
                            ("approved", "In force"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("answer", models.TextField(blank=True, max_length=500, verbose_name="answer")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="curves",
                        to="items.target",
                        verbose_name="target",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="curves",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned curve",
                "verbose_name_plural": "planned curves",
                "ordering": ["item", "-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "approved", "refused", "withdrawn", "superseded"])
                        ),
                        name="curve_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved"]), ("target__isnull", False)),
                        fields=("item", "target", "state"),
                        name="curve_of_target_once",
                        violation_error_message="This target has such a planned curve already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved"]), ("target__isnull", True)),
                        fields=("item", "state"),
                        name="curve_of_item_once",
                        violation_error_message="This item has such a planned curve already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "refused", "superseded"]), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="curve_decided_by_somebody",
                        violation_error_message="Somebody decides on a planned curve, at some moment.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("kind", models.CharField(max_length=10, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("stored_as", models.CharField(max_length=64, unique=True, verbose_name="stored as")),
                ("at", models.DateTimeField(verbose_name="uploaded at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="items.closing",
                        verbose_name="closing request",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="items.progressupdate",
                        verbose_name="progress update",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="items.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closing__isnull", True), ("update__isnull", False)),
                            models.Q(("closing__isnull", False), ("update__isnull", True)),
                            _connector="OR",
                        ),
                        name="attachment_on_one_thing",
                        violation_error_message="A file goes with an update or with a request to close.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pdf", "ofd", "docx", "xlsx", "jpg", "png"])),
                        name="attachment_kind_known",
                        violation_error_message="Files are PDF, OFD, Word (.docx), Excel (.xlsx), JPG or PNG.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstructionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_post", models.CharField(blank=True, max_length=200, verbose_name="post of the signer")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed off at")),
                (
                    "return_reason",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="reason of the return",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="answer"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unsigned", "Awaiting sign-off"),
                            ("sent_back", "Returned by the unit head"),
                            ("taken_back", "Taken back"),
                            ("given", "Given"),
                        ],
                        default="given",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="items.instruction",
                        verbose_name="instruction",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed off by",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to an instruction",
                "verbose_name_plural": "answers to instructions",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "unsigned")),
                        fields=("instruction", "department"),
                        name="answer_one_unsigned",
                        violation_error_message="Your unit has an answer already that waits for its head.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unsigned", "sent_back", "taken_back", "given"])),
                        name="answer_state_known",
                        violation_error_message="This state does not exist.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=20, verbose_name="channel")),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to be sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed, will be tried again"),
                            ("given_up", "Given up"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(verbose_name="next try at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="items.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["state", "next_try_at"], name="delivery_due")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "channel"),
                        name="delivery_once_a_channel",
                        violation_error_message="This message already goes out through the channel.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("state__in", ["queued", "failed", "given_up"]), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivery_sent_has_moment",
                        violation_error_message="A message that was sent has a moment at which it was.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MilestoneReached",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="what is reached")),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="reached on")),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reached",
                        to="items.milestone",
                        verbose_name="milestone",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="items.progressupdate",
                        verbose_name="progress update",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone reached",
                "verbose_name_plural": "milestones reached",
                "ordering": ["milestone__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("update", "milestone"),
                        name="milestone_reached_once",
                        violation_error_message="This update already names the milestone.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=100, verbose_name="what is counted")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit of count")),
                ("value", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="cumulative value")),
                ("carried", models.BooleanField(default=False, verbose_name="carried from last time")),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="values",
                        to="items.target",
                        verbose_name="target",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="items.progressupdate",
                        verbose_name="progress update",
                    ),
                ),
            ],
            options={
                "verbose_name": "target value",
                "verbose_name_plural": "target values",
                "ordering": ["target__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("update", "target"),
                        name="target_value_once",
                        violation_error_message="This update already has a value for the target.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", -10000000000000), ("value__lte", 10000000000000)),
                        name="target_value_within_limit",
                        violation_error_message="A value has at most 13 digits before the decimal point.",
                    ),
                ],
            },
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("update", "target"),
                        name="unavailable_figure_once",
                        violation_error_message="This update already says that the figure is not available.",
                    )
                ],
            },
        ),
    ]
