"""Migrations of data: what they write, and that they can be taken back."""

import hashlib

import pytest
from django.db import IntegrityError, connection

from ..given.factories import day, moment
from ..given.migrated import from_nothing


def old_item(apps, number, *, issued_on=None, own=None, source=None):
    """An item of a report issued on the day, with one unit; `own` is a day of issue that the item has already."""
    make = {name: apps.get_model("items", name).objects.create for name in ("WorkReport", "WorkItem", "Responsibility")}
    unit = apps.get_model("departments", "Department").objects.create(name=f"市第{number}局")
    report = make["WorkReport"](
        year=2011, title=f"报告{number}", issued_on=issued_on, **({"source": source} if source else {"source_text": ""})
    )
    item = make["WorkItem"](
        report=report, position=1, number=1, text="推进", start=0, text_start=0, text_end=0, end=0, issued_on=own
    )
    make["Responsibility"](item=item, department=unit, role="lead", position=1, issued_on=own)
    return item.pk


def dates(apps):
    """{item key: (its day of issue, that of its unit)}."""
    rows = apps.get_model("items", "Responsibility").objects.select_related("item")
    return {row.item_id: (row.item.issued_on, row.issued_on) for row in rows}


def test_what_was_issued_with_its_report_is_dated_by_it(migrated):
    before = migrated("0004_rounds")
    issued = old_item(before, 1, issued_on=day("2011-02-01"))
    other = old_item(before, 2, issued_on=day("2010-03-01"))
    waiting = old_item(before, 3)
    selected = old_item(before, 4, issued_on=day("2011-02-01"), own=day("2011-03-15"))
    after = migrated("0005_issue_days")
    assert dates(after) == {
        issued: (day("2011-02-01"), day("2011-02-01")),
        other: (day("2010-03-01"), day("2010-03-01")),
        waiting: (None, None),
        selected: (day("2011-03-15"), day("2011-03-15")),
    }


def test_going_back_and_forth_again_keeps_the_days(migrated):
    issued = old_item(migrated("0004_rounds"), 1, issued_on=day("2011-02-01"))
    migrated("0005_issue_days")
    assert dates(migrated("0004_rounds")) == {issued: (day("2011-02-01"), day("2011-02-01"))}
    assert dates(migrated("0005_issue_days")) == {issued: (day("2011-02-01"), day("2011-02-01"))}


TEXT = "一、民生\r\n1、修建道路30公里\u3000“甲”😀\t(责任单位:市民政局)。\n" + "长" * 600_000
# Not as we would write it today: what was frozen stays byte for byte as it was.
SHEET = '{ "rows": [],\n"text":"\\u4e00 é 甲\u2028" }' + " " * 300_000
BEFORE, AFTER = "0006_lights", "0009_texts_leave_hot_rows"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def old_period(apps, report, month, **fields):
    """A month's period of a report, before its sheet had a table of its own."""
    first, last = day(f"2011-{month:02}-01"), day(f"2011-{month:02}-28")
    days = {"start_on": first, "end_on": last, "opens_on": first}
    days |= dict.fromkeys(["parts_due_on", "due_on", "closes_on"], last)
    return apps.get_model("items", "ReportingPeriod").objects.create(report=report, rhythm="month", **days, **fields)


def old_texts(apps):
    """Reports with texts and periods of all kinds, more than one batch; returns what `texts_then` finds."""
    create = apps.get_model("items", "WorkReport").objects.create
    reports = [create(year=2011, title=f"报告{number}", source_text=f"{number}{TEXT}") for number in range(2)]
    reports += [create(year=2010, title=f"报告{number}", source_text="" if number else "短") for number in range(25)]
    opened = {"opened_at": moment("2011-01-01 09:00")}
    for month in range(1, 11):
        for place, report in enumerate(reports[:3]):
            text = f"{place}{month}{SHEET}"
            closing = {"closed_at": moment("2011-12-01 09:00"), "frozen": text, "frozen_digest": sha256(text)}
            old_period(apps, report, month, **opened, **closing)
    old_period(apps, reports[0], 11, **opened)
    old_period(apps, reports[0], 12)
    return texts_then(apps)


def texts_then(apps):
    """({report key: SHA-256}, {period key: (SHA-256, digest)}) while the texts stood in the rows themselves."""
    reports, periods = apps.get_model("items", "WorkReport").objects, apps.get_model("items", "ReportingPeriod").objects
    return (
        {pk: sha256(text) for pk, text in reports.values_list("pk", "source_text")},
        {pk: (sha256(text), digest) for pk, text, digest in periods.values_list("pk", "frozen", "frozen_digest")},
    )


def texts_now(apps):
    """The same from the tables of texts."""
    reports, periods = apps.get_model("items", "WorkReport").objects, apps.get_model("items", "ReportingPeriod").objects
    rows = periods.values_list("pk", "frozen_sheet__text", "frozen_sheet__digest")
    return (
        {pk: sha256(text) for pk, text in reports.values_list("pk", "source__text")},
        {pk: (sha256(text or ""), digest or "") for pk, text, digest in rows},
    )


def assert_closed_is_frozen(apps, lost):
    """The database refuses a closed period without its sheet, `lost`, and an open one that is closed without one."""
    periods = apps.get_model("items", "ReportingPeriod").objects
    with pytest.raises(IntegrityError):
        periods.filter(closed_at__isnull=False).update(**lost)
    with pytest.raises(IntegrityError):
        periods.filter(closed_at__isnull=True).update(closed_at=moment("2011-12-01 09:00"))


