"""Messages about an item: to the supervision office, to its units or to people by name; each leads to the item."""

from django.utils import timezone

from ..models import Message, Responsibility
from ..pages.addresses import item_part
from .telling import messages_to, office, roster, send, tell, unit_people


def steering_units(item):
    """Keys of the lead and responsible units, the members of collectives among them."""
    return set(item.responsibilities.steering().values_list("department", flat=True))


def steering_units_each(items):
    """{item key: the same} of many items; one query."""
    found = {item.pk: set() for item in items}
    rows = Responsibility.objects.steering().filter(item__in=list(found)).order_by()
    for item, unit in rows.values_list("item", "department"):
        found[item].add(unit)
    return found


def tell_office(item, title, *, by, at, text="", part="", kind=Message.Kind.SUBMITTED, leave_out=()):
    """A message to the supervision office that leads to the item, to its `part` if given.

    `leave_out` are keys of people who were told already.
    """
    on = timezone.localdate(at)
    people = [person for person in office(on=on) if person.pk not in leave_out]
    return tell(people, kind=kind, title=title, text=text, url=item_part(item, part), by=by, item=item, at=at, on=on)


def tell_units(item, units, title, *, by, at, text="", part="", kind=Message.Kind.DECIDED):
    """The same to the people of the units (keys of departments)."""
    on = timezone.localdate(at)
    people = unit_people(units, on=on)
    return tell(people, kind=kind, title=title, text=text, url=item_part(item, part), by=by, item=item, at=at, on=on)


def tell_units_each(told, *, by, at, text="", kind=Message.Kind.DECIDED):
    """What `tell_units` does about many items, [(item, units, title)], in a fixed number of queries."""
    on = timezone.localdate(at)
    units = roster({unit for _item, units, _title in told for unit in units}, on=on) if told else {}
    messages = []
    for item, asked, title in told:
        people = {one.pk: one for unit in asked for held in units.get(unit, {}).values() for one in held}
        words = {"kind": kind, "title": title, "text": text, "url": item_part(item), "at": at, "day": on}
        messages += messages_to([people[pk] for pk in sorted(people)], by=by, item=item, **words)
    return send(messages, at=at)


def tell_people(item, people, title, *, by, at, text="", part="", kind=Message.Kind.DECIDED):
    """The same to people by name."""
    on = timezone.localdate(at)
    return tell(people, kind=kind, title=title, text=text, url=item_part(item, part), by=by, item=item, at=at, on=on)
