"""A corrected file against the report it replaces: what is compared."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.imports import apply_import
from items.imports.comparing import changed_part, compare
from items.imports.correcting import apply_correction
from items.models import Target

from .corrected import CARE, FIRST_TEXT, HEAD, ROAD, SCHOOL, correct, item, kinds, plan
from .imported import everything


def test_the_same_text_changes_nothing(cast, report):
    found = compare(report, plan(FIRST_TEXT, report))
    assert kinds(found) == [("same", "1", set()), ("same", "2", set()), ("same", "3", set())]
    assert found.counts == {"new": 0, "changed": 0, "missing": 0, "same": 3}


def test_comparing_writes_nothing(cast, report):
    before = everything()
    compare(report, plan(FIRST_TEXT.replace("30", "40"), report))
    assert everything() == before


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("市养老中心", "市康养中心", [("changed", "3", {"text", "milestones"})]),
        ("道路30公里", "道路40公里", [("changed", "1", {"text", "targets"})]),
        ("2012年6月底", "2012年9月底", [("changed", "1", {"deadline"})]),
        ("市民政局*、市卫生局", "市民政局、市卫生局*", [("changed", "1", {"units"})]),
        ("市教育局、各区人民政府", "市教育局", [("changed", "2", {"units"})]),
        ("二、保障", "二、养老", [("changed", "3", {"chapter"})]),
        ("3、", "4、", [("changed", "4", {"number"})]),
    ],
)
def test_a_difference_is_named(cast, report, old, new, expected):
    found = compare(report, plan(FIRST_TEXT.replace(old, new), report))
    assert [change for change in kinds(found) if change[0] != "same"] == expected


def test_a_difference_is_told_before_and_after(cast, report):
    found = compare(report, plan(FIRST_TEXT.replace("道路30公里", "道路40公里"), report))
    told = {difference.name: (difference.before, difference.after) for difference in found.changes[0].differences}
    assert told["text"] == (ROAD, "修建道路40公里")
    assert all("30" in told[name][0] and "40" in told[name][1] for name in ("text", "targets"))


def test_the_upper_end_of_a_range_counts(cast):
    text = "1、新建幼儿园3-5所(责任单位:市教育局)。"
    report = apply_import(plan(text), by=cast.supervisor)
    assert Target.objects.get(item__report=report).upper == 5
    correct(report, text.replace("3-5", "3-6"), cast)
    assert Target.objects.get(item__report=report).upper == 6


def test_an_inserted_item_moves_the_others_on(cast, report):
    text = FIRST_TEXT.replace("2、", "3、").replace("二、保障\n3、", "二、保障\n4、")
    text = text.replace("3、发展", "2、疏浚河道(责任单位:市民政局)。\n3、发展")
    found = compare(report, plan(text, report))
    assert kinds(found) == [
        ("same", "1", set()),
        ("new", "2", set()),
        ("changed", "3", {"number"}),
        ("changed", "4", {"number"}),
    ]
    pks = {row.text: row.pk for row in report.items.all()}
    apply_correction(report, found.plan, by=cast.supervisor)
    for number, wording in [(1, ROAD), (3, SCHOOL), (4, CARE)]:
        assert (item(report, number).pk, item(report, number).text) == (pks[wording], wording)


def test_items_that_change_places_keep_their_rows(cast, report):
    pks = {row.text: row.pk for row in report.items.all()}
    text = f"{HEAD}1、{SCHOOL}(责任单位:市教育局)。\n2、{ROAD}(责任单位:市民政局)。\n3、{CARE}(责任单位:市卫生局)。"
    correct(report, text, cast)
    assert [(row.number, row.pk) for row in report.items.order_by("position")] == [
        (1, pks[SCHOOL]),
        (2, pks[ROAD]),
        (3, pks[CARE]),
    ]


def test_another_task_under_an_old_number_is_new(cast, report):
    text = FIRST_TEXT.replace(CARE, "整治全部背街小巷")
    assert [change[:2] for change in kinds(compare(report, plan(text, report)))] == [
        ("same", "1"),
        ("same", "2"),
        ("new", "3"),
        ("missing", "3"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("加强养老服务,提高老人津贴标准", ["new", "missing"]),  # 12 of 28 pairs of characters in common: below half
        ("加强养老服务,年内补助困难老人", ["changed"]),  # 16 of 28
    ],
)
def test_less_than_half_alike_under_another_number_is_another_task(cast, report, text, found):
    moved = FIRST_TEXT.replace(f"3、{CARE}", f"4、{text}")
    assert [kind for kind, *_rest in kinds(compare(report, plan(moved, report)))] == ["same", "same", *found]


def test_the_number_of_queries_does_not_grow_with_the_items(cast):
    def queries(count):
        text = "\n".join(f"{n}、新建第{n}处站点{n}个(责任单位:市民政局*、市卫生局)。" for n in range(1, count + 1))
        report = apply_import(plan(text, title=f"{count}项"), by=None)
        ready = plan(text.replace("新建", "改建"), report, title=f"{count}项")
        with CaptureQueriesContext(connection) as captured:
            assert compare(report, ready).counts["changed"] == count
        return len(captured)

    assert queries(2) == queries(60)


def test_long_texts_are_cut_to_what_differs():
    before = "甲" * 40 + "修路" + "乙" * 40
    after = "甲" * 40 + "架桥" + "乙" * 40
    assert changed_part(before, after) == (
        "…" + "甲" * 15 + "修路" + "乙" * 15 + "…",
        "…" + "甲" * 15 + "架桥" + "乙" * 15 + "…",
    )
    assert changed_part("修路", "修路架桥") == ("修路", "修路架桥")
