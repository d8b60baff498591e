"""What the parser believes of the columns of a table, how sure it is, and what a person says of them."""

import pytest

from items.report_text.model import SaidColumns
from items.report_text.parser import parse

from ..given.parsed import names, roles

HEAD = "甲栏\t乙栏\t丙栏\t丁栏\t戊栏\t己栏\n"
ROWS = (
    "1\t王伟\t城建\t市住建局\t新建城市支路5条,年内通车\t2026年12月底前\n"
    "2\t李强\t城建\t市水务局\t改造雨污分流管网27公里\t2026年11月底前\n"
    "3\t李强\t民生\t市民政局\t建设养老服务中心2座\t2026年10月底前\n"
)
TITLE = "2026年城市提升行动任务分解表\n"
TEXT = TITLE + HEAD + ROWS
KNOWN = "序号\t工作任务\t责任单位\t说不清的一栏\n1\t新建学校2所\t市教育局\t一类\n2\t疏浚河道3公里\t市水利局\t二类\n"


def read(text, kinds=None, head=None, table=0):
    """The parse with what a person says of one of its tables; it gives back the whole text."""
    start = parse(text).tables[table].start
    said = {} if kinds is None else {start: SaidColumns(kinds, head)}
    report = parse(text, columns=said)
    assert "".join(text[node.start : node.end] for node in report.nodes) == text
    return report


def beliefs(report):
    return [(column.kind, column.certainty) for column in report.tables[0].columns]


def codes(report):
    return [problem.code for problem in report.problems]


def tasks(report):
    return [item.text for item in report.items]


def test_a_head_that_is_known_is_known_with_certainty_and_the_rest_is_not():
    assert beliefs(read(KNOWN)) == [("number", "named"), ("task", "named"), ("listed", "named"), ("remark", "unsure")]


def test_without_known_names_the_content_tells_and_names_of_persons_stay_unsure():
    report = read(TEXT)
    assert beliefs(report) == [
        ("number", "content"),
        ("leaders", "unsure"),
        ("remark", "unsure"),
        ("listed", "content"),
        ("task", "content"),
        ("deadline", "content"),
    ]
    assert [column.name for column in report.tables[0].columns] == HEAD.split()
    assert (report.tables[0].head, report.tables[0].is_read, len(report.tables[0].rows)) == (1, True, 4)


def test_the_names_of_such_a_head_are_no_text_that_nobody_read():
    report = read(TEXT)
    assert report.title == TITLE.strip()
    assert "unread_text" not in codes(report)
    assert report.items[0].remark == "丙栏：城建"


def test_what_a_person_says_is_read_and_nothing_is_asked_about_it():
    report = read(TEXT, {0: "number", 1: "leaders", 2: "group", 3: "lead", 4: "task", 5: "deadline"})
    assert codes(report) == []
    assert tasks(report) == ["新建城市支路5条,年内通车", "改造雨污分流管网27公里", "建设养老服务中心2座"]
    assert [report.chapters[item.chapter].title for item in report.items] == ["城建", "城建", "民生"]
    first = report.items[0]
    assert [(unit.name, unit.role) for unit in first.responsibilities] == [("市住建局", "lead")]
    assert (first.leaders, str(first.deadline.date), first.remark) == (("王伟",), "2026-12-31", "")
    assert {certainty for _kind, certainty in beliefs(report)} == {"said"}


def test_a_column_that_is_not_to_be_read_is_a_node_of_its_own_and_in_no_item():
    report = read(TEXT, {2: "skipped"})
    skipped = [TEXT[node.start : node.end] for node in report.nodes if node.kind == "skipped"]
    assert skipped == ["城建", "城建", "民生"]
    assert not any(item.remark for item in report.items)
    assert "column_unknown" not in codes(report)


def test_what_only_the_content_spoke_for_gives_way_to_the_task_that_a_person_names():
    report = read(TEXT, {2: "task"})
    assert tasks(report) == ["城建", "城建", "民生"]
    assert beliefs(report)[4] == ("remark", "unsure")
    assert "新建城市支路5条" in report.items[0].remark


