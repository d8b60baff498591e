"""What had been asked for on items that ended before such requests ended with them."""

from importlib import import_module

from django.apps import apps

from items.models import Extension, Instruction, Objection, WorkItem, WorkReport

from ..given.factories import day, moment

MIGRATION = import_module("items.migrations.0036_end_what_had_ended")
AT = moment("2011-05-01")


def test_what_was_asked_on_items_that_had_ended_ends_and_comes_back(cast):
    wanted = {"due_on": day("2011-06-30"), "wanted_on": day("2011-09-30")}
    about = {"at": AT, "by": cast.liaison, "department": cast.civil_affairs, "reason": "汛期"}
    stuck = Extension.objects.create(item=cast.led, **wanted, **about)
    to_sign = Extension.objects.create(item=cast.led, state="unsigned", **wanted, **about)
    open_one = Objection.objects.create(item=cast.supported, kind="duty", **about)
    told = Instruction.objects.create(item=cast.led, by=cast.leader, text="请报结果", at=AT)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=day("2011-05-02"))
    MIGRATION.end(apps, None)

    def states():
        return [type(row).objects.get(pk=row.pk).state for row in (stuck, to_sign, open_one, told)]

    assert states() == ["lapsed", "taken_back", "open", "open"]
    WorkReport.objects.filter(pk=cast.report.pk).update(withdrawn_at=AT)
    MIGRATION.end(apps, None)
    assert states() == ["lapsed", "taken_back", "lapsed", "lapsed"]
    MIGRATION.undo(apps, None)
    assert states() == ["withdrawn", "taken_back", "withdrawn", "open"]
