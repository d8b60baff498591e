"""Migrations of data: what they write, and that they can be taken back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from .factories import day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrated():
    """Brings the items' tables to a named migration and returns the models of that time; to the latest at the end."""

    def to(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("items", name)])
        return MigrationExecutor(connection).loader.project_state([("items", name)]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def old_item(apps, number, *, issued_on=None, own=None):
    """An item of a report issued on the day, with one unit; `own` is a day of issue that the item has already."""
    make = {name: apps.get_model("items", name).objects.create for name in ("WorkReport", "WorkItem", "Responsibility")}
    unit = apps.get_model("departments", "Department").objects.create(name=f"市第{number}局")
    report = make["WorkReport"](year=2011, title=f"报告{number}", source_text="", issued_on=issued_on)
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
