"""What a period sheet, its page and its workbook say of figures that a unit carried on, or could not get, and whose."""

import json
from io import BytesIO

import pytest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from departments.models import Membership
from items.rounds.export import write_period
from items.rounds.running import close_period
from items.rounds.sheet import parse, read, sheet_of, write
from items.updates import drafting

from ..given import factories
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from ..rules.test_percentage_of_a_new_lead import former_lead, says, sent

CARRY, UNAVAILABLE = drafting.CARRY, drafting.UNAVAILABLE
ANSWERS = [
    ("another", CARRY, "65%（沿用原责任单位市民政局所报）"),
    ("another", UNAVAILABLE, "无法取得"),
    ("the same", CARRY, "65%（沿用上期）"),
    ("the same", UNAVAILABLE, "无法取得"),
]


@pytest.fixture
def february(cast):
    return opened(cast.report, FEBRUARY)


@pytest.fixture
def writer(cast):
    return factories.person(role=Membership.Role.LIAISON, department=cast.education)


def row_of(sheet, unit):
    [row] = [row for item in sheet.items for row in item.rows if (item.number, row.unit) == ("1", unit)]
    return row


def cells(sheet):
    """{unit: (completion, figures)} of the first item in the workbook."""
    file = BytesIO()
    write_period(sheet, lit={}, title="3月", lines=[], file=file)
    rows = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
    head = next(row for row in rows if _("Figures") in row)
    names = [_("Original number"), capfirst(_("department")), _("Completion as reported (%)"), _("Figures")]
    number, *places = map(head.index, names)
    return {row[places[0]]: (row[places[1]], row[places[2]]) for row in rows if str(row[number]) == "1"}


def judged(cast, february, writer, who, answer):
    """65 % in February; the answer of the same lead or of another one in March, accepted. Returns the unit's name."""
    if who == "another":
        update = former_lead(cast, february, {}, 65)
        sent(cast, says(update, {"completion_answer": answer}, writer), writer)
        return "市教育局", update.period
    before = update_of(february, cast.led, cast.civil_affairs)
    put(before, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, completion=65)
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    drafting.save(update, by=cast.liaison, at=moment("2011-03-15"), was={}, changes={"completion_answer": answer})
    update.refresh_from_db()
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    return "市民政局", update.period


@pytest.mark.parametrize("who, answer, words", ANSWERS)
def test_a_percentage(client, cast, february, writer, who, answer, words):
    unit, march = judged(cast, february, writer, who, answer)
    client.force_login(cast.supervisor)
    for close in (False, True):
        if close:
            close_period(march, at=moment("2011-04-05"))
            march.refresh_from_db()
        sheet = sheet_of(march)
        assert parse(write(sheet)) == sheet
        assert cells(sheet)[unit][0] == words
        page = client.get(f"/rounds/{march.pk}/").content.decode()
        assert f"完成比例 {words}" in " ".join(page.split())


def test_the_page_of_the_report_tells_whose_it_was(client, cast, february, writer):
    _unit, march = judged(cast, february, writer, "another", CARRY)
    client.force_login(cast.supervisor)
    page = client.get(f"/updates/{update_of(march, cast.led, cast.education).pk}/").content.decode()
    assert "沿用原责任单位市民政局所报" in page


def test_a_figure_of_a_target(client, cast, february, writer):
    targets = [factories.target(cast.led, label, number=200) for label in ("日间照料中心", "养老床位")]
    update = former_lead(cast, february, dict.fromkeys(targets, 118), None)
    changes = {f"blank_{targets[0].pk}": CARRY, f"blank_{targets[1].pk}": UNAVAILABLE}
    sent(cast, says(update, changes, writer), writer)
    words = "日间照料中心 118个（沿用原责任单位市民政局所报）（目标200个）"
    assert cells(read(update.period))["市教育局"][1].split("\n") == [words, "养老床位：无法取得"]
    client.force_login(cast.supervisor)
    assert words in client.get(f"/rounds/{update.period_id}/").content.decode()


def test_a_sheet_frozen_before_is_read(cast, february):
    data = json.loads(write(read(february)))
    for item in data["items"]:
        for row in item["rows"]:
            del row["completion_answer"], row["former"]
    assert parse(json.dumps(data)) == read(february)
