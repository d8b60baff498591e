"""Steps of a request to close on civil affairs' item, and who hears of it."""

from items.closing.closing import ask_closing
from items.closing.moving import move_status
from items.models import WorkItem, WorkReport

from ..given.factories import day
from ..given.signatures import without_sign_off
from ..given.together import moment

AT = moment("2011-11-10")
ON = day("2011-11-10")


def under_way(cast):
    without_sign_off(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    cast.led.refresh_from_db()
    return cast


def with_leader(cast):
    """The report's rules have a leader approve closing."""
    WorkReport.objects.filter(pk=cast.report.pk).update(with_leader=True)
    cast.led.refresh_from_db()


def present(item):
    return WorkItem.objects.select_related("report").get(pk=item.pk)


def ask(cast, by=None, **fields):
    item = present(cast.led)
    values = {"at": AT, "version": item.version, "result": "30个站点全部建成"}
    return ask_closing(item, by=by or cast.liaison, **{**values, **fields})


def move(cast, status, by=None, **more):
    item = present(cast.led)
    values = {"version": item.version, "on": ON, "at": AT, "text": "情况说明", "status": status}
    return move_status(item, by=by or cast.supervisor, **{**values, **more})


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))
