"""Heads of tables whose reading is remembered (记住): kept, forgotten, and found again in a document that is read.

A corrected version of a report is read as was said of the tables of the version before.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, ImportDraft, RememberedColumns, WorkReport
from ..report_text.folding import fold
from ..report_text.model import ParsedReport, ParsedTable
from ..report_text.parser import parse
from .columns import key_of, table_at
from .decisions import Decisions
from .errors import ImportRefused
from .parsing import parsed_of

# A title may stand above the names.
_ROWS_ABOVE = 3


@dataclass(frozen=True)
class Head:
    """A head of a table as `RememberedColumns` has it, and what a decision that follows it says of its origin."""

    names: list
    kinds: list
    origin: dict = field(default_factory=dict)


def remember(plan, start, *, source_name, by, at):
    """Later documents with the head of this table are read as it is read now; returns the `RememberedColumns`."""
    _require_office(by)
    table = table_at(plan, start)
    names = _names(plan.parsed.source, table.rows[: table.head])
    if not names:
        raise ImportRefused(_("A table without a head cannot be known again."))
    with transaction.atomic():
        row = RememberedColumns.objects.filter(key=_key(names)).first() or RememberedColumns(key=_key(names))
        before = _told(row)
        row.names, row.kinds = names, [column.kind for column in table.columns]
        row.source_name, row.by, row.at = source_name[-200:], by, at
        row.full_clean(exclude=["by"], validate_unique=False)
        row.save()
        history.record(HistoryEntry.Action.COLUMNS_REMEMBERED, by=by, before=before, after=_told(row), at=at)
    return row


def forget(key, *, by, at):
    """The head with this key is read by the parser alone again; drafts that were read already stay as they are."""
    _require_office(by)
    with transaction.atomic():
        row = RememberedColumns.objects.filter(pk=key).first()
        if row is None or RememberedColumns.objects.filter(pk=key).delete()[0] != 1:
            raise ImportRefused(_("This head has been forgotten already."))
        history.record(HistoryEntry.Action.COLUMNS_FORGOTTEN, by=by, before=_told(row), at=at)


def remembered(plan, tables):
    """{start of a ParsedTable: the `RememberedColumns` with its head} of these tables."""
    heads = {table.start: _names(plan.parsed.source, table.rows[: table.head]) for table in tables}
    keys = {start: _key(names) for start, names in heads.items() if names}
    rows = RememberedColumns.objects.select_related("by").filter(key__in=keys.values())
    by_key = {row.key: row for row in rows} if keys else {}
    return {start: by_key[key] for start, key in keys.items() if key in by_key}


def heads_before(corrects: WorkReport | None) -> list[Head]:
    """The heads of those tables of a report's text, as it was imported last, of which somebody said what they hold."""
    draft = _applied_last(corrects) if corrects else None
    decisions = Decisions.from_json(draft.decisions) if draft else Decisions()
    if draft is None or not decisions.columns:
        return []
    parsed = parsed_of(draft, decisions)
    said = [table for table in parsed.tables if any(column.certainty == "said" for column in table.columns)]
    heads = [
        Head(_names(parsed.source, table.rows[: table.head]), [column.kind for column in table.columns])
        for table in said
    ]
    return [head for head in heads if head.names]


def _applied_last(report: WorkReport) -> ImportDraft | None:
    return report.drafts.filter(state=ImportDraft.State.APPLIED).defer("upload").order_by("pk").last()


def as_before(plan, report: WorkReport) -> Decisions:
    """The decisions of a draft that becomes the corrected version of the report only now, with what was said of tables
    and of written names in the version before, as far as nobody has said anything of these in the draft."""
    decisions, applied = plan.decisions, _applied_last(report)
    if applied is None:
        return decisions
    before = {_key(head.names): head for head in heads_before(report)}
    for table in plan.parsed.tables if before else ():
        key = key_of(plan, table)
        if key and "remembered" not in plan.decisions.columns[key]:
            continue
        if said := _said_of(plan.parsed.source, [table], before):
            others = {place: one for place, one in decisions.columns.items() if place != key}
            decisions = replace(decisions, columns=others | said).without(table.start, table.end)
    return replace(decisions, units=Decisions.from_json(applied.decisions).units | decisions.units)


def recalled(parsed: ParsedReport, before: Iterable[Head] = ()) -> dict:
    """What is remembered of the tables of a document that is being read, or rather was said of those of the version
    `before`, as `Decisions.columns`; nothing where the parser reads them in the same way by itself."""
    rows = RememberedColumns.objects.select_related("by") if parsed.tables else ()
    known = {row.key: Head(row.names, row.kinds, {"remembered": _origin(row)}) for row in rows}
    known |= {_key(head.names): head for head in before}
    return _said_of(parsed.source, parsed.tables if known else (), known)


def _said_of(source: str, tables: Iterable[ParsedTable], known: dict[str, Head]) -> dict:
    """What the `known` heads say of these tables, as `Decisions.columns`."""
    found = {}
    for table in tables:
        row, head = _known(source, table, known)
        if row and not _is_read_so(table, row.kinds, head):
            kinds = {str(at): kind for at, kind in enumerate(row.kinds)}
            told = head if head != table.head else None
            found[str(table.start)] = {"kinds": kinds, "head": told, **row.origin}
    return found


def _origin(row):
    return {"by": str(row.by), "on": timezone.localdate(row.told_at).isoformat()}


def parse_as_remembered(
    text: str, *, lead_rule: str | None, decisions: Decisions, before: Iterable[Head] = ()
) -> ParsedReport:
    """The text as parsed where nobody has said anything yet; `decisions` takes up what is remembered of its tables,
    `before` the heads of the version that it corrects."""
    parsed = parse(text, lead_rule=lead_rule)
    if said := recalled(parsed, before):
        decisions.columns = said
        parsed = parse(text, lead_rule=lead_rule, **decisions.for_parser())
    return parsed


def _known(source, table, known):
    """(Head, number of its rows) of the table, or (None, 0)."""
    depths = {len(row.names) for row in known.values()}
    for above in range(min(_ROWS_ABOVE, len(table.rows))):
        for depth in depths:
            rows = table.rows[above : above + depth]
            names = _names(source, rows)
            if len(names) == depth and _key(names) in known:
                return known[_key(names)], above + depth
    return None, 0


def _is_read_so(table: ParsedTable, kinds, head):
    certain = all(column.certainty in ("said", "named", "empty") for column in table.columns)
    return table.is_read and certain and head == table.head and [column.kind for column in table.columns] == kinds


def _names(source, rows):
    """[[cells]] of the rows of a head, without a title above the names and without empty cells at the right."""
    found = []
    for row in rows:
        cells = [" ".join(source[start:end].split()) for start, end in row]
        while cells and not cells[-1]:
            cells.pop()
        if sum(bool(cell) for cell in cells) > 1:
            found.append(cells)
    return found


def _key(names):
    plain = "\n".join("\t".join("".join(fold(cell).split()) for cell in row) for row in names)
    return hashlib.sha256(plain.encode()).hexdigest()


def _told(row):
    """The head as the history keeps it."""
    if row.pk is None:
        return {}
    return {"table_head": str(row), "columns": " ".join(row.kinds), "file": row.source_name}


def _require_office(by):
    if not access.can_supervise(by):
        raise ImportRefused(access.ONLY_OFFICE_IMPORTS)
