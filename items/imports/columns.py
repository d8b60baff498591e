"""The tables of a draft as its page asks about their columns (这是哪一列？), and what a person says of them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import ColumnKind
from ..report_text.model import ParsedTable
from .errors import ImportRefused
from .remedies import changed

KINDS = dict(ColumnKind.choices)
CERTAINTIES = {
    "said": gettext_lazy("as you said"),
    "named": gettext_lazy("recognised in the head"),
    "content": gettext_lazy("inferred from the content"),
    "unsure": gettext_lazy("not sure"),
    "empty": gettext_lazy("an empty column"),
}
_UNCERTAIN = ("content", "unsure")
_MOST_HEADS = 5
_LONGEST_CELL = 24
# So many tables are shown at once, and so many others are named.
_MOST_OPEN, _MOST_NAMED = 5, 40


@dataclass(frozen=True)
class CellShown:
    """`short`: the beginning of a long text, "" where the whole is short."""

    text: str
    short: str


@dataclass(frozen=True)
class TableShown:
    """A table with a choice above each column. `key` names its decisions, "" if there are none; `columns` are
    [(index, ParsedColumn, its certainty in words)], `rows` [(whether it belongs to the head, [CellShown])]."""

    parsed: ParsedTable
    line: int
    title: str
    key: str = ""
    said: dict = field(default_factory=dict)
    items: int = 0
    columns: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    sentences: list = field(default_factory=list)

    @property
    def kinds(self):
        return KINDS.items()

    @property
    def anchor(self):
        return f"table-{self.parsed.start}"

    @property
    def heads(self):
        """[(number of rows, words)]: how much of its beginning may be the head."""
        rows = min(max(_MOST_HEADS, self.parsed.head), len(self.rows) - 1)
        return [(count, _head(count)) for count in range(rows + 1)]

    @property
    def can_be_remembered(self):
        """Whether it has names by which a later document can be known."""
        return self.parsed.head > 0 and sum(bool(column.name) for column in self.parsed.columns) > 1

    @property
    def held(self):
        """What its columns hold, as `RememberedColumns.kinds`."""
        return [column.kind for column in self.parsed.columns]

    @property
    def is_settled(self):
        return not any(column.certainty in _UNCERTAIN for column in self.parsed.columns)


def _head(count):
    if count == 0:
        return _("no row: the table has no head")
    return ngettext("the first row", "the first %(count)s rows", count) % {"count": count}


def tables_of(plan, asked=None):
    """([TableShown] that ask for a look or were asked for, [TableShown] of the others, how many others there are).

    `asked` is a place in the table that a person wants to see.
    """
    unread = [(found.start, found.end) for found in plan.findings if found.code == "unread_text"]
    opened, others = [], []
    for table in plan.parsed.tables:
        wanted = asked is not None and table.start <= asked < table.end
        if wanted or (_asks(plan, table, unread) and len(opened) < _MOST_OPEN):
            opened.append(table)
        else:
            others.append(table)
    named = [_named(plan, table) for table in others[:_MOST_NAMED]]
    return [_shown(plan, table) for table in opened], named, len(others)


def unread_in_tables(plan):
    """Where those findings of unread text begin that are tables, whose columns a person can say."""
    tables = [(table.start, table.end) for table in plan.parsed.tables if not table.is_read]
    unread = [found for found in plan.findings if found.code == "unread_text"]
    return {one.start for one in unread if any(start < one.end and end > one.start for start, end in tables)}


def _asks(plan, table, unread):
    """Whether not all columns are known with certainty, or the table was not read and nobody has settled that."""
    if not table.is_read:
        return any(start < table.end and end > table.start for start, end in unread)
    return any(column.certainty in _UNCERTAIN for column in table.columns)


def _named(plan, table):
    source = plan.parsed.source
    names = [column.name for column in table.columns if column.name]
    title = "、".join(names) or " ".join(source[table.start : table.end].partition("\n")[0].split())
    key = key_of(plan, table)
    return TableShown(table, source.count("\n", 0, table.start) + 1, title, key, plan.decisions.columns.get(key, {}))


def _shown(plan, table):
    named = _named(plan, table)
    source = plan.parsed.source
    rows = [
        (at < table.head, [_cell(" ".join(source[start:end].split())) for start, end in row])
        for at, row in enumerate(table.rows)
    ]
    return TableShown(
        parsed=table,
        line=named.line,
        title=named.title,
        key=named.key,
        said=named.said,
        items=sum(table.start <= item.parsed.start < table.end for item in plan.items),
        columns=[(at, column, CERTAINTIES[column.certainty]) for at, column in enumerate(table.columns)],
        rows=rows,
        sentences=sentences(table),
    )


def _cell(text):
    return CellShown(text, text[:_LONGEST_CELL] + "…" if len(text) > _LONGEST_CELL + 4 else "")


def sentences(table):
    """What does not make sense in the columns as they are, and what to do about it."""
    places = {kind: [at for at, column in enumerate(table.columns, 1) if column.kind == kind] for kind in KINDS}
    tasks, numbers = places["task"], places["number"]
    if len(places["skipped"]) == len(table.columns):
        yield _("No column is read in, so the table gives no work items.")
    elif not tasks and not places["goal"]:
        yield _("No column is the task, so the table gives no work items: choose “task” above the one with the tasks.")
    elif len(tasks) > 1:
        yield _(
            "Columns %(places)s are all the task: columns side by side become one text, any other goes into the "
            "remark. If one of them is something else, choose that above it."
        ) % {"places": _listed(tasks)}
    if len(numbers) > 1:
        yield _(
            "Columns %(places)s are all serial numbers: only the first counts; choose something else above the others."
        ) % {"places": _listed(numbers)}
    if (tasks or places["goal"]) and not any(places[kind] for kind in ("lead", "support", "listed")):
        yield _("No column holds units: choose “responsible unit” or “leading unit” above theirs, if there is one.")


def _listed(places):
    return "、".join(map(str, places))


def key_of(plan, table):
    """The key of the decisions on the table: a place in the line where it begins; "" where nothing was decided."""
    source = plan.parsed.source
    for key in plan.decisions.columns:
        low, high = sorted((int(key), table.start))
        if "\n" not in source[low:high]:
            return key
    return ""


def table_at(plan, start):
    """The ParsedTable that begins there; refuses where the parse has none (any more)."""
    found = next((table for table in plan.parsed.tables if table.start == start), None)
    if found is None:
        raise ImportRefused(_("This table is no longer read in this way; look at the present state."))
    return found


def set_columns(plan, start, kinds, head):
    """The columns hold `kinds` ({index: kind}), and so many first rows are the `head`; what is as the parser believes
    is not a person's word."""
    table = table_at(plan, start)
    said = plan.decisions.columns.get(key_of(plan, table), {"kinds": {}, "head": None})
    differing = {at: kind for at, kind in kinds.items() if table.columns[at].kind != kind}
    if not differing and head == table.head:
        return plan.decisions
    new = {**said["kinds"], **{str(at): kind for at, kind in differing.items()}}
    return _said(plan, table, new, said["head"] if head == table.head else head)


