"""“Which column is this?”: what a person says of the columns of a table on the page of an import."""

import openpyxl
import pytest

from items.imports import ImportRefused, columns, reading, remedies
from items.imports.decision_list import decided
from items.models import ImportDraft

from ..given.documents_made import saved
from ..given.html import parse
from .begun import apply, decide, plan_of, started, started_with
from .by_hand import INVENTED, asked_about, brought, choose, items_of, kinds_of, table_of
from .pressing import address, decisions, press, said

pytestmark = pytest.mark.django_db

KNOWN = "2012年任务分解\n序号\t工作任务\t责任单位\n1\t修建道路30公里\t市民政局\n2\t改造校舍20所\t市教育局\n"
UNKNOWN = KNOWN.replace("责任单位\n", "责任单位\t特别之处\n").replace("局\n", "局\t一类\n")


@pytest.fixture
def nine(cast):
    return brought(cast, "nine-columns.xlsx")


@pytest.fixture
def chinese(portal):
    portal.cookies["django_language"] = "zh-hans"
    return portal


def test_the_page_shows_the_first_rows_with_a_choice_above_each_column(portal, nine):
    page = parse(portal.get(address(nine)))
    (table,) = page.all(of="column-table")
    selects = [
        element for element in page.all(tag="select") if element.attributes.get("name", "").startswith("column-")
    ]
    assert len(selects) == 9 and all(f'for="{one.attributes["id"]}"' for one in selects)
    for words in ("甲栏", "新建城市支路5条，年内全部通车", "结转项目"):
        assert words in table.text


def test_it_says_how_sure_it_is_and_offers_every_kind_in_chinese(chinese, nine):
    text = parse(chinese.get(address(nine))).text
    assert "这是哪一列？" in text and "按内容推断" in text and "不确定" in text
    assert "序号 任务 牵头 配合 责任单位 分管领导 责任人 时限 目标 进度节点 备注 章节 不读入" in text


def test_a_table_with_a_known_head_is_shown_on_request_only(portal, cast):
    draft = started_with(cast, KNOWN)
    assert asked_about(draft) == []
    page = parse(portal.get(address(draft)))
    assert not page.all(of="column-table")
    start = table_of(draft).start
    assert any(link.attributes["href"] == f"?table={start}#table-{start}" for link in page.all(tag="a"))
    assert parse(portal.get(address(draft), {"table": start})).all(of="column-table")


def test_a_change_is_read_at_once_and_is_one_step_that_can_be_undone(portal, nine):
    assert choose(portal, nine, column4="lead").status_code == 302
    assert decisions(nine).columns == {str(table_of(nine).start): {"kinds": {"3": "lead"}, "head": None}}
    assert [unit.name for unit in items_of(nine)[0].units if unit.role == "lead"] == ["市城建委"]
    press(portal, nine, "undo")
    assert decisions(nine).columns == {} and kinds_of(nine)[3] == "listed"


def test_the_page_comes_back_to_the_table_that_was_asked_for(portal, nine):
    start = table_of(nine).start
    assert f"table={start}" in choose(portal, nine, column4="lead")["Location"]


def test_nothing_changed_is_no_step(portal, nine):
    before = ImportDraft.objects.get(pk=nine.pk).version
    choose(portal, nine)
    assert ImportDraft.objects.get(pk=nine.pk).version == before


def test_what_was_said_survives_further_decisions_and_can_be_taken_back_alone(chinese, nine, cast):
    choose(chinese, nine, column4="lead", column6="skipped")
    choose(chinese, nine, column3="group")
    start = items_of(nine)[0].parsed.start
    decide(nine, remedies.set_number, start, 77, by=cast.supervisor)
    assert (items_of(nine)[0].number, kinds_of(nine)[2:6]) == (77, ["group", "lead", "task", "skipped"])
    text = parse(chinese.get(address(nine))).text
    assert "第3列“丙栏”为章节；第4列“丁栏”为牵头；第6列“己栏”不读入" in text
    press(chinese, nine, f"forget:columns:{table_of(nine).start}")
    assert (items_of(nine)[0].number, kinds_of(nine)[2:6]) == (77, ["remark", "listed", "task", "remark"])


def test_all_columns_right_settles_the_table(portal, nine):
    assert asked_about(nine)
    start = table_of(nine).start
    press(portal, nine, f"columns-right:{start}")
    assert asked_about(nine) == []
    assert not [found for found in plan_of(nine).findings if found.code == "column_unknown"]
    assert {column.certainty for column in table_of(nine).columns} == {"said"}


def test_an_unknown_column_leads_to_its_table(portal, cast):
    draft = started_with(cast, UNKNOWN)
    found = next(one for one in plan_of(draft).findings if one.code == "column_unknown")
    page = parse(portal.get(address(draft)))
    assert any(f"table={found.start}#" in link.attributes.get("href", "") for link in page.all(tag="a"))
    choose(portal, draft, column4="skipped")
    assert not plan_of(draft).findings and asked_about(draft) == []
    assert [item.remark for item in items_of(draft)] == ["", ""]


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ({"column5": "remark"}, "没有一列是“任务”"),
        ({"column5": "task", "column9": "task"}, "第5、9列都是“任务”"),
        ({"column1": "number", "column2": "number"}, "第1、2列都是“序号”"),
        ({"column4": "remark", "column7": "remark"}, "没有一列是单位"),
        (dict.fromkeys((f"column{at}" for at in range(1, 10)), "skipped"), "各列均不读入"),
    ],
)
def test_what_makes_no_sense_is_said_with_what_to_do(chinese, nine, kinds, sentence):
    press(chinese, nine, f"columns-right:{table_of(nine).start}")
    choose(chinese, nine, **kinds)
    page = parse(chinese.get(address(nine), {"table": table_of(nine).start}))
    assert any(sentence in element.text for element in page.all(of="column-sentence"))


