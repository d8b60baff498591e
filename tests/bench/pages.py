"""What a benchmark asks for: pages, parts and files with who asks, and the rows below which none of them can go."""

from dataclasses import dataclass

ROWS_OF_LIST = 30
# Thirty items with all their units, lights and last words.
OF_A_LIST = 92


@dataclass(frozen=True)
class Page:
    """One address, asked for by the person; `keys` in braces are filled from `keys_of_today`.

    `kilobytes` is the most that it may have, None for a file or a document whose length is that of its subject.
    """

    name: str
    person: str
    address: str
    kilobytes: int | None = 60


PAGES = (
    Page("list", "supervision", "/items/", kilobytes=OF_A_LIST),
    Page("list, part", "supervision", "/items/?status=in_progress", kilobytes=OF_A_LIST),
    Page("list, one report", "supervision", "/items/?report={report}", kilobytes=OF_A_LIST),
    Page("list, one unit", "supervision", "/items/?department={unit}", kilobytes=OF_A_LIST),
    Page("list, red", "supervision", "/items/?light=red", kilobytes=OF_A_LIST),
    Page("list, behind", "supervision", "/items/?schedule=behind", kilobytes=OF_A_LIST),
    Page("list, page 5", "supervision", "/items/?page=5", kilobytes=OF_A_LIST),
    Page("search, two characters", "supervision", "/items/?q=就业", kilobytes=OF_A_LIST),
    Page("search, four characters", "supervision", "/items/?q=留守儿童", kilobytes=OF_A_LIST),
    Page("item", "supervision", "/items/{item}/"),
    Page("item, for its liaison", "liaison", "/items/{item}/"),
    Page("item, edit", "supervision", "/items/{item}/edit/"),
    Page("targets", "supervision", "/targets/"),
    Page("units", "supervision", "/departments/"),
    Page("unit", "supervision", "/departments/{unit}/"),
    Page("members of a collective", "supervision", "/departments/{collective}/members/"),
    Page("merging in the administration", "admin", "/admin/departments/department/merge/?source={unit}"),
    Page("report", "leader", "/reports/{report}/", kilobytes=None),
    Page("workbench, office", "supervision", "/"),
    Page("workbench, liaison", "liaison", "/"),
    Page("workbench, leader", "leader", "/"),
    Page("dashboard", "leader", "/dashboard/", kilobytes=None),
    Page("trend", "leader", "/dashboard/charts/trend.json"),
    Page("rounds", "supervision", "/rounds/", kilobytes=None),
    Page("period", "supervision", "/rounds/{period}/"),
    Page("closed period", "supervision", "/rounds/{closed}/"),
    Page("to review", "supervision", "/rounds/review/"),
    Page("inbox", "liaison", "/inbox/"),
    Page("instructions", "leader", "/instructions/"),
    Page("extensions", "supervision", "/extensions/"),
    Page("closings", "supervision", "/closings/"),
    Page("objections", "supervision", "/objections/"),
    Page("imports", "supervision", "/imports/"),
    Page("ledger in Excel, one report", "supervision", "/items/export.xlsx?report={report}", kilobytes=None),
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
        "collective": Department.objects.order_by("pk").filter(is_collective=True).first().pk,
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
