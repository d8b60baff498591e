"""What a person should look at before an import: by code, with a sentence in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..report_text.model import Problem

MOST_ITEMS = 5000

# The groups of the page in the order to work them off, with what to do about each.
GROUPS = {
    "report": _("About the report"),
    "aside": _("Not read in from the file"),
    "unknown_unit": _("Unknown units"),
    "no_unit": _("Items without a unit"),
    "no_lead": _("Lead not stated"),
    "numbers": _("Numbers"),
    "deadlines": _("Deadlines without a day"),
    "unread": _("Text that belongs to no item"),
    "targets": _("Numbers that may be targets"),
    "other": _("Worth a look"),
}

# The parser's sentences stand here once more, for the catalogue; a test holds both lists together.
SENTENCES = {
    "no_items": _(
        "No work item was found. Items are recognised by the units named with them: check that the file holds the "
        "breakdown itself, with units in brackets such as (责任单位:…) or in a column of a table; or say here which "
        "column holds the tasks, or where each item begins."
    ),
    "no_units_at_all": _(
        "No item names a responsible unit. Check the file: units stand in brackets such as (责任单位:…) or in a column "
        "of a table."
    ),
    "too_many_items": _("{found} items are more than the {most} that fit into one report: split the file."),
    "no_report_data": _("Say the year and the title of the report below."),
    "title_taken": _(
        "There is a report “{title}” of {year} already. Choose another title, or upload the file as its corrected "
        "version."
    ),
    "same_document": _("This document seems to be in the ledger already, as “{title}”."),
    "unknown_unit": _("No unit is called {name} ({count} items)."),
    "no_members": _(
        "{name} stands for several units and has no members yet: ask the administrators to add them before the report "
        "is issued."
    ),
    "number_missing": _("The item in line {line} has no number."),
    "numbered_through": _(
        "The {count} items are numbered through from 1, as asked or because numbers are missing or begin again; the "
        "numbers as written stay beside them."
    ),
    "no_text": _("Item {number} has a responsibility clause and no text."),
    "no_unit": _("Item {number} names no responsible unit."),
    "no_lead": _("Item {number} names several units and does not say which one leads."),
    "lead_is_collective": _("The first place of item {number} is a collective; who leads must be decided by hand."),
    "units_unlabelled": _("{literal} was read as the units of item {number}, though nothing says so."),
    "open_list": _("The units of item {number} are an open list."),
    "unsure_unit": _("{literal} does not look like the name of a unit."),
    "unit_repeat": _("{literal} stands twice in item {number}."),
    "units_from_above": _("The cell with the units of item {number} is empty; those of the row above were taken."),
    "table_head_missing": _("This table has no head; its columns were read from what they hold: {literal}"),
    "column_unknown": _("The column {literal} is not known; what it holds stands in the items' remarks."),
    "number_gap": _("Number {number} follows {previous}."),
    "number_repeat": _("Number {number} stands twice."),
    "group_size": _("{literal} announces {expected} items and {found} follow."),
    "unbalanced_bracket": _("The bracket {literal} has no partner."),
    "unread_text": _("This text belongs to no item: {literal}"),
    "deadline_unsure": _("The deadline of item {number} names no day that is in the calendar: {literal}"),
    "target_unsure": _("Whether {literal} is a target must be decided by hand."),
    "aside_filtered_rows": _("Rows hidden by a filter were not read in: {where} ({count} in all)."),
    "aside_hidden_rows": _("Hidden rows were not read in: {where} ({count} in all)."),
    "aside_hidden_columns": _("Hidden columns were not read in: {where} ({count} in all)."),
    "aside_hidden_sheets": _("Hidden sheets were not read in: {where} ({count} in all)."),
    "aside_text_boxes": _("Text boxes were not read in: {where} ({count} in all)."),
    "aside_headers": _("Words in page headers or footers were not read in: {where} ({count} in all)."),
    "aside_hidden_text": _("Hidden text was not read in: {where} ({count} in all)."),
    "aside_struck_text": _("Struck-out text was not read in: {where} ({count} in all)."),
    "aside_deleted_text": _(
        "The file tracks changes: what was inserted is read, what was deleted is not: {where} ({count} in all)."
    ),
    "aside_comments": _("Comments were not read in: {where} ({count} in all)."),
    "aside_notes": _("Footnotes were not read in: {where} ({count} in all)."),
    "aside_formulas": _(
        "Formulas without a stored result were not read in: {where} ({count} in all). Open the file in Excel or WPS, "
        "save it and upload it again."
    ),
    "aside_dated_numbers": _(
        "Excel made dates of item numbers: {where} ({count} in all). Set these cells to “Text”, type the numbers again "
        "and upload the file again."
    ),
    "aside_own_ledger": _(
        "This is a ledger of this portal: numbers, tasks, units, deadlines and remarks were read in, its own columns "
        "and its sheets of counts were not: {where}."
    ),
    "aside_old_workbook": _(
        "This is a workbook of the old kind: comments and text boxes in it cannot be read, hidden and struck-out cells "
        "were read like all others, and percentages as fractions. If it has any, save it as .xlsx and upload that."
    ),
}
_GROUP_OF = {
    "no_items": "report",
    "no_units_at_all": "report",
    "too_many_items": "report",
    "no_report_data": "report",
    "title_taken": "report",
    "same_document": "report",
    "unknown_unit": "unknown_unit",
    "no_unit": "no_unit",
    "no_lead": "no_lead",
    "lead_is_collective": "no_lead",
    "number_missing": "numbers",
    "numbered_through": "numbers",
    "number_gap": "numbers",
    "number_repeat": "numbers",
    "group_size": "numbers",
    "unread_text": "unread",
    "deadline_unsure": "deadlines",
    "column_unknown": "unread",
    "target_unsure": "targets",
}


@dataclass(frozen=True)
class Finding:
    """`key` names it across visits; `start`..`end` is its place in the source, `line` counts from 1.

    `blocks`: the import waits until it is settled.
    """

    code: str
    key: str
    line: int
    start: int
    end: int
    blocks: bool
    values: dict

    @property
    def group(self):
        return (
            "aside" if self.can_be_read_in or self.code == "aside_dated_numbers" else _GROUP_OF.get(self.code, "other")
        )

    @property
    def can_be_read_in(self):
        """Whether it is about something that was left aside and may belong to the text."""
        return self.code.startswith("aside_") and self.code not in ("aside_dated_numbers", "aside_old_workbook")

    @property
    def sentence(self):
        return str(SENTENCES[self.code]).format(**self.values)


def finding(code, *, item=None, blocks=False, **values):
    """A finding of the import itself, at the item's place or about the whole report."""
    start, end, line = (item.start, item.end, item.line) if item else (0, 0, 0)
    key = f"{code}:{values['name']}" if "name" in values else f"{code}:{start}"
    return Finding(code, key, line, start, end, blocks, values)


def of_problem(problem: Problem, item):
    """A problem of the parser as a finding; none of them stops an import.

    What it says of an item names the PlannedItem by the number that it goes by.
    """
    key = f"{problem.code}:{problem.start}"
    values = dict(problem.values)
    if item and "number" in values and problem.code != "number_gap":
        values["number"] = item.display_number
    return Finding(problem.code, key, problem.line, problem.start, problem.end, False, values)