def test_without_a_task_the_import_waits(portal, nine):
    choose(portal, nine, column5="remark")
    assert [found.code for found in plan_of(nine).blocking if found.group == "report"] == ["no_items"]
    assert asked_about(nine)


def test_the_head_can_be_said(portal, nine):
    choose(portal, nine, head=2)
    assert [item.number for item in items_of(nine)] == [2, 3, 4]
    choose(portal, nine, head=1)
    assert [item.number for item in items_of(nine)] == [1, 2, 3, 4]


def test_long_cells_are_shortened_with_the_whole_at_hand(portal, cast):
    task = "修建道路" + "很长" * 30
    draft = started_with(cast, UNKNOWN.replace("修建道路30公里", task))
    page = parse(portal.get(address(draft)))
    (table,) = page.all(of="column-table")
    assert task in table.text and f"{task[:24]}…" in table.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "columns:x"},
        {"act": "columns:3"},
        {"act": "columns:999999", "head-999999": "1"},
        {"act": "columns-right:999999"},
        {"act": "divide:0:line"},
    ],
)
def test_what_no_page_sends_is_refused_with_a_sentence(portal, nine, wrong):
    response = press(portal, nine, wrong.pop("act"), **wrong)
    assert response.status_code == 422 and said(response)
    start = table_of(nine).start
    response = press(portal, nine, f"columns:{start}", **{f"column-{start}-0": "nonsense", f"head-{start}": 1})
    assert response.status_code == 422


def test_a_table_that_is_gone_is_refused(cast, nine):
    with pytest.raises(ImportRefused):
        decide(nine, columns.confirm_columns, 5, by=cast.supervisor)


def test_a_table_that_nobody_read_is_asked_about_until_it_is_settled(portal, cast):
    draft = brought(cast, "no-head.csv")
    assert asked_about(draft) == [0]
    found = next(one for one in plan_of(draft).findings if one.code == "unread_text")
    press(portal, draft, f"accept:{found.key}")
    assert asked_about(draft) == []


def test_what_was_decided_about_the_text_of_the_table_goes_when_it_is_read(portal, cast):
    draft = brought(cast, "no-head.csv")
    found = next(one for one in plan_of(draft).findings if one.code == "unread_text")
    press(portal, draft, f"add:{found.key}")
    assert len(items_of(draft)) == 1
    choose(portal, draft, column5="task", column3="lead")
    assert [item.parsed.text[:4] for item in items_of(draft)] == ["新建停车", "治理水土", "新建塑胶", "建设农村"]


def test_a_column_not_read_in_is_struck_in_the_text_and_told(portal, nine, cast):
    choose(portal, nine, column6="skipped")
    assert "k-skipped" in portal.get(address(nine)).content.decode()
    assert any("己栏" in one.sentence for one in decided(plan_of(nine)))
    press(portal, nine, "units-new")
    report = apply(nine, cast.supervisor)
    assert all("己栏" not in item.remark for item in report.items.all()) and "己栏" in report.source.text


def test_what_was_said_goes_with_its_columns_when_hidden_ones_are_read_in(cast, portal):
    made = openpyxl.Workbook()
    for row in (["甲", "乙", "丙", "丁"], [1, "藏", "修路5公里", "市民政局"], [2, "藏", "架桥6座", "市教育局"]):
        made.active.append(row)
    made.active.column_dimensions["B"].hidden = True
    draft = started(cast, saved(made), name="2012年任务.xlsx")
    reading.read_draft(draft.pk)
    choose(portal, draft, column2="task", column3="lead")
    decide(draft, remedies.read_in, "hidden_columns", by=cast.supervisor)
    assert kinds_of(draft)[2:] == ["task", "lead"] and len(kinds_of(draft)) == 4
    decide(draft, remedies.leave_aside, "hidden_columns", by=cast.supervisor)
    assert kinds_of(draft)[1:] == ["task", "lead"]


@pytest.mark.parametrize(
    "name",
    ["50-merged-cells.docx", "61-merged-cells.xlsx", "71-comma-gb18030.csv", "75-table.pdf", "78-merged-cells.xls"],
)
def test_tables_of_every_kind_of_file_can_be_said(portal, cast, name):
    draft = brought(cast, name, folder=INVENTED)
    before = [item.parsed.text for item in items_of(draft)]
    units = next(at for at, kind in enumerate(kinds_of(draft), 1) if kind in ("lead", "support", "listed"))
    choose(portal, draft, **{f"column{units}": "skipped"})
    assert [item.parsed.text for item in items_of(draft)] == before
    assert kinds_of(draft)[units - 1] == "skipped"
    source = plan_of(draft).parsed.source
    assert any(node.kind == "skipped" and source[node.start : node.end] for node in plan_of(draft).parsed.nodes)


GAPS = """2012年任务安排
某栏   甲栏            乙栏       丙栏
子     修建道路30公里  市民政局   6月底
丑     改造校舍20所    市教育局   8月底
寅     植树9亩         市卫生局   9月底
"""


def test_a_table_with_gaps_for_lines_is_brought_in(portal, cast):
    draft = started_with(cast, GAPS)
    assert (items_of(draft), len(asked_about(draft))) == ((), 1)
    choose(portal, draft, column2="task", column3="lead")
    units = [unit.name for item in items_of(draft) for unit in item.units]
    assert units == ["市民政局", "市教育局", "市卫生局"]
