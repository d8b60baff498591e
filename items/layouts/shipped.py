"""Layouts as data (导出版式): which columns, how grouped, on what paper, and what else the workbook holds."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

MAIN, BY_UNIT, BEHIND, SILENT, STATISTICS, SHARES = "main", "by_unit", "behind", "silent", "statistics", "shares"
# The sheets of a workbook in their order, by the names that they bear.
SHEETS = {
    MAIN: _("Main table"),
    BY_UNIT: _("Items by unit"),
    BEHIND: _("Items behind"),
    SILENT: _("Reports missing"),
    STATISTICS: _("Statistics"),
    SHARES: _("Breakdown of the targets"),
}
CHAPTER, UNIT, LEADER, OWING = "chapter", "unit", "leader", "owing"
GROUPS = {
    "": _("In no groups"),
    CHAPTER: _("By chapter"),
    UNIT: _("By lead or responsible unit"),
    LEADER: _("By leader in charge"),
    OWING: _("By unit that has not reported"),
}
ONLY = {
    "": _("All items of the list"),
    BEHIND: _("Items behind alone"),
    SILENT: _("Items on which a report of the present period is missing"),
}
BY_LIGHT, BY_DEADLINE = "light", "due"
SORTS = {
    "": _("As the list is sorted"),
    BY_LIGHT: _("What is furthest behind first"),
    BY_DEADLINE: _("The nearest deadline first"),
}
LEDGER = "ledger"


@dataclass(frozen=True)
class LayoutSpec:
    """How a list of items is laid out in a workbook.

    `columns` are keys of `columns.COLUMNS` in their order, `widths` {key: characters} where they differ from there.
    `group`, `only`, `sort` and `sheets` are keys of GROUPS, ONLY, SORTS and SHEETS; `paper` is one of `PAPERS`.
    `titled` makes the title of %(title)s, the list, and %(layout)s, the name. `own` is the key of the `Layout` that the
    office keeps, None for a shipped one.
    """

    key: str
    name: str
    columns: tuple[str, ...]
    about: str = ""
    widths: dict[str, float] = field(default_factory=dict)
    group: str = ""
    paper: str = "A3"
    title_line: str = ""
    only: str = ""
    sort: str = ""
    sheets: tuple[str, ...] = (MAIN,)
    titled: str = _("%(title)s: %(layout)s")
    own: int | None = None


# What the further sheets of a workbook show, whatever its main table has.
BEHIND_COLUMNS = (
    "running",
    "text",
    "lead_leader",
    "due",
    "against",
    "completion",
    "planned",
    "light",
    "why",
    "next_steps",
)
BEHIND_WIDTHS = {"text": 52, "lead_leader": 18, "against": 36, "why": 44, "next_steps": 30}
SILENT_COLUMNS = ("running", "text", "lead_leader", "due", "light", "silent", "silent_due", "last_report")
SILENT_WIDTHS = {"text": 60, "lead_leader": 22, "silent": 50, "last_report": 30}
BY_UNIT_COLUMNS = ("running", "number", "text", "role_units", "due", "against", "completion", "planned", "light", "why")
BY_UNIT_WIDTHS = {"text": 52, "role_units": 30, "against": 34, "why": 44}

SHIPPED = {
    spec.key: spec
    for spec in (
        LayoutSpec(
            key=LEDGER,
            name=_("Full ledger"),
            about=_("Every column, for the office; the portal reads it back in."),
            columns=(
                *("running", "number", "chapter", "text", "target", "goal", "unit", "reached", "lead", "others"),
                *("leaders", "status", "due", "completion", "planned", "light", "why", "progress", "problems"),
                *("next_steps", "reported_on", "review", "remark"),
            ),
            group=CHAPTER,
            sheets=(MAIN, BY_UNIT, BEHIND, SILENT, STATISTICS, SHARES),
            titled=_("%(title)s: ledger"),
        ),
        LayoutSpec(
            key="leaders",
            name=_("Edition for city leaders"),
            about=_("Eight columns, large, by chapter: what, who, by when, how far, why, what next."),
            columns=("running", "text", "lead_leader", "due", "against", "light", "why", "next_steps"),
            widths={"text": 50, "lead_leader": 18, "due": 12, "against": 36, "light": 13, "why": 40, "next_steps": 34},
            group=CHAPTER,
            sheets=(MAIN, STATISTICS),
        ),
        LayoutSpec(
            key=BEHIND,
            name=_("List of items behind"),
            about=_("Red and yellow items with their reasons, what is furthest behind first."),
            columns=BEHIND_COLUMNS,
            widths=BEHIND_WIDTHS,
            only=BEHIND,
            sort=BY_LIGHT,
        ),
        LayoutSpec(
            key=SILENT,
            name=_("List of missing reports"),
            about=_("Of the present period, under each unit that has not reported yet."),
            columns=("running", "number", "text", "lead_leader", "light", "silent_due", "last_report", "contact"),
            widths={"text": 66, "lead_leader": 26, "last_report": 34, "contact": 24},
            group=OWING,
            only=SILENT,
        ),
        LayoutSpec(
            key="units",
            name=_("Table by unit"),
            about=_("Under each unit what it leads or is responsible for; joint items stand under each."),
            columns=BY_UNIT_COLUMNS,
            widths=BY_UNIT_WIDTHS,
            group=UNIT,
            sheets=(MAIN, STATISTICS),
        ),
        LayoutSpec(
            key="portfolios",
            name=_("Table by leader in charge"),
            about=_("Under each city leader the items of the own portfolio."),
            columns=BY_UNIT_COLUMNS,
            widths={"text": 52, "role_units": 30, "against": 36, "why": 46},
            group=LEADER,
        ),
    )
}
