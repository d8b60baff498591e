"""What the pages of messages show: a person's inbox, and the office's log of all messages."""

from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, When

from departments import clock
from departments.models import Membership

from .. import access
from ..messages.channels import label_of
from ..models import HistoryEntry, Message, Reminder, Responsibility
from ..models.reach import reach_of_return

# So many unread messages are counted for the header of every page.
COUNTED = 100

# What these say is for their reader alone; the log of all messages tells of them that there was one.
OWN_AFFAIRS = (Message.Kind.DIGEST, Message.Kind.ACCOUNT)


def unread_count(user):
    """How many messages the person has not read, at most `COUNTED`."""
    # On every page: to fetch so few keys is quicker than to write what counts them.
    return len(user.messages.filter(read_at__isnull=True).order_by().values_list("pk")[:COUNTED])


def inbox_of(user):
    """The person's messages, those not read yet first, the latest first."""
    unread_first = Case(When(read_at__isnull=True, then=0), default=1)
    return user.messages.select_related("by").order_by(unread_first, "-at", "-pk")


def sent_by(user):
    """What the person's own steps and chases have told others, the latest first."""
    return Message.objects.filter(by=user).select_related("to", "item__report").order_by("-at", "-pk")


@dataclass(frozen=True)
class Receipt:
    """A message that was sent, with the day on which a unit of its reader signed for the item that it issued, if any.

    Only what was issued is signed for: `awaits_signature` says that it is not yet.
    """

    message: Message
    signed_at: object = None
    awaits_signature: bool = False


def receipts(messages):
    """`Receipt`s of the messages; two queries more where items were issued."""
    messages = list(messages)
    issued = [message for message in messages if message.kind == Message.Kind.ISSUED and message.item_id]
    signed = {}
    if issued:
        readers = {message.to_id for message in issued}
        units = {}
        held = Membership.objects.current(clock.today()).filter(user__in=readers, role__in=Membership.UNIT_ROLES)
        for user, unit in held.values_list("user", "department"):
            units.setdefault(unit, set()).add(user)
        rows = Responsibility.objects.single().filter(item__in={message.item_id for message in issued})
        rows = rows.filter(department__in=units, issued_on__isnull=False)
        for item, unit, at in rows.values_list("item", "department", "signed_for_at"):
            for user in units[unit]:
                signed[item, user] = at
    return [
        Receipt(
            message,
            signed.get((message.item_id, message.to_id)),
            signed.get((message.item_id, message.to_id), message) is None,
        )
        if message in issued
        else Receipt(message)
        for message in messages
    ]


def all_messages():
    """Every message with reader, sender and deliveries, the latest first."""
    return Message.objects.select_related("to", "by").prefetch_related("deliveries").order_by("-at", "-pk")


def about_unit(messages, department):
    """Those that remind of the unit's duties or, where they are no reminders, went to its people."""
    reminders = Reminder.objects.filter(message=OuterRef("pk"))
    people = Membership.objects.filter(user=OuterRef("to"), department=department, role__in=Membership.UNIT_ROLES)
    return messages.filter(
        Q(Exists(reminders.filter(department=department))) | (~Q(Exists(reminders)) & Q(Exists(people)))
    )


@dataclass(frozen=True)
class Logged:
    """A message in the log, with its text as the reader of the log may read it.

    `units` and `rules` are in words those it reminds of, else the posts of its reader; `ways` are those beside the
    inbox as [(channel, delivery)].
    """

    message: Message
    text: str
    units: list
    rules: list
    ways: list


def describe(messages, user):
    """`Logged` of the messages. Reasons of returns that `user` may not read, and digests of others, are left out."""
    messages = list(messages)
    personal = {one.pk for one in messages if one.kind in OWN_AFFAIRS and one.to_id != user.pk}
    hidden = _returns_within_units(messages, user) | personal
    about = {message.pk: ({}, {}) for message in messages}
    rows = Reminder.objects.filter(message__in=about).order_by("department__position", "department")
    for key, unit, rule in rows.values_list("message", "department__name", "rule").distinct():
        units, rules = about[key]
        units[unit] = rules[Reminder.Rule(rule).label] = None
    readers = {message.to_id for message in messages if not about[message.pk][0]}
    posts = {}
    held = Membership.objects.current(clock.today()).filter(user__in=readers, department__isnull=False)
    for user, unit in held.order_by("pk").values_list("user", "department__name"):
        posts.setdefault(user, {})[unit] = None
    return [
        Logged(
            message,
            text="" if message.pk in hidden else message.text,
            units=list(about[message.pk][0] or posts.get(message.to_id, {})),
            rules=list(about[message.pk][1]),
            ways=[(label_of(delivery.channel), delivery) for delivery in message.deliveries.all()],
        )
        for message in messages
    ]


def _returns_within_units(messages, user):
    """The keys of returns whose reason does not reach the reader.

    Who returned the report, and as what, says the history entry of the same step.
    """
    returned = [message for message in messages if message.kind == Message.Kind.RETURNED]
    if not returned:
        return set()
    entries = HistoryEntry.objects.filter(
        action__in=(HistoryEntry.Action.UPDATE_RETURNED, HistoryEntry.Action.REQUEST_RETURNED),
        item__in={message.item_id for message in returned},
        at__in={message.at for message in returned},
    )
    rows = entries.values_list("item", "by", "at", "department", "after__returned_by")
    steps = {(item, by, at): (department, role) for item, by, at, department, role in rows}
    hidden = set()
    for message in returned:
        department, role = steps.get((message.item_id, message.by_id, message.at), (None, ""))
        if not access.reads(user, reach_of_return(role), department, leads=False):
            hidden.add(message.pk)
    return hidden
