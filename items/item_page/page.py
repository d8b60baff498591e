"""The page of one item: everything it shows but the forms."""

from .. import access, history, read_only
from ..ledger.editing import suggested_lead
from ..ledger.unit_lines import unit_lines
from ..lights.spells import light_history
from ..models import ProgressUpdate, WorkItem
from ..plans.page import curves_in_force
from ..report.page import excerpt, neighbours
from ..rules.published import OF_DOCUMENT, present
from ..rules.shares import breakdowns, can_be_broken_down
from ..rules.shortfall import spell_shortfall
from ..targets.rollup import conflicts_between
from ..updates.on_item import item_updates

HISTORY_SHOWN = 10


def item_context(item, user, light, milestones, *, on):
    """What the template `item_page/page.html` shows the person of the item on the day, but for forms and acts.

    `light` is that of the day, `milestones` as `rules.last_words.milestone_days` gives them.
    """
    entries = item.history.select_related("by", "department")
    previous, following = neighbours(item)
    curves, proposed = curves_in_force(item)
    related = list(item.related.order_by("position"))
    targets = list(item.targets.all())
    own = access.own_departments(user)
    return {
        "item": item,
        "published": as_published(item),
        "chapters": chapter_path(item.chapter),
        "previous": previous,
        "following": following,
        "targets": targets,
        "breakdowns": shares_of(item, user),
        "own": {unit.pk for unit in own},
        "can_break_down": can_break_down(item, targets, user),
        "milestones": milestones,
        "curves": curves,
        "proposed": proposed,
        "lines": unit_lines(item, own=own),
        "related": related,
        "conflicts": conflicts_between(item, related, on=on),
        "updates": item_updates(item, user),
        "notes": item.notes.select_related("by", "department"),
        "history": told(entries[:HISTORY_SHOWN], user),
        "earlier_entries": max(0, item.history.count() - HISTORY_SHOWN),
        "excerpt": excerpt(item),
        "steps": status_steps(item),
        "is_overdue": item.is_overdue(on),
        "light": light,
        "ended_short": [] if item.is_open else spell_shortfall(item.ended_short),
        "light_history": light_history(item, light, on=on),
        "can_supervise": access.can_supervise(user) and read_only.can_change(item.report),
    }


def told(entries, user):
    """[(history.Read, [FieldChange])] of the entries, as the person may read them."""
    return [(read, history.describe(read)) for read in history.for_reader(entries, user)]


def shares_of(item, user):
    """[Breakdown] of the item's targets, with the figures that the person may read."""
    reports = access.with_readable(user, ProgressUpdate.objects.filter(state__in=ProgressUpdate.HANDED_IN))
    return breakdowns([item], reports.filter(is_readable=True)).get(item.pk, [])


def can_break_down(item, targets, user):
    """Whether the person may break the item's `targets` down now."""
    is_possible = item.is_open and item.issued_on and any(can_be_broken_down(target) for target in targets)
    return is_possible and read_only.can_change(item.report) and access.can_break_down(user, item)


def as_published(item):
    """[FieldChange] from what the document says to what the office has made of it, in the order of the document."""
    now = present(item)
    names = [name for name in OF_DOCUMENT if name in item.published]
    return history.spell_changes({name: item.published[name] for name in names}, {name: now[name] for name in names})


def lead_suggestion(item):
    """Suggest a lead only where none is named yet; otherwise show the leads there are."""
    rows = list(item.responsibilities.direct().select_related("department"))
    leads = [row.department for row in rows if row.role == row.Role.LEAD]
    suggestion = suggested_lead(rows)
    return leads or ([suggestion] if suggestion else [])


def chapter_path(chapter):
    """The headings above an item, outermost first."""
    path = []
    while chapter is not None:
        path.insert(0, chapter)
        chapter = chapter.parent
    return path


def status_steps(item):
    """[(label, state)] of the usual way of an item, state one of done, now, ahead; a side way replaces the end."""
    status = WorkItem.Status
    way = [status.NOT_STARTED, status.IN_PROGRESS, status.AWAITING_CLOSURE, status.COMPLETED]
    if item.status in (status.CANCELLED, status.CARRIED_OVER):
        way = [status.NOT_STARTED, status.IN_PROGRESS, status(item.status)]
    now = way.index(item.status)
    return [
        (step.label, "done" if place < now else "now" if place == now else "ahead") for place, step in enumerate(way)
    ]
