"""The page of one item, tab by tab: everything it shows but the forms."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .. import access, history, read_only
from ..ledger.editing import suggested_lead
from ..ledger.unit_lines import unit_lines
from ..lights.spells import light_history
from ..models import Extension, ProgressUpdate, Responsibility, WorkItem
from ..pages.addresses import ITEM_TABS, address
from ..pages.paging import page_range, paged
from ..pages.story import told
from ..plans.page import curves_in_force
from ..report.page import excerpt, neighbours
from ..rounds.words import spell_days_left
from ..rules.published import OF_DOCUMENT, present
from ..rules.shares import breakdowns, can_be_broken_down
from ..rules.shortfall import spell_shortfall
from ..second_looks.forms import LookForm, LookResultForm
from ..second_looks.page import looks_of
from ..targets.rollup import conflicts_between
from ..updates.on_item import item_updates
from .chain import chain_of

HISTORY_SHOWN = 30
NOTES_SHOWN = 5


@dataclass(frozen=True)
class Tab:
    """A tab of the page, by the name of its address; `label` and `url` as its link has them."""

    name: str
    label: str
    url: str


def tabs_of(item):
    """The tabs of the page of an item."""
    labels = (_("Overview"), _("Reporting"), _("Instructions and requests"), _("Records"))
    return [Tab(name, label, address(name, item.pk)) for name, label in zip(ITEM_TABS, labels, strict=True)]


def head_context(item, light, *, on):
    """What stands above the tabs of an item on the day; `light` is that of the day."""
    previous, following = neighbours(item)
    rows = item.responsibilities.direct().select_related("department").order_by("position")
    leading = (Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE)
    return {
        "item": item,
        "chapters": chapter_path(item.chapter),
        "previous": previous,
        "following": following,
        "units": sorted(rows, key=lambda row: row.role not in leading),
        "days_left": spell_days_left((item.due_on - on).days) if item.due_on and item.is_open else "",
        "is_overdue": item.is_overdue(on),
        "light": light,
    }


def overview_context(reader, *, on):
    """The first tab: what the item is, how it stands, who does it."""
    item, user = reader.item, reader.user
    curves, proposed = curves_in_force(item)
    related = list(item.related.order_by("position"))
    targets = list(item.targets.all())
    own = access.own_departments(user)
    approved = Extension.State.APPROVED
    return {
        "published": as_published(item),
        "targets": targets,
        "breakdowns": shares_of(item, user),
        "own": {unit.pk for unit in own},
        "can_break_down": can_break_down(item, targets, user),
        "milestones": reader.milestones,
        "curves": curves,
        "proposed": proposed,
        "lines": unit_lines(item, own=own),
        "related": related,
        "conflicts": conflicts_between(item, related, on=on),
        "excerpt": excerpt(item),
        "steps": status_steps(item),
        "chain": chain_of(item),
        "ended_short": [] if item.is_open else spell_shortfall(item.ended_short),
        **_second_looks(reader),
        "carried_from": list(item.carried_from.select_related("report")),
        "extensions_approved": item.extensions.filter(state=approved).count() if item.original_due_on else 0,
    }


def _second_looks(reader):
    """The looks at the item, with the office's forms while it is closed."""
    looks = looks_of(reader.item)
    open_look = next((look for look in looks if look.is_open), None)
    found = {"looks": looks, "open_look": open_look, "look_form": None, "look_result_form": None}
    if reader.supervises and reader.item.status == WorkItem.Status.COMPLETED:
        found["look_form"] = reader.form("look_form", LookForm, item=reader.item)
        if open_look:
            found["look_result_form"] = reader.form("look_result_form", LookResultForm, item=reader.item)
    return found


def updates_context(item, user, period=None):
    """The tab of the reports: those of a period (key), by default the newest, and the notes in between."""
    notes = list(item.notes.select_related("by", "department"))
    updates = item_updates(item, user, period)
    return {
        "updates": updates,
        "chain": chain_of(item, updates.shown.period) if updates.shown else None,
        "notes": notes[:NOTES_SHOWN],
        "earlier_notes": notes[NOTES_SHOWN:],
    }


def history_context(request, reader, *, on):
    """The tab of the records: a page of the history, and how the item was lit."""
    item = reader.item
    entries = item.history.select_related("by", "department")
    page = paged(request, entries, size=HISTORY_SHOWN)
    return {
        "page": page,
        "page_range": page_range(page),
        "history": told(page.object_list, reader.user),
        "light_history": light_history(item, reader.light, on=on),
        "may_take_dossier": not (item.is_open or item.report.is_withdrawn) and access.can_read_files(reader.user, item),
    }


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
    """(the leads there are, or else the one to suggest; whether any is named)."""
    rows = list(item.responsibilities.direct().select_related("department"))
    leads = [row.department for row in rows if row.role == row.Role.LEAD]
    suggestion = suggested_lead(rows)
    return leads or ([suggestion] if suggestion else []), bool(leads)


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
