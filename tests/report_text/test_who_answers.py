"""Ways in which running texts say who answers for a task and by when, beside brackets and labels of one kind each."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, roles

TASKS = ("修缮祠堂3处。", "添置书架20组。", "疏浚河道8公里。")
GIVEN = (
    {"unit": "县文物局", "other": "县财政局", "leader": "张明远", "day": "8月底前"},
    {"unit": "县住建局", "other": "县档案馆", "leader": "李向东", "day": "12月底"},
    {"unit": "县水利局", "other": "各乡镇", "leader": "王海峰", "day": "2026年6月30日前"},
)
DAYS = ["2026-08-31", "2026-12-31", "2026-06-30"]


def read(shape: str):
    """Three tasks of which each is told in that shape who answers, and by when."""
    tasks = zip(TASKS, GIVEN, strict=True)
    lines = [f"{at}.{task}{shape.format(**given)}" for at, (task, given) in enumerate(tasks, 1)]
    return parse("北亭县2026年任务分解\n\n一、文化\n" + "\n".join(lines) + "\n")


def of_all(key: str) -> list[str]:
    return [given[key] for given in GIVEN]


@pytest.mark.parametrize(
    "shape",
    [
        "\n{unit}、{other}，{day}",
        "\n{unit}、{other}（{day}）",
        "\n——{unit}、{other}，{day}",
        "\n→{unit}、{other}，{day}",
        "\n•责任单位：{unit}、{other}\n•完成时限：{day}",
        "\n★责任单位：{unit}、{other}；★完成时限：{day}",
        "\n责任单位（部门）：{unit}、{other}；时限：{day}",
        "\n责任单位(含配合单位)：{unit}、{other}\n任务时限：{day}",
        "\n牵头及配合单位：{unit}、{other}\n完成：{day}",
    ],
)
def test_units_and_days_below_a_task(shape):
    report = read(shape)
    assert [item.text for item in report.items] == list(TASKS)
    assert [names(item) for item in report.items] == [[one["unit"], one["other"]] for one in GIVEN]
    assert [item.deadline.date.isoformat() for item in report.items] == DAYS
    assert "unread_text" not in codes(report)


@pytest.mark.parametrize(
    "shape",
    [
        "\n牵头(责任)单位：{unit}；配合单位：{other}",
        "\n牵头单位（责任单位）：{unit}；配合单位：{other}",
        "\n牵头单位及责任人：{unit} {leader}\n配合单位：{other}",
        "\n主抓单位：{unit}\n配合单位：{other}",
        "\n第一责任单位：{unit}；第二责任单位：{other}",
        "\n牵头/配合单位：{unit}/{other}",
        "（牵头单位/责任单位：{unit}/{other}，{day}）",
    ],
)
def test_labels_of_leads_and_of_those_that_support(shape):
    for item, given in zip(read(shape).items, GIVEN, strict=True):
        assert item.text in TASKS
        assert {name: role for name, role, _ in roles(item)} == {given["unit"]: "lead", given["other"]: "support"}


def test_who_leads_first_and_who_leads_with_them():
    first, *_ = read("\n主要牵头单位：{unit}；共同牵头单位：{other}").items
    assert {name: role for name, role, _ in roles(first)} == {"县文物局": "lead", "县财政局": "lead"}


@pytest.mark.parametrize(
    "shape",
    [
        "\n责任领导及单位：{leader}，{unit}、{other}",
        "\n责任领导及责任单位：副县长{leader}；{unit}、{other}",
        "\n责任单位及责任领导：{unit}（{leader}）、{other}",
        "\n责任单位及分管领导：{unit}、{other}，{leader}",
        "（{leader}牵头，{unit}、{other}负责）",
        "（副县长{leader}负责，{unit}、{other}落实）",
    ],
)
def test_leaders_and_units_said_in_one(shape):
    report = read(shape)
    assert [item.text for item in report.items] == list(TASKS)
    assert [item.leaders for item in report.items] == [(leader,) for leader in of_all("leader")]
    assert [names(item) for item in report.items] == [[one["unit"], one["other"]] for one in GIVEN]


@pytest.mark.parametrize(
    "shape",
    [
        "（责任单位：{unit}；分管领导：{leader}；{day}）",
        "（分管领导：{leader}，{day}完成）\n责任单位：{unit}",
        "（{leader}负责，{unit}落实，{day}）",
    ],
)
def test_a_day_behind_a_leader_is_no_leader(shape):
    report = read(shape)
    assert [item.leaders for item in report.items] == [(leader,) for leader in of_all("leader")]
    assert [item.deadline.date.isoformat() for item in report.items] == DAYS


def test_offices_above_their_tasks_and_a_signature_stay_what_they_are():
    report = parse(
        "北亭县2026年任务分解\n\n县文物局\n1.修缮祠堂3处。\n2.添置书架20组。\n县水利局\n3.疏浚河道8公里。\n4.除险水库2座。\n"
    )
    assert [path(report, item)[-1] for item in report.items] == ["县文物局", "县文物局", "县水利局", "县水利局"]
    signed = parse("北亭县2026年任务分解\n\n1.修缮祠堂3处。\n2.添置书架20组。\n县人民政府办公室\n2026年2月3日\n")
    assert [names(item) for item in signed.items] == [[], []]


def test_who_took_part_in_a_meeting_does_not_support():
    (item,) = parse("专题会议纪要\n1.修缮祠堂3处。（县文物局牵头）\n参加：县财政局、县档案馆。\n").items
    assert names(item) == ["县文物局"]


@pytest.mark.parametrize(
    ("said", "leaders"),
    [
        ("张明远同志", ("张明远",)),
        ("副县长张明远同志、李向东同志", ("张明远", "李向东")),
        ("张明远等", ("张明远",)),
        ("分管副县长", ()),
        ("各分管领导", ()),
    ],
)
def test_names_of_leaders_without_what_stands_around_them(said, leaders):
    (item,) = parse(f"北亭县2026年任务分解\n1.修缮祠堂3处。（责任领导：{said}；责任单位：县文物局）\n").items
    assert (item.leaders, names(item)) == (leaders, ["县文物局"])


def test_leaders_who_head_tasks_are_called_comrades():
    report = parse(
        "北亭县2026年任务分解\n一、县委常委、副县长张明远同志牵头任务（1项）\n1.修缮祠堂3处。（责任单位：县文物局）\n"
        "二、副县长李向东同志牵头任务（1项）\n2.添置书架20组。（责任单位：县档案馆）\n"
    )
    assert [item.leaders for item in report.items] == [("张明远",), ("李向东",)]


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("（标★的为牵头单位）", "★"),
        ("（排在第一位的为牵头单位，其余为配合单位）", ""),
        ("注：单位列首位的为主办单位", ""),
    ],
)
def test_a_line_that_says_who_leads_asks_about_nothing(said, mark):
    report = parse(f"北亭县2026年任务分解\n{said}\n一、文化\n1.修缮祠堂3处。（{mark}县文物局、县财政局）\n")
    assert [role for _, role, _ in roles(report.items[0])] == ["lead", "support"]
    assert "unread_text" not in codes(report)


@pytest.mark.parametrize(
    ("head", "cell", "leaders", "read_as"),
    [
        ("牵头/配合单位", "县文物局/县财政局", (), {"县文物局": "lead", "县财政局": "support"}),
        ("责任领导及责任单位", "副县长张明远，县文物局", ("张明远",), {"县文物局": "lead"}),
        (
            "责任单位及分管领导",
            "县文物局、县财政局，张明远",
            ("张明远",),
            {"县文物局": "responsible", "县财政局": "responsible"},
        ),
        ("责任单位及完成时限", "县文物局，8月底前", (), {"县文物局": "lead"}),
    ],
)
def test_columns_of_which_the_name_speaks_of_two(head, cell, leaders, read_as):
    rows = f"序号\t工作任务\t{head}\n1\t修缮祠堂3处。\t{cell}\n2\t添置书架20组。\t{cell}\n"
    for item in parse(f"北亭县2026年任务分解表\n{rows}").items:
        assert item.leaders == leaders
        assert {name: role for name, role, _ in roles(item)} == read_as
        assert (item.deadline is not None) == ("时限" in head)
