"""A report, the texts that correct it, and what a correction made of it."""

from items.imports.correcting import apply_correction

from . import imported
from .imported import rows

HEAD = "一、民生\n"
ROAD = "修建道路30公里"
SCHOOL = "发展学前教育,改造校舍20所"
CARE = "加强养老服务,年内建成市养老中心"
FIRST_TEXT = f"""一、民生
1、{ROAD}(责任单位:市民政局*、市卫生局;完成时限:2012年6月底)。
2、{SCHOOL}(责任单位:市教育局、各区人民政府)。
二、保障
3、{CARE}(责任单位:市卫生局)。"""


def plan(text, report=None, decisions=None, **data):
    return imported.plan(text, decisions, report, **data)


def correct(report, text, cast, **options):
    """Apply the text as the corrected version."""
    data = options.pop("data", {})
    decisions = options.pop("decisions", None)
    return apply_correction(report, plan(text, report, decisions, **data), by=cast.supervisor, **options)


def kinds(correction):
    """[(kind, number, {what differs})] of all items."""
    return [
        (change.kind, change.display_number, {difference.name for difference in change.differences})
        for change in correction.changes
    ]


def item(report, number):
    return report.items.get(number=number, clause=1)


def state(report):
    """All of the report's items with their units, targets and milestones, as far as the text determines them."""
    return [
        (
            *(row.display_number, row.text, row.chapter and row.chapter.literal, row.due_on, row.due_text),
            [unit[:2] for unit in rows(row)],
            [str(target) for target in row.targets.all()],
            [str(milestone) for milestone in row.milestones.all()],
        )
        for row in report.items.order_by("position")
    ]


CHANGED = FIRST_TEXT.replace(ROAD, "修建道路40公里").replace(SCHOOL, "发展学前教育,改造校舍25所")
