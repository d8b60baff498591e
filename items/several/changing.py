"""One change to many items, by the steps of a single one, so that every rule of these holds; all or nothing."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access, history
from ..ledger.editing import confirm_lead_each
from ..ledger.rewording import names, reword_each
from ..lights.facts import lights_of
from ..lights.light import Light
from ..models import HistoryEntry, WorkItem
from ..models.work_item import names_in
from ..plans.effect import effects_of
from ..requests.extending import extend_each, set_deadline_each
from ..rules.deadlines import doubts
from ..steps.errors import WorkflowError

# Items that one go may change: as many as a person looks through before it is done.
MOST = 100


class What(models.TextChoices):
    """What is changed, on every item alike."""

    DEADLINE = "deadline", gettext_lazy("Set the deadline")
    EXTENSION = "extension", gettext_lazy("Extend the deadline, with a reason; the units are told")
    LEAD = "lead", gettext_lazy("Confirm the lead")
    LEADERS = "leaders", gettext_lazy("Set the leader in charge")
    INTO_GROUP = "into_group", gettext_lazy("Put into a group")
    OUT_OF_GROUP = "out_of_group", gettext_lazy("Take out of a group")
    CHAPTER = "chapter", gettext_lazy("Move to a chapter")


# The changes that set a deadline.
DATED = (What.DEADLINE, What.EXTENSION)


@dataclass(frozen=True)
class ItemOutcome:
    """What becomes of one item: `changes` (FieldChange), none where it stays, or the sentence that refuses it.

    `before` and `after` are its lights where the change can move them; `doubts` are sentences on its new deadline.
    """

    item: WorkItem
    changes: list
    refusal: str = ""
    before: Light | None = None
    after: Light | None = None
    doubts: list = field(default_factory=list)


class NotAll(WorkflowError):
    """Some items refuse the change, or leave a doubt that nobody has seen, so none is changed; `lines` say why."""

    def __init__(self, lines):
        if any(line.refusal for line in lines):
            said = _("Nothing was changed: the items marked below refuse it. Leave them out, or change less.")
        else:
            said = _("Nothing was changed yet: the deadline looks odd, as said below. Check it, then change them.")
        super().__init__(said)
        self.lines = lines


class _Rehearsed(Exception):
    """Ends the rehearsal; nothing of it stays."""


def rehearse(chosen, change, *, by, at):
    """[ItemOutcome] of what `change_all` would do, in the order of `chosen`; nothing is written."""
    try:
        with transaction.atomic():
            lines = _take(chosen, change, by=by, at=at)
            raise _Rehearsed
    except _Rehearsed:
        return lines


def change_all(chosen, change, *, by, at):
    """Change all items or none; returns [ItemOutcome]. Raises NotAll where one of them refuses.

    `chosen` is [(WorkItem, version that the person had seen)], `change` {"what": a `What`, and the values of its
    fields: due_on, due_text, reason, lead, leaders, group, chapter; "shown_on": the deadline that was looked at, a
    doubtful one is not set without}.
    """
    with transaction.atomic():
        lines = _take(chosen, change, by=by, at=at)
        is_unseen = change["shown_on"] != change["due_on"] and any(line.doubts for line in lines)
        if is_unseen or any(line.refusal for line in lines):
            raise NotAll(lines)
    return lines


def _take(chosen, change, *, by, at):
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)
    if not chosen:
        raise WorkflowError(_("Choose at least one item."))
    if len(chosen) > MOST:
        raise WorkflowError(_("At most %(limit)s items are changed at once; narrow the filter.") % {"limit": MOST})
    lit = _lights(chosen, change["what"], at)
    change = {**change, "effects": _effects(chosen, change, at)}
    before = HistoryEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    changed, refusals = _STEPS.get(change["what"], _reworded)(chosen, change, by, at)
    told = _told(changed, before)
    lines = [ItemOutcome(item, told[item.pk], refusals.get(item.pk, "")) for item, _version in chosen]
    then = _lights(chosen, change["what"], at)
    lines = [
        replace(line, before=lit[line.item.pk], after=then[line.item.pk]) if lit and line.changes else line
        for line in lines
    ]
    if change["what"] not in DATED:
        return lines
    on = timezone.localdate(at)
    return [replace(line, doubts=doubts(line.item, change["due_on"], on)) if line.changes else line for line in lines]


def _reworded(chosen, change, by, _at):
    """What the office says otherwise than the document: (keys of those changed, {key: why it refuses})."""
    values, wanted = _WORDS[change["what"]], []
    for item, version in chosen:
        now = {name: getattr(item, name) for name in ("text", "number", "clause", "chapter", "leaders", "group")}
        wanted.append((item, version, {**now, **values(item, change)}))
    return reword_each(wanted, by=by, reason=change["reason"])


def _told(items, after):
    """{item key: [FieldChange]} that the history tells of the items (keys) behind the entry with the key `after`."""
    found = defaultdict(list)
    for entry in HistoryEntry.objects.filter(item__in=items, pk__gt=after).order_by("pk"):
        found[entry.item_id] += history.describe(entry)
    return found


def _lights(chosen, what, at):
    """{item key: Light} where the change can move it, else none; a fixed number of queries."""
    if what not in (*DATED, What.LEAD):
        return {}
    items = WorkItem.objects.filter(pk__in=[item.pk for item, _version in chosen]).for_lights()
    return lights_of(list(items), on=timezone.localdate(at))


def _effects(chosen, change, at):
    """{item key: what the deadline does to it (`plans.effect`)} for all at once; {} for other changes."""
    if change["what"] not in DATED:
        return {}
    return effects_of([item for item, _version in chosen], on=timezone.localdate(at), due_on=change["due_on"])


def _deadline(chosen, change, by, at):
    words = {"due_on": change["due_on"], "due_text": change["due_text"], "reason": change["reason"]}
    return set_deadline_each(chosen, by=by, at=at, effects=change["effects"], **words)


def _extension(chosen, change, by, at):
    words = {"due_on": change["due_on"], "reason": change["reason"]}
    return extend_each(chosen, by=by, at=at, effects=change["effects"], **words)


def _lead(chosen, change, by, _at):
    return confirm_lead_each(chosen, lead=change["lead"], by=by, reason=change["reason"])


def _into_group(item, change):
    return {"group": f"{item.group}、{change['group']}"}


def _out_of_group(item, change):
    gone = set(names_in(names(change["group"])))
    return {"group": "、".join(name for name in item.group_names if name not in gone)}


# Steps that reach further than the item's own words: its plan, its units, what they have to report, who is told.
_STEPS = {
    What.DEADLINE: _deadline,
    What.EXTENSION: _extension,
    What.LEAD: _lead,
}
# What becomes of the words of an item.
_WORDS = {
    What.LEADERS: lambda _item, change: {"leaders": change["leaders"]},
    What.INTO_GROUP: _into_group,
    What.OUT_OF_GROUP: _out_of_group,
    What.CHAPTER: lambda _item, change: {"chapter": change["chapter"]},
}
