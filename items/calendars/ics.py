"""Events as an iCalendar file (RFC 5545): all-day events that keep their names, whatever else is changed."""

import datetime
from collections.abc import Iterable

from django.utils.translation import get_language
from icalendar import Calendar, Event, vDuration

from .events import CalendarEvent

MAKER = "-//tasks-portal//EN"
# Behind each key, so that names stay apart from those of other calendars; the person's own stand beside others'.
SPACE = "tasks-portal"
REFRESH = datetime.timedelta(hours=6)
ONE_DAY = datetime.timedelta(days=1)


def written(events: Iterable[CalendarEvent], *, title: str, person: int, site: str) -> bytes:
    """The calendar of the `title`; `person` is the key of whom it is for, `site` the portal's address."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in events:
        calendar.add_component(_entry(event, person, site))
    return calendar.to_ical()


def _entry(event: CalendarEvent, person: int, site: str) -> Event:
    entry, url = Event(), f"{site}{event.path}"
    changed = event.changed_at.astimezone(datetime.UTC).replace(microsecond=0)
    entry.add("uid", f"{event.key}-{person}@{SPACE}")
    entry.add("summary", event.title, parameters={"language": (get_language() or "").replace("hans", "Hans")})
    entry.add("dtstart", event.day)
    entry.add("dtend", event.day + ONE_DAY)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", event.sequence)
    entry.add("description", f"{event.about}\n{url}")
    entry.add("url", url)
    entry.add("transp", "TRANSPARENT")
    return entry