def test_a_second_task_elsewhere_stands_in_the_remark_and_its_promises_count():
    text = "任务\t单位名\t另一任务\n植树造林\t市林业局\t造林3000亩\n治理河道\t市水利局\t清淤20公里\n"
    report = read(text, {0: "task", 1: "lead", 2: "task"}, 1)
    assert [(item.text, item.remark) for item in report.items] == [
        ("植树造林", "另一任务：造林3000亩"),
        ("治理河道", "另一任务：清淤20公里"),
    ]
    assert [[(target.number, target.unit) for target in item.targets] for item in report.items] == [
        [(3000, "亩")],
        [(20, "公里")],
    ]


def test_without_a_task_the_table_gives_no_items_and_its_text_is_asked_about():
    report = read(TEXT, {4: "remark"})
    assert report.items == ()
    assert not report.tables[0].is_read
    assert "unread_text" in codes(report)


def test_a_table_of_which_no_column_is_to_be_read_is_settled():
    report = read(TEXT, dict.fromkeys(range(6), "skipped"), 1)
    assert (report.items, codes(report)) == ((), ["no_items"])


@pytest.mark.parametrize(
    ("lines", "head", "expected"),
    [
        (HEAD + ROWS, 1, 3),
        (ROWS, 0, 3),
        (HEAD + "一栏\t二栏\t三栏\t四栏\t五栏\t六栏\n" + ROWS, 2, 3),
        (HEAD + ROWS, 2, 2),
    ],
)
def test_a_person_says_how_many_rows_are_the_head(lines, head, expected):
    report = read("说明文字。\n\n" + lines, {0: "number", 4: "task"}, head)
    assert len(report.items) == expected
    assert report.tables[0].head == head


def test_the_head_that_comes_again_on_the_next_page_is_no_task():
    report = read(HEAD + ROWS + HEAD + "4\t王伟\t城建\t市住建局\t植树1000亩\t2026年9月底前\n", {4: "task"}, 1)
    assert [item.number for item in report.items] == [1, 2, 3, 4]


def test_a_table_that_nobody_reads_is_shown_all_the_same():
    text = "一、概况\n\n项\t甲类\t乙类\nx\t看一看这件事情怎么办\t丙\ny\t再想一想那件事情怎么办\t丁\n\n收尾的话。\n"
    (table,) = read(text).tables
    assert (table.is_read, table.head, text[table.start : table.end].count("\n")) == (False, 1, 2)
    report = read(text, {1: "task"})
    assert tasks(report) == ["看一看这件事情怎么办", "再想一想那件事情怎么办"]


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_bars_and_tabs_are_alike(mark):
    text = TEXT.replace("\t", f" {mark} " if mark == "|" else mark)
    report = read(text, {2: "skipped", 3: "lead"})
    assert len(report.items) == 3
    assert {unit.role for item in report.items for unit in item.responsibilities} == {"lead"}


def test_a_place_anywhere_in_the_first_line_names_the_table():
    report = parse(TEXT, columns={TEXT.index("丙栏"): SaidColumns({3: "lead"})})
    assert report.items[0].responsibilities[0].role == "lead"


def test_a_table_of_blanks_is_no_table_of_columns():
    assert parse("序号 工作任务 责任单位\n1 疏通河道20公里 市水利局\n2 新建学校2所 市教育局\n").tables == ()


@pytest.mark.parametrize("kind", ["number", "task", "goal", "lead", "steps", "persons", "group", "remark", "skipped"])
@pytest.mark.parametrize("head", [0, 1, 3, 9])
def test_whatever_a_person_says_nothing_of_the_text_vanishes(kind, head):
    for text in (TEXT, KNOWN, "a\tb\nc\td\n", "\t\n\tx\ty\n1\t2\n", "1\t“\t\n2\t〃\t〃\n"):
        if not parse(text).tables:
            continue
        for column in range(7):
            read(text, {column: kind}, head)
        read(text, dict.fromkeys(range(7), kind), head)


