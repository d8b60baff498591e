"""Kinds of documents that were once misread, each in words of its own: numbers, units with roles, leaders, findings."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, rebuilt

LEAD, SUPPORT, LISTED = "lead", "support", "responsible"
KINDS = {
    "units on a heading": (
        "一、养老服务(责任单位:市民政局)\n1.新建食堂9家。\n2.改造床位400张。",
        [(1, {"市民政局": LEAD}, ()), (2, {"市民政局": LEAD}, ())],
        [],
    ),
    "wording on a heading": (
        "(二)畅通出行〔县交通局牵头〕\n1.修路7公里。\n2.架桥3座。",
        [(1, {"县交通局": LEAD}, ()), (2, {"县交通局": LEAD}, ())],
        [],
    ),
    "a label below a heading": (
        "一、畅通出行\n牵头单位:县交通局\n1.修路7公里。\n2.架桥3座。(责任单位:县公路段)",
        [(1, {"县交通局": LEAD}, ()), (2, {"县交通局": LEAD, "县公路段": SUPPORT}, ())],
        [],
    ),
    "a chapter without units": (
        "一、文化\n1.建书屋6座。(责任单位:县文旅局)\n二、水利\n1.清淤河道8公里。\n2.加固水库4座。",
        [(1, {"县文旅局": LEAD}, ()), (1, {}, ()), (2, {}, ())],
        ["no_unit", "no_unit"],
    ),
    "numbers without any unit": (
        "(一)改造公厕60座。(二)新增车位900个。",
        [(1, {}, ()), (2, {}, ())],
        ["no_unit", "no_unit"],
    ),
    "columns of other names": (
        "序号 | 工作任务 | 牵头单位 | 主要协作单位 | 截止日期\n"
        "1 | 疏通沟渠 | 县水利局 | 县财政局、县农业局 | 2026年5月",
        [(1, {"县水利局": LEAD, "县财政局": SUPPORT, "县农业局": SUPPORT}, ())],
        [],
    ),
    "an unknown name of the task and a state": (
        "序号 | 议定事项 | 责任单位 | 配合单位 | 完成时限 | 销号情况\n"
        "1 | 修订制度 | 县人社局 | 县司法局 | 8月底前 | 已销号",
        [(1, {"县人社局": LEAD, "县司法局": SUPPORT}, ())],
        [],
    ),
    "the unit's person": (
        "序号 | 事项 | 分管领导 | 责任单位 | 责任人 | 完成时限\n1 | 建馆2座 | 钱某 | 县文旅局 | 孙某 | 年底前",
        [(1, {"县文旅局": LEAD}, ("钱某",))],
        [],
    ),
    "a rule in variant characters": (
        "1.减免税费。(责任单位:县税务局、县财政局,排在首位的爲牽頭單位,下同)",
        [(1, {"县税务局": LEAD, "县财政局": SUPPORT}, ())],
        [],
    ),
    "joined collectives": (
        "1.做好防疫。(县卫健局牵头,县级各有关部门及各乡镇政府负责)",
        [(1, {"县卫健局": LEAD, "县级各有关部门": SUPPORT, "各乡镇政府": SUPPORT}, ())],
        [],
    ),
    "a notice above the tasks": (
        "一、提高站位,压实责任。\n二、严格督办,按时报送。\n附件\n乙县2027年任务分解\n1.建亭5座。(责任单位:县城管局)",
        [(1, {"县城管局": LEAD}, ())],
        [],
    ),
    "leaders of a school": (
        "1.修订学籍办法。\n分管校领导:周某某\n责任单位:教务处",
        [(1, {"教务处": LEAD}, ("周某某",))],
        [],
    ),
    "the duty in the sentence": (
        "1.由县住建局牵头,会同县财政局、县城管局,建成公园3个。",
        [(1, {"县住建局": LEAD, "县财政局": SUPPORT, "县城管局": SUPPORT}, ())],
        [],
    ),
    "a bracket of offices": (
        "1.粉刷外墙300处。(房管科、后勤科)",
        [(1, {"房管科": LISTED, "后勤科": LISTED}, ())],
        ["no_lead", "units_unlabelled"],
    ),
    "the label of other supporters": (
        "1.粉刷外墙300处。\n牵头单位:县住建局\n主要配合单位:县财政局、县城管局",
        [(1, {"县住建局": LEAD, "县财政局": SUPPORT, "县城管局": SUPPORT}, ())],
        [],
    ),
    "short brackets behind points": (
        "1.美化街区。①粉刷外墙300处(县住建局);②种树500棵(县林业局)。",
        [(1, {"县住建局": LEAD}, ()), (2, {"县林业局": LEAD}, ())],
        [],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_was_misread_is_read(kind):
    text, items, asked = KINDS[kind]
    report = parse(text)
    found = [
        (item.number, {unit.name: unit.role for unit in item.responsibilities}, item.leaders) for item in report.items
    ]
    assert (found, sorted(codes(report))) == (items, asked)
    assert rebuilt(report) == text


def test_dated_steps_below_a_task_are_milestones():
    report = parse("乙县2027年任务分解\n1.新建医院2所。\n牵头单位:县卫健局\n进度安排:5月底前封顶;11月底前投用。\n")
    days = [step.deadline.date.isoformat() for step in report.items[0].milestones]
    assert days == ["2027-05-31", "2027-11-30"]
