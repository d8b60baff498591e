"""How counties, districts and development zones break down their year: one case of each kind that twenty papers of an
author who had not seen the reader showed (tests/data/marked, 881 on), in other words."""

import pytest

from items.report_text.columns import column_kind
from items.report_text.parser import parse

from ..given.parsed import names, roles, steps


def table(*rows: str, title: str = "北亭县2026年任务分解表"):
    return parse("\n".join([title, *(row.replace("|", "\t") for row in rows)]) + "\n")


def day(item) -> str | None:
    return item.deadline.date.isoformat() if item.deadline and item.deadline.date else None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("项目(工作)名称", "task"),
        ("(重点)工作任务", "task"),
        ("年度(阶段)目标", "goal"),
        ("牵头(主管)部门", "lead"),
        ("责任(牵头)单位", "lead"),
        ("实施(责任)单位", "listed"),
        ("责任(配合)单位", "listed"),
        ("主(协)办单位", "listed"),
        ("配合(协办)单位", "support"),
        ("包联(包保)领导", "leaders"),
        ("县级(包抓)领导", "leaders"),
        ("完成(竣工)时间", "deadline"),
        ("序(编)号", "number"),
        ("(一)重点工作", None),
        ("牵头(配合)单位", "listed"),
    ],
)
def test_names_of_columns_with_another_word_in_brackets(name, kind):
    assert column_kind(name) == kind


def test_a_name_with_another_word_is_that_of_the_tasks():
    first, second = table(
        "序号|项目（工作）名称|年度目标|责任领导|责任单位|完成时限",
        "1|古窑遗址公园|8月底前竣工开放|张明远|县文物局|8月底",
        "2|档案馆二期|添置书架20组|李向东|县档案馆|12月底",
    ).items
    assert first.text.startswith("古窑遗址公园") and second.text.startswith("档案馆二期")
    assert [(target.label, target.number) for target in second.targets] == [("添置书架", 20)]


@pytest.mark.parametrize("shape", ["\n{}：{}", "（{}：{}）"])
@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("牵头（主管）单位", "lead"),
        ("责任（牵头）单位", "lead"),
        ("配合（协办）单位", "support"),
        ("承办（责任）单位", "responsible"),
    ],
)
def test_labels_with_another_word_in_brackets(label, role, shape):
    units = shape.format(label, "县文物局、县档案馆")
    (item,) = parse(f"北亭县2026年任务分解\n\n1.修缮祠堂3处。{units}\n").items
    assert item.text == "修缮祠堂3处。"
    assert [(name, said) for name, said, _ in roles(item)] == [("县文物局", role), ("县档案馆", role)]


def test_leaders_and_days_behind_labels_with_another_word_in_brackets():
    below = "\n包联（包保）领导：张明远\n责任单位：县文物局\n完成（办结）时限：10月底"
    (item,) = parse(f"北亭县2026年任务分解\n\n1.修缮祠堂3处。{below}\n").items
    assert (item.leaders, names(item), day(item)) == (("张明远",), ["县文物局"], "2026-10-31")


HEAD = "序号|工作任务|责任单位|完成时间"


def test_the_year_of_the_deadlines_is_that_of_steps_where_nothing_else_says_it():
    first, _ = table(
        HEAD,
        "1|6月底前修缮祠堂3处，添置书架20组。|县文物局|2026年9月30日",
        "2|疏浚河道8公里。|县水利局|2026-11-30",
        title="任务分解表",
    ).items
    assert [on for _, on in steps(first)] == ["2026-06-30"]


@pytest.mark.parametrize(
    ("days", "read"),
    [
        (("2026年6月30日", "9月底", "持续推进"), ["2026-06-30", "2026-09-30", None]),
        (("2026/6/30", "2026年12月底前", "力争9月底"), ["2026-06-30", "2026-12-31", "2026-09-30"]),
        (("9月底", "10月底", "2027年6月底"), [None, None, "2027-06-30"]),
        (("2026年6月底", "2027年6月底", "9月底"), ["2026-06-30", "2027-06-30", None]),
    ],
)
def test_deadlines_tell_the_year_of_others_only_where_they_agree(days, read):
    tasks = zip(("修缮祠堂3处。", "添置书架20组。", "疏浚河道8公里。"), days, strict=True)
    rows = [f"{at}|{task}|县文物局|{said}" for at, (task, said) in enumerate(tasks, 1)]
    assert [day(item) for item in table(HEAD, *rows, title="任务分解表").items] == read


def lines(*below: str):
    tasks = ("修缮祠堂3处。", "添置书架20组。")
    text = "\n".join(f"{at}.{task}\n" + "\n".join(below) for at, task in enumerate(tasks, 1))
    return parse(f"北亭县2026年任务分解\n\n{text}\n")