def test_two_rows_of_unknown_names_stay_two_when_a_person_speaks():
    text = TITLE + HEAD + "一栏\t二栏\t三栏\t四栏\t五栏\t六栏\n" + ROWS
    assert (read(text).tables[0].head, read(text, {3: "lead"}).tables[0].head) == (2, 2)
    assert len(read(text, {3: "lead"}).items) == 3


def test_short_words_below_unknown_names_are_no_second_head():
    text = "甲类\t乙类\n修路\t看水\n种树\t防火\n"
    assert [item.text for item in read(text, {1: "task"}).items] == ["看水", "防火"]


def test_a_head_on_every_page_goes_on_when_a_person_speaks():
    head = "序号\t任务\t责任单位\t\n〃\t〃\t牵头单位\t配合单位\n"
    text = head + "1\t修路5公里\t市民政局\t市教育局\n" + head + "2\t架桥6座\t市教育局\t市民政局\n"
    assert [item.number for item in read(text, {3: "skipped"}).items] == [1, 2]


GAPS = (
    "某市2026年安排\n序号   甲栏        乙栏      丙栏\n1      修路3公里   市交通局  6月底\n"
    "2      建校2所               8月底\n3      清淤2处     市水利局  9月底\n"
)


def test_columns_parted_by_wide_gaps_can_be_said():
    (table,) = parse(GAPS).tables
    assert (table.is_read, table.head) == (True, 1)
    assert [column.name for column in table.columns] == ["序号", "甲栏", "乙栏", "丙栏"]
    report = parse(GAPS, columns={table.start: SaidColumns({1: "task", 2: "lead"}, None)})
    assert [(item.text, names(item), item.deadline.literal) for item in report.items] == [
        ("修路3公里", ["市交通局"], "6月底"),
        ("建校2所", [], "8月底"),
        ("清淤2处", ["市水利局"], "9月底"),
    ]


def test_a_table_with_gaps_that_is_read_can_be_said_otherwise():
    text = "序号   工作任务    责任单位\n1      修路3公里   市交通局\n2      建校2所     市教育局、市财政局\n"
    (table,) = parse(text).tables
    assert (table.is_read, [column.certainty for column in table.columns]) == (True, ["named"] * 3)
    report = parse(text, columns={table.start: SaidColumns({2: "support"}, None)})
    assert [roles(item)[0][1] for item in report.items] == ["support", "support"]


def test_gaps_in_prose_are_no_table():
    report = parse(
        "　　这是一段  有空格的话。\n　　这是又一段  有空格的话。\n单位：甲局   日期：三月\n1.建校2所（市教育局）\n"
    )
    assert report.tables == ()


WITHOUT_HEAD = (
    "2027年任务分解\n\n1    修堤3公里    市水利局    市财政局    6月底\n"
    "2    建校20所     市教育局    市财政局    8月底\n"
)


def test_rows_parted_by_gaps_without_a_head_are_read_and_can_be_said():
    report = parse(WITHOUT_HEAD)
    assert [(item.text, [unit.role for unit in item.responsibilities]) for item in report.items] == [
        ("修堤3公里", ["responsible", "responsible"]),
        ("建校20所", ["responsible", "responsible"]),
    ]
    (table,) = report.tables
    said = parse(WITHOUT_HEAD, columns={table.start: SaidColumns({2: "lead", 3: "support"}, None)})
    assert [[unit.role for unit in item.responsibilities] for item in said.items] == [["lead", "support"]] * 2


def test_row_without_a_head_that_goes_on_in_the_next_line_keeps_its_words():
    text = "2027年任务分解\n\n1  修堤3公里  市水利局\n2  建校20所  市教育局\n3  更新配套设施及\n管网5处  市住建局\n"
    assert [item.text for item in parse(text).items][:2] == ["修堤3公里", "建校20所"]
    assert "管网5处" in parse(text).items[-1].text
