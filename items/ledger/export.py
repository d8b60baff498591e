"""The Excel ledger (任务台账, domain.md §7): the items as listed on the screen, and counts by unit."""

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..lights.columns import light_columns, light_fills, light_values
from ..lights.present import present_lights
from ..models import Chapter, Colour, Responsibility, Target, WorkItem
from ..rules.accepted import signed_name
from ..sheets.chunks import in_chunks
from ..sheets.names import in_words, safe_name
from ..sheets.tables import CENTRED, DATE, Column
from ..sheets.written_as import WORKBOOK
from .share_sheet import add_shares
from .statistics import add_statistics

Role = Responsibility.Role

BETWEEN_UNITS = "、"

STATUS_COLUMN, DUE_COLUMN, LIGHT_COLUMN = 7, 8, 11


def write_ledger(items, *, title, filters, on, file, form=WORKBOOK):
    """Write the ledger in the form into the binary `file`.

    `items` is a WorkItemQuerySet, filtered and ordered as on the screen, not sliced. `title` names
    the list, without the word ledger. `filters` is [(label, value), …] in words, `on` the day for
    which deadlines and lights are judged, today.

    The number of queries is fixed for every 500 items.
    """
    count = items.order_by().aggregate(items=Count("pk"), reports=Count("report", distinct=True))
    heading = {
        "title": _("%(title)s: ledger") % {"title": title} if title else _("Task ledger"),
        "lines": [
            _("Data date: %(date)s. Number of work items: %(count)s")
            % {"date": on.isoformat(), "count": count["items"]},
            in_words(filters) if filters else _("Filters: none, all work items"),
        ],
    }
    with form.tables(file, title=heading["title"]) as new_table:
        _add_items(new_table, items, heading=heading, on=on, name_report=count["reports"] > 1)
        if form.holds_one_table:
            return
        by_department = _("%(title)s: by department") % {"title": title} if title else _("By department")
        add_statistics(new_table, items, heading={**heading, "title": by_department})
        broken_down = (
            _("%(title)s: breakdown of the targets") % {"title": title} if title else _("Breakdown of the targets")
        )
        add_shares(new_table, items, heading={**heading, "title": broken_down})


def ledger_name(title, on):
    """The file's name, e.g. "2011年任务分解台账_2011-05-01.xlsx": safe on Windows, too, and not too long."""
    title = safe_name(title)
    name = _("%(title)s_ledger") % {"title": title} if title else _("Task ledger")
    return f"{name}_{on.isoformat()}.xlsx"


def columns():
    """The ledger's columns in the active language. Labels that a model has are the model's."""

    def label(field):
        return capfirst(WorkItem._meta.get_field(field).verbose_name)

    return [
        Column(_("No."), 5, CENTRED),
        Column(_("Original number"), 7, CENTRED),
        Column(label("chapter"), 16),
        Column(capfirst(WorkItem._meta.verbose_name), 48),
        Column(capfirst(Target._meta.verbose_name_plural), 20),
        Column(_("Lead department"), 13),
        Column(_("Supporting/responsible departments"), 22),
        Column(label("status"), 10, CENTRED),
        Column(label("due_on"), 11, DATE),
        *light_columns(),
        Column(_("Latest progress"), 28),
        Column(label("updated_at"), 11, DATE),
        Column(label("remark"), 12),
    ]


def _add_items(new_table, items, *, heading, on, name_report):
    table = new_table(name=_("Task ledger"), columns=columns(), **heading)
    paths = _chapter_paths(items)
    statuses = {status.value: str(status.label) for status in WorkItem.Status}
    for number, (item, light, units) in enumerate(_lit(items.for_ledger(), on), start=1):
        path = paths.get(item.chapter_id, "")
        if name_report:
            path = "/".join(filter(None, [item.report.title, path]))
        late = item.is_overdue(on)
        red = (LIGHT_COLUMN,) if light.colour == Colour.RED else ()
        status = statuses[item.status]
        if late:
            status = _("%(status)s (overdue)") % {"status": status}
        values = _row(number, item, light, units, path, status)
        late_columns = ((STATUS_COLUMN, DUE_COLUMN) if late else ()) + red
        table.add(values, late=late_columns, fills=light_fills(light, LIGHT_COLUMN))
    if not table.rows:
        table.add_sentence(_("No work item matches these filters."))


def _lit(rows, on):
    """(item, light, units by role) of the items, read and judged 500 at a time."""
    for chunk in in_chunks(rows):
        lit, units = present_lights(chunk, on=on), _unit_names(chunk)
        yield from ((item, lit[item.pk], units.get(item.pk, {})) for item in chunk)


def _unit_names(items):
    """{item pk: {role: [names of units]}}: units in the report's order, collectives as written; one query."""
    found = {}
    rows = Responsibility.objects.direct().filter(item__in=[item.pk for item in items]).order_by("position", "pk")
    for item, role, name in rows.values_list("item", "role", "department__name"):
        found.setdefault(item, {}).setdefault(role, []).append(name)
    return found


def _row(number, item, light, units, path, status):
    """The item's values, one per column; the tests hold order and columns together."""
    lead, others = _units(units)
    return [
        number,
        item.number if item.clause == 1 else item.display_number,
        path,
        item.text,
        "\n".join(target.promise for target in light.facts.targets),
        lead,
        others,
        status,
        item.due_on or item.due_text,
        *light_values(light),
        _latest_note(item),
        item.updated_at,
        item.remark,
    ]


def _latest_note(item):
    if not item.latest_note:
        return ""
    if not item.latest_note_department:
        return item.latest_note
    unit = signed_name(item.latest_note_department, item.latest_note_merged)
    return _("%(label)s: %(value)s") % {"label": unit, "value": item.latest_note}


def _units(names):
    """(lead, others) as texts of {role: [names]}.

    Beside a lead the others are supporting, without one they are responsible; where that does not
    hold or both occur, each role is named.
    """
    names = dict(names)
    leads = names.pop(Role.LEAD, [])
    expected = Role.SUPPORT if leads else Role.RESPONSIBLE
    if set(names) <= {expected}:
        others = BETWEEN_UNITS.join(names.get(expected, []))
    else:
        others = "\n".join(
            _("%(label)s: %(value)s") % {"label": role.label, "value": BETWEEN_UNITS.join(names[role])}
            for role in (Role.SUPPORT, Role.RESPONSIBLE)
            if role in names
        )
    return BETWEEN_UNITS.join(leads) or _("Not stated"), others


def _chapter_paths(items):
    """{chapter pk: "(七)着力保障和改善民生/十件实事"} for every chapter of the items' reports, in one query."""
    chapters = Chapter.objects.filter(report__in=items.order_by().values("report"))
    paths = {}
    # A parent's path is shorter than its children's and sorts before them.
    for pk, parent, label, title in chapters.order_by("path").values_list("pk", "parent", "label", "title"):
        own = label + title.rstrip("。")
        paths[pk] = f"{paths[parent]}/{own}" if parent in paths else own
    return paths
