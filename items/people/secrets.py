"""What looks secret in a workbook of units and people: the name of its file, the cells that would be written."""

from django.utils.translation import gettext as _

from ..rules.secrecy import MOBILE, secrets_in
from .columns import PEOPLE, SHEET_NAMES, label
from .reading import CellProblem

# Telephones are what the column is for.
MAY_HOLD = {(PEOPLE, "phone"): frozenset({MOBILE})}


def secrets_in_book(book, name, plan):
    """[CellProblem] of a `reading.Book` from the file `name` with its `PeoplePlan`: the name, then cell by cell.

    What stands in the portal already is not asked about.
    """
    found = [CellProblem(one.sentence, str(_("Name of the file")), value=name) for one in secrets_in(name)]
    changes = {(change.sheet, change.line): change for change in plan.changes}
    wrong = {(problem.sheet, problem.line) for problem in plan.problems}
    for sheet, lines in book.lines.items():
        for line in lines:
            is_wrong = (str(SHEET_NAMES[sheet]), line.number) in wrong
            columns = line.texts if is_wrong else _written(line, changes.get((sheet, line.number)))
            found += [
                line.problem(column, one.sentence)
                for column in columns
                for one in secrets_in(line.texts[column])
                if one.kind not in MAY_HOLD.get((sheet, column), ())
            ]
    return found


def _written(line, change):
    """The columns of the line whose cells would be written."""
    if change is None:
        return []
    told = {name for name, _before, _after in change.fields}
    return [column for column in line.texts if change.is_new or label(line.sheet, column) in told]
