"""Which targets promise the same thing, in whatever words; found in one query."""

from decimal import Decimal

import pytest

from items.models import Target, WorkItem
from items.targets import likeness
from items.targets.likeness import is_like, is_same_promise, twins_of

from ..given import factories


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("建成农村留守儿童爱心服务站", "新建市级留守儿童爱心服务站", True),
        ("建成农村留守儿童爱心服务站", "新建城区留守儿童爱心服务站", False),
        ("留守儿童爱心服务站", "留守儿童爱心服务站", True),
        ("新建公园", "建成公园", True),
        ("新建公园", "改造公园", False),
        ("建设城市棚户区", "改造城市棚户区", False),
        ("改造城市棚户区", "改造农村危房", False),
        ("开工建设各类保障性住房", "新建保障性住房", True),
        ("新建改建城乡幼儿园", "每个乡镇公办幼儿园", False),
        ("创建示范乡镇卫生院", "创建示范村卫生室", False),
        ("新建流动图书站", "新建标准化菜市场", False),
        ("城镇新增就业", "转移农村劳动力就业", False),
        ("新建小学学位", "新建中学学位", False),
        ("新建", "建成", False),
    ],
)
def test_labels_that_name_the_same(first, second, alike):
    assert is_like(first, second) == is_like(second, first) == alike


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({}, True),
        ({"unit": "所"}, True),
        ({"unit": "处"}, True),
        ({"unit": "万元"}, False),
        ({"number": Decimal(201)}, False),
        ({"upper": Decimal(300)}, False),
        ({"per": "每个乡镇"}, False),
        ({"comparator": ">="}, True),
        ({"label": "新建停车场"}, False),
    ],
)
def test_the_same_promise_has_the_same_number_of_the_same(fields, same):
    values = {"label": "建成农村留守儿童爱心服务站", "number": Decimal(200), "unit": "个"}
    first, second = Target(**values), Target(**{**values, "label": "新建市级留守儿童爱心服务站", **fields})
    assert is_same_promise(first, second) == is_same_promise(second, first) == same


def test_zero_promises_nothing_twice():
    nothing = Target(label="新建爱心服务站", number=Decimal(0), unit="个")
    assert not is_same_promise(nothing, nothing)


def test_twins_are_found_in_the_report_in_one_query(cast, django_assert_num_queries):
    first = factories.target(cast.led, label="建成农村留守儿童爱心服务站", number=200)
    second = factories.target(cast.supported, label="新建市级留守儿童爱心服务站", number=200, unit="所")
    third = factories.target(cast.led, label="新建留守儿童爱心服务站", number=200, position=2)
    factories.target(cast.open_lead, label="新建停车场", number=200)
    with django_assert_num_queries(1):
        [group] = twins_of([cast.supported])
    assert group == [(first.pk, cast.led.pk), (second.pk, cast.supported.pk), (third.pk, cast.led.pk)]
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    assert twins_of([cast.supported]) == []


def test_words_are_compared_once_however_many_targets_use_them(cast, monkeypatch):
    compared = []
    monkeypatch.setattr(likeness, "is_same_promise", lambda one, other: compared.append(one) or True)
    for number in range(10, 60):
        label = ("新建爱心服务站", "建成留守儿童爱心服务站")[number % 2]
        factories.target(factories.item(cast.report, number), label=label, number=200)
    items = list(cast.report.items.all())
    assert [len(group) for group in twins_of(items)] == [50]
    assert len(compared) == 1