def confirm_columns(plan, start):
    """The columns are all as the parser reads them now."""
    table = table_at(plan, start)
    said = plan.decisions.columns.get(key_of(plan, table), {"head": None})
    return _said(plan, table, {str(at): column.kind for at, column in enumerate(table.columns)}, said["head"])


def _said(plan, table, kinds, head):
    key = key_of(plan, table)
    others = {place: one for place, one in plan.decisions.columns.items() if place != key}
    decisions = changed(plan, columns={**others, key or str(table.start): {"kinds": kinds, "head": head}})
    return decisions.without(table.start, table.end)


def said_in_words(plan):
    """[(key, sentence)] of what was decided about tables."""
    tables = {key_of(plan, table): table for table in plan.parsed.tables}
    for key, one in plan.decisions.columns.items():
        names = [column.name for column in tables[key].columns] if key in tables else []
        line = plan.parsed.source.count("\n", 0, int(key)) + 1
        parts = [_column_in_words(int(at), names, kind) for at, kind in sorted(one["kinds"].items(), key=_place)]
        parts += [_("head: %(rows)s") % {"rows": _head(one["head"])}] if one["head"] is not None else []
        values = {"line": line, "columns": "；".join(parts)}
        if one.get("remembered"):
            yield key, _("Table in line %(line)s, as remembered: %(columns)s") % values
        else:
            yield key, _("Table in line %(line)s: %(columns)s") % values


def _place(pair):
    return int(pair[0])


def _column_in_words(at, names, kind):
    name = f"“{names[at]}”" if at < len(names) and names[at] else ""
    if kind == "skipped":
        return _("column %(place)s%(name)s is not read in") % {"place": at + 1, "name": name}
    return _("column %(place)s%(name)s is %(kind)s") % {"place": at + 1, "name": name, "kind": KINDS[kind]}
