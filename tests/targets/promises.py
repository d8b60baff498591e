"""Targets as an import reads them and as the step takes them."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext

from ..given import factories

SOURCE = "1、确保新增就业10万人,新建3-5个示范站。2、乙。3、丙。"


def chinese(sentence, **values):
    """A sentence as the page says it."""
    with translation.override("zh-hans"):
        return gettext(sentence) % values


def read_target(item, literal, **fields):
    """A target as the import makes it: with its wording and its place."""
    start = SOURCE.index(literal)
    place = {"literal": literal, "start": start, "end": start + len(literal), "basis": "parsed"}
    return factories.target(item, **{**place, **fields})


def as_values(row, names):
    return {name: getattr(row, name) for name in ("pk", *names)}


def wanted(item):
    """The lists of the step as the item has them now."""
    targets = ("label", "comparator", "number", "upper", "unit", "per")
    return {
        "targets": [as_values(row, targets) for row in item.targets.all()],
        "milestones": [as_values(row, ("title", "due_on")) for row in item.milestones.all()],
    }


def a_target(**fields):
    values = {"pk": None, "label": "新建公园", "comparator": "=", "number": Decimal(2), "upper": None}
    return {**values, "unit": "座", "per": "", **fields}


def told(rows):
    return [str(row) for row in rows.all()]


def actions(item):
    return list(item.history.order_by("pk").values_list("action", flat=True))
