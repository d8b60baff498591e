"""What stands in the cells of items, now; and the lines of a workbook of them, read in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..models import Chapter, Target, WorkItem
from ..models.target import spell_number
from ..round_trips.record import LineRecord, digest_of
from ..round_trips.writing import FormLine
from ..steps.changing import as_text
from .columns import CHAPTER, COMPARATOR, DAY, DUE_ON, FIGURE, FORM, ITEMS, REASON, UNITS, shown_value

# A longer text would be cut in its cell, and is changed on the portal alone.
LONGEST = 8000
WORDING, REPORT = 60, 16  # characters of an item beside its targets, of the name of its report
SEPARATOR = "、"


def item_key(item):
    return f"i{item}"


def target_key(item, target):
    return f"i{item}:t{target}"


def milestone_key(item, milestone):
    return f"i{item}:m{milestone}"


class Chapters:
    """The chapters of reports by what they are called in a cell; one query for all of them.

    A heading that stands twice in its report is told with those above it.
    """

    def __init__(self, reports):
        rows = list(Chapter.objects.filter(report__in=reports).defer("words").order_by("report", "position"))
        by_path = {(row.report_id, row.path): row for row in rows}
        count = Counter((row.report_id, _bare(row.literal)) for row in rows)
        self.names, self.found, self.of_report = {}, {}, {}
        for row in rows:
            name = _bare(row.literal)
            if count[row.report_id, name] > 1:
                above = [by_path.get((row.report_id, path)) for path in _paths(row.path)]
                name = " / ".join(_bare(one.literal) for one in above if one)
            self.names[row.pk] = name
            self.found[row.report_id, name] = row
            self.of_report.setdefault(row.report_id, []).append(name)

    def name(self, key):
        """What the chapter with the key is called; "" for none."""
        return self.names.get(key, "")

    def called(self, report, name):
        """The chapter of the report (key) that is called so, or None."""
        return self.found.get((report, _bare(name)))


def _bare(text):
    return " ".join(text.split())


def _paths(path):
    parts = path.rstrip(".").split(".")
    return [".".join(parts[: end + 1]) + "." for end in range(len(parts))]


def with_promises(items):
    """The items of a queryset with all that their cells show; a fixed number of queries."""
    targets = Prefetch("targets", queryset=Target.objects.defer("words"))
    return (
        items.select_related("report").with_units().prefetch_related(targets, "milestones").defer("words", "published")
    )


def present(item, chapters):
    """{key of a line: {name: text}} of what stands in the cells of an item `with_promises`."""
    own = {name: getattr(item, name) for name in ("text", "leaders", "group", "due_text", "remark")}
    own |= {CHAPTER: chapters.name(item.chapter_id), DUE_ON: as_text(item.due_on)}
    for name, role in UNITS.items():
        own[name] = SEPARATOR.join(row.department.name for row in item.direct_responsibilities if row.role == role)
    lines = {item_key(item.pk): own}
    for target in item.targets.all():
        cells = {name: getattr(target, name) for name in ("label", COMPARATOR, "unit", "per")}
        cells |= {FIGURE: spell_number(target.number), "upper": spell_number(target.upper)}
        lines[target_key(item.pk, target.pk)] = cells
    for milestone in item.milestones.all():
        lines[milestone_key(item.pk, milestone.pk)] = {"title": milestone.title, DAY: as_text(milestone.due_on)}
    return lines


@dataclass
class LedgerContents:
    """The lines of each sheet; `reports` {key of an item's line: key of its report}."""

    chapters: Chapters
    lines: dict = field(default_factory=lambda: {sheet.name: [] for sheet in FORM.sheets})
    reports: dict = field(default_factory=dict)


def contents_of(items):
    """The `LedgerContents` of the items of a queryset, in its order."""
    items = list(with_promises(items))
    found = LedgerContents(Chapters({item.report_id for item in items}))
    for item in items:
        found.reports[item_key(item.pk)] = item.report_id
        places = Counter()
        for key, cells in present(item, found.chapters).items():
            sheet = FORM.sheet_of(key)
            places[sheet] += 1
            found.lines[sheet].append(_line(sheet, key, item, cells, places[sheet]))
    return found


def _line(sheet, key, item, cells, place):
    told = {"number": item.display_number, "place": str(place)}
    if sheet == ITEMS:
        told |= {"report": Truncator(str(item.report)).chars(REPORT), "status": item.get_status_display()}
        cells = cells | {REASON: ""}
    else:
        told["item"] = Truncator(_bare(item.text)).chars(WORDING)
    base = {name: text for name, text in cells.items() if len(text) <= LONGEST}
    shown = {name: shown_value(name, text) if name in base else _too_long() for name, text in cells.items()}
    said = digest_of(told[name] for name in FORM.sheet(sheet).said_of)
    return FormLine(sheet, key, told | shown, LineRecord(version=item.version, base=base, said=said))


def _too_long():
    return _("Too long for a cell: change it on the portal.")


def items_with(keys):
    """{key: WorkItem} of the items with the keys, with what their cells show."""
    return {item.pk: item for item in with_promises(WorkItem.objects.filter(pk__in=keys))}
