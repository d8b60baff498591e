"""Which items count as reopened by the office, told from the history that was there before they were noted."""

from importlib import import_module

from django.apps import apps

from departments import clock
from items import history
from items.models import HistoryEntry, WorkItem

from ..given.factories import moment

MIGRATION = import_module("items.migrations.0042_note_when_items_were_reopened")


def moved(item, by, at, before):
    with clock.at(moment(at)):
        history.record(
            HistoryEntry.Action.STATUS_CHANGED,
            by=by,
            item=item,
            before={"status": before},
            after={"status": "in_progress"},
        )


def test_items_that_the_office_had_worked_on_again_are_noted_with_the_last_time(cast):
    moved(cast.led, cast.supervisor, "2011-04-01 09:00", "completed")
    moved(cast.led, cast.supervisor, "2011-05-02 10:00", "awaiting_closure")
    moved(cast.supported, cast.liaison, "2011-05-03 11:00", "awaiting_closure")  # its own request taken back
    moved(cast.open_lead, cast.supervisor, "2011-05-04 12:00", "not_started")
    MIGRATION.note(apps, None)

    def noted():
        return dict(WorkItem.objects.filter(reopened_at__isnull=False).values_list("pk", "reopened_at"))

    assert noted() == {cast.led.pk: moment("2011-05-02 10:00")}
    MIGRATION.forget(apps, None)
    assert noted() == {}
