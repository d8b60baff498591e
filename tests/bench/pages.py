"""What a benchmark asks for: pages, parts and files with who asks, and the rows below which none of them can go."""

from dataclasses import dataclass

ROWS_OF_LIST = 50


@dataclass(frozen=True)
class Page:
    """One address, asked for by the person; `keys` in braces are filled from `keys_of_today`.

    `may_grow` marks a file or a document whose length is that of its subject: no limit of bytes for it.
    """

    name: str
    person: str
    address: str
    may_grow: bool = False


PAGES = (
    Page("list", "supervision", "/items/"),
    Page("list, part", "supervision", "/items/?status=in_progress"),
    Page("list, one report", "supervision", "/items/?report={report}"),
    Page("list, one unit", "supervision", "/items/?department={unit}"),
    Page("list, red", "supervision", "/items/?light=red"),
    Page("list, behind", "supervision", "/items/?schedule=behind"),
    Page("list, page 5", "supervision", "/items/?page=5"),
    Page("search, two characters", "supervision", "/items/?q=就业"),
    Page("search, four characters", "supervision", "/items/?q=留守儿童"),
    Page("item", "supervision", "/items/{item}/"),
    Page("item, for its liaison", "liaison", "/items/{item}/"),
    Page("item, edit", "supervision", "/items/{item}/edit/"),
    Page("targets", "supervision", "/targets/"),
    Page("units", "supervision", "/departments/"),
    Page("unit", "supervision", "/departments/{unit}/"),
    Page("report", "leader", "/reports/{report}/", may_grow=True),
    Page("workbench, office", "supervision", "/"),
    Page("workbench, liaison", "liaison", "/"),
    Page("workbench, leader", "leader", "/"),
    Page("dashboard", "leader", "/dashboard/", may_grow=True),
    Page("trend", "leader", "/dashboard/charts/trend.json"),
    Page("rounds", "supervision", "/rounds/"),
    Page("period", "supervision", "/rounds/{period}/", may_grow=True),
    Page("closed period", "supervision", "/rounds/{closed}/", may_grow=True),
    Page("to review", "supervision", "/rounds/review/"),
    Page("inbox", "liaison", "/inbox/"),
    Page("instructions", "leader", "/instructions/"),
    Page("extensions", "supervision", "/extensions/"),
    Page("closings", "supervision", "/closings/"),
    Page("objections", "supervision", "/objections/"),
    Page("imports", "supervision", "/imports/"),
    Page("ledger in Excel, one report", "supervision", "/items/export.xlsx?report={report}", may_grow=True),
)


def keys_of_today() -> dict[str, int]:
    """The keys that stand in addresses: those of the city whose year was lived."""
    from departments.models import Department  # noqa: PLC0415
    from items.models import ReportingPeriod, WorkItem  # noqa: PLC0415

    item = WorkItem.objects.order_by("pk").filter(number=207).first()
    opened = ReportingPeriod.objects.filter(report=item.report_id, opened_at__isnull=False).order_by("start_on")
    return {
        "item": item.pk,
        "report": item.report_id,
        "unit": Department.objects.order_by("pk").filter(responsibilities__item=item).first().pk,
        "period": opened.filter(frozen_sheet__isnull=True).last().pk,
        "closed": opened.filter(frozen_sheet__isnull=False).last().pk,
    }


def floor_statements(keys: dict[str, int]) -> dict[str, list[str]]:
    """{name of a page: the statements that read, by their keys, just the rows that it shows}."""
    items = f"SELECT * FROM items_workitem WHERE report_id = {keys['report']} ORDER BY id LIMIT {ROWS_OF_LIST}"
    of_items = f"(SELECT id FROM items_workitem WHERE report_id = {keys['report']} ORDER BY id LIMIT {ROWS_OF_LIST})"
    units = (
        "SELECT d.name, r.role, r.item_id FROM items_responsibility r JOIN departments_department d "
        f"ON d.id = r.department_id WHERE r.item_id IN {of_items}"
    )
    of_item = f"WHERE item_id = {keys['item']}"
    one = [f"SELECT * FROM items_workitem WHERE id = {keys['item']}"]
    one += [
        f"SELECT * FROM {table} {of_item}" for table in ("items_responsibility", "items_target", "items_progressnote")
    ]
    updates = f"SELECT * FROM items_progressupdate WHERE period_id = {keys['period']} ORDER BY id LIMIT 100"
    lists = [page.name for page in PAGES if page.name.startswith(("list", "search"))]
    targets = f"SELECT * FROM items_target ORDER BY id LIMIT {ROWS_OF_LIST}"
    return {
        **{name: [items, units] for name in lists},
        "item": one,
        "item, for its liaison": one,
        "targets": [targets],
        "period": [updates],
        "report": [f"SELECT * FROM items_workitem WHERE report_id = {keys['report']}"],
    }