def test_texts_move_to_their_tables_and_back_byte_for_byte(migrated):
    written = old_texts(migrated(BEFORE))
    assert len(written[0]) == 27 and len(written[1]) == 32
    now = migrated(AFTER)
    assert texts_now(now) == written
    for text, digest in now.get_model("items", "FrozenSheet").objects.values_list("text", "digest"):
        assert sha256(text) == digest
    assert now.get_model("items", "SourceText").objects.count() == 27
    assert now.get_model("items", "FrozenSheet").objects.count() == 30
    assert_closed_is_frozen(now, {"frozen_sheet": None})
    then = migrated(BEFORE)
    assert texts_then(then) == written
    assert_closed_is_frozen(then, {"frozen": ""})
    assert texts_now(migrated(AFTER)) == written


def old_report(apps, number, *, completion, note="核减", values=(12,), **fields):
    """An accepted report on an item with targets of 30 each, before the office's percentage had a place of its own."""
    make = {
        name: apps.get_model("items", name).objects.create
        for name in (
            "SourceText",
            "WorkReport",
            "WorkItem",
            "ReportingPeriod",
            "ProgressUpdate",
            "Target",
            "TargetValue",
        )
    }
    unit = apps.get_model("departments", "Department").objects.create(name=f"市第{number}局")
    person = apps.get_model("departments", "User").objects.create(username=f"person{number}")
    report = make["WorkReport"](year=2011, title=f"报告{number}", source=make["SourceText"](text=""))
    item = make["WorkItem"](report=report, position=1, number=1, text="推进", start=0, text_start=0, text_end=0, end=0)
    first, at = day("2011-03-01"), moment("2011-03-20 12:00")
    period = make["ReportingPeriod"](
        report=report, rhythm="month", start_on=first, end_on=day("2011-03-31"), opens_on=first,
        parts_due_on=day("2011-03-22"), due_on=day("2011-03-25"), closes_on=day("2011-04-04"), opened_at=at,
    )  # fmt: skip
    update = make["ProgressUpdate"](
        period=period, item=item, department=unit, role="lead", state="accepted", text="已完成", review_note=note,
        completion=completion, sent_at=at, handed_in_at=at, reviewed_at=at, reviewed_by=person, **fields,
    )  # fmt: skip
    for position, value in enumerate(values, start=1):
        target = make["Target"](item=item, position=position, label="站点", number=30)
        if value is not None:
            make["TargetValue"](update=update, target=target, label="站点", value=value)
    return update.pk


def test_what_the_office_had_set_is_told_apart_from_what_the_unit_reported(migrated):
    before = migrated("0009_texts_leave_hot_rows")
    corrected = old_report(before, 1, completion=35)
    as_reported = old_report(before, 2, completion=40)
    with_a_gap = old_report(before, 3, completion=20, values=(12, None))
    judged = old_report(before, 4, completion=35, values=())
    repeated = old_report(before, 5, completion=35, no_change=True)
    without_reason = old_report(before, 6, completion=35, note="")

    def kept(apps):
        rows = apps.get_model("items", "ProgressUpdate").objects.order_by("pk")
        return {row.pk: (row.completion, getattr(row, "verified", None)) for row in rows}

    was = kept(before)
    assert kept(migrated("0010_figures")) == {
        corrected: (40, 35),
        as_reported: (40, None),
        with_a_gap: (20, None),
        judged: (35, None),
        repeated: (35, None),
        without_reason: (35, None),
    }
    assert kept(migrated("0009_texts_leave_hot_rows")) == was


def test_lights_of_later_words_go_back_to_those_of_before(migrated):
    apps = migrated("0016_truthful_lights")
    source = apps.get_model("items", "SourceText").objects.create(text="")
    item = old_item(apps, 1, source=source)
    records = apps.get_model("items", "LightRecord").objects
    records.create(
        item_id=item, since=moment("2011-03-01"), colour="waiting", rule="not_reported", schedule="nearly", facts={}
    )
    before = migrated("0015_words_to_find_by")
    told = before.get_model("items", "LightRecord").objects.values_list("colour", "rule", "schedule").get()
    assert told == ("green", "normal", "on_schedule")


def tables():
    """{table: (its columns, its constraints and indexes)} of the database, whatever the order of their making.

    Without what SQLite keeps for itself.
    """
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("sqlite_"):
                continue
            columns = connection.introspection.get_table_description(cursor, table)
            rules = []
            for name, rule in connection.introspection.get_constraints(cursor, table).items():
                # What SQLite gives no name is counted, and a check's columns come as the table has them.
                told = rule | {"columns": sorted(rule["columns"]) if rule["check"] else rule["columns"]}
                rules.append(("" if name.startswith(("__unnamed", "fk_")) else name, sorted(map(str, told.items()))))
            found[table] = {one.name: (one.type_code, one.null_ok, one.default) for one in columns}, sorted(rules)
    return found


def test_step_by_step_the_tables_become_those_of_a_fresh_database(transactional_db, tmp_path):
    fresh = tables()
    with from_nothing(tmp_path) as bring_to:
        bring_to()
        assert tables() == fresh
