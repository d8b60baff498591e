"""Reports of before anybody noted who steered their item: those asked beside them."""

from importlib import import_module

from django.apps import apps

from items.models import ProgressUpdate

from ..given.opened_rounds import State, opened, put, update_of

MIGRATION = import_module("items.migrations.0028_who_steered")


def test_those_who_were_asked_beside_a_report_steered_its_item(cast):
    march = opened(cast.report)
    people = {"by": cast.liaison, "office": cast.supervisor}
    put(update_of(march, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, **people)
    put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, **people)
    put(update_of(march, cast.open_lead, cast.east), State.ACCEPTED, **people)
    put(update_of(march, cast.open_lead, cast.west), State.DROPPED, **people)
    ProgressUpdate.objects.update(steered_by=[])
    MIGRATION.note_who_steered(apps, None)
    units, east = (cast.education.pk, None), (cast.east.pk, cast.districts.pk)
    found = {}
    for item, unit, steered in ProgressUpdate.objects.values_list("item", "department", "steered_by"):
        if steered:
            found[item, unit] = {tuple(pair) for pair in steered}
    assert found == {
        (cast.led.pk, cast.civil_affairs.pk): {(cast.civil_affairs.pk, None)},
        (cast.open_lead.pk, cast.east.pk): {units, east},
    }