@pytest.mark.parametrize("label", ["督办人", "联系人", "服务专员", "技术负责同志"])
def test_a_person_behind_a_label_that_nobody_knows_stands_in_the_remark(label):
    first, second = lines("责任单位：县文物局", f"{label}：李小红", "完成时限：10月底").items
    for item, text in ((first, "修缮祠堂3处。"), (second, "添置书架20组。")):
        assert (item.text, names(item), day(item)) == (text, ["县文物局"], "2026-10-31")
        assert "李小红" in item.remark and not item.leaders


def test_an_office_behind_such_a_label_answers_and_who_is_hired_does_not():
    first, second = lines(
        "服务单位：县文物局", "施工单位：北亭县第一建筑公司", "业主单位：县文旅集团　完成时限：10月底"
    ).items
    for item in (first, second):
        assert (names(item), day(item)) == (["县文物局", "县文旅集团"], "2026-10-31")
        assert item.remark == "施工单位：北亭县第一建筑公司"


def test_a_field_that_tells_of_the_work_is_its_text():
    first, _ = lines("建设规模：展示馆一座", "责任单位：县文物局").items
    assert first.text == "修缮祠堂3处。\n建设规模：展示馆一座"


def test_a_post_in_a_bracket_behind_a_leader_is_no_unit():
    (item,) = parse("北亭县2026年任务分解\n\n1.修缮祠堂3处。\n牵头领导：李向东（县委常委）\n责任单位：县文物局\n").items
    assert (item.leaders, names(item)) == (("李向东",), ["县文物局"])


@pytest.mark.parametrize("name", ["时序进度", "序时进度安排"])
def test_what_is_planned_by_when_is_a_step(name):
    (item,) = table(f"序号|重点任务|{name}|责任单位", "1|修缮祠堂3处|6月底前开工，10月底前完工|县文物局").items
    assert [on for _, on in steps(item)] == ["2026-06-30", "2026-10-31"]


def test_where_a_project_stands_is_no_unit():
    rows = ("1|古窑公园|青石镇|主体完工|县文物局", "2|档案馆二期|城关镇|竣工投用|县档案馆")
    items = table("序号|项目名称|建设地点|工作目标|责任单位", *rows).items
    assert [names(item) for item in items] == [["县文物局"], ["县档案馆"]]


def test_a_figure_alone_within_the_text_is_no_part_of_what_it_counts():
    items = table("序号|任务名称|任务量|单位|牵头单位", "1|修缮祠堂|3|处|县文物局", "2|添置书架|20|组|县档案馆").items
    assert [(one.label, one.number, one.unit) for item in items for one in item.targets] == [
        ("修缮祠堂", 3, "处"),
        ("添置书架", 20, "组"),
    ]


def test_a_blank_left_of_the_numbers_holds_what_stands_above_it():
    rows = ("张明远|1|修缮祠堂3处|县文物局", "|2|添置书架20组|县档案馆", "李向东|3|疏浚河道8公里|县水利局")
    items = table("责任领导|序号|目标任务|责任单位", *rows).items
    assert [item.leaders for item in items] == [("张明远",), ("张明远",), ("李向东",)]


@pytest.mark.parametrize("label", ["任务分解", "关键节点", "工作节点"])
def test_lines_below_a_task_that_say_by_when_its_parts_are_done(label):
    first, _ = lines("责任单位：县文物局", f"{label}：3月底前完成选址；9月底前投入使用。").items
    assert [on for _, on in steps(first)] == ["2026-03-31", "2026-09-30"]


def test_a_bracket_of_a_leader_units_and_a_day():
    told = ("张明远；县文物局、县财政局；10月底", "李向东；县档案馆；9月底", "王海峰；县水利局；5月底前")
    tasks = ("修缮祠堂3处。", "添置书架20组。", "疏浚河道8公里。")
    text = "\n".join(f"{at}.{task}（{said}）" for at, (task, said) in enumerate(zip(tasks, told, strict=True), 1))
    items = parse(f"北亭县2026年任务分解\n\n{text}\n").items
    assert [(item.text, item.leaders) for item in items] == [
        *zip(tasks, [("张明远",), ("李向东",), ("王海峰",)], strict=True)
    ]
    assert [day(item) for item in items] == ["2026-10-31", "2026-09-30", "2026-05-31"]
    assert names(items[0]) == ["县文物局", "县财政局"]


def test_what_those_named_in_a_sentence_do_is_part_of_the_text():
    said = "关于城区积水点整治问题。由县住建局牵头，县水务局配合，于5月25日前完成文化路等4处积水点整治。"
    (item,) = parse(f"北亭县2026年议定事项\n\n1.{said}\n").items
    assert item.text == said
    assert [(name, role) for name, role, _ in roles(item)] == [("县住建局", "lead"), ("县水务局", "support")]
    assert [(target.number, target.unit) for target in item.targets] == [(4, "处")]
    assert [on for _, on in steps(item)] == ["2026-05-25"]
