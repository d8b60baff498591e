"""Figures as people type them, with or without the unit of the target behind them; what is counted is not negative."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from items.closing.forms import ClosingForm
from items.forms.numbers import NumberField
from items.models import Target
from items.rules.typed_figures import FigureRefused, read_figure, too_low
from items.targets.forms import TargetForm
from items.updates import drafting

from ..given import factories
from ..given.opened_rounds import opened, update_of
from ..given.refusals import refused
from ..given.together import moment

READ = [
    ("34000", "人", "34000"),
    ("34,000", "人", "34000"),
    ("34，000", "人", "34000"),
    ("３４０００", "人", "34000"),
    ("34 000", "人", "34000"),
    (" 34000 ", "人", "34000"),
    ("34000人", "人", "34000"),
    ("34000 人", "人", "34000"),
    ("34,000人", "人", "34000"),
    ("3.4万", "人", "34000"),
    ("3.4万人", "人", "34000"),
    ("３.４ 万人", "人", "34000"),
    ("3.4万人", "万人", "3.4"),
    ("34000人", "万人", "3.4"),
    ("3.4", "万人", "3.4"),
    ("1亿人", "万人", "10000"),
    ("8.65亿元", "亿元", "8.65"),
    ("8.65亿元", "万元", "86500"),
    ("86500万元", "万元", "86500"),
    ("86500", "万元", "86500"),
    ("86500万元", "亿元", "8.65"),
    ("865000000元", "亿元", "8.65"),
    ("8.65万元", "元", "86500"),
    ("8.65万", "元", "86500"),
    ("1.2万亿元", "亿元", "12000"),
    ("12.5", "%", "12.5"),
    ("12.5%", "%", "12.5"),
    ("12.5％", "%", "12.5"),
    ("-3%", "%", "-3"),
    ("−3.5", "%", "-3.5"),
    ("-2.1个百分点", "个百分点", "-2.1"),
    ("-2.1百分点", "个百分点", "-2.1"),
    ("30公里", "公里", "30"),
    ("30千米", "公里", "30"),
    ("30km", "公里", "30"),
    ("30KM", "千米", "30"),
    ("30千米", "米", "30000"),
    ("1.2万㎡", "平方米", "12000"),
    ("1.2万平米", "平方米", "12000"),
    ("120万千瓦", "万千瓦", "120"),
    ("1.2亿千瓦", "万千瓦", "12000"),
    ("5千亩", "亩", "5000"),
    ("3百万吨", "吨", "3000000"),
    ("3百万吨", "万吨", "300"),
    ("12所", "所", "12"),
    ("12", "", "12"),
    ("0", "所", "0"),
    ("0所", "所", "0"),
    (".5", "公里", "0.5"),
    ("+5", "个", "5"),
    ("2000人次", "人次", "2000"),
    ("0.2万人次", "人次", "2000"),
    ("", "人", None),
    ("  ", "人", None),
]
REFUSED = [
    ("34000户", "人", "“户”不是本指标的计量单位，本指标按“人”计量"),
    ("34000人次", "人", "“人次”不是本指标的计量单位"),
    ("34000人", "人次", "“人”不是本指标的计量单位"),
    ("3所", "个", "“所”不是本指标的计量单位，本指标按“个”计量"),
    ("40%", "所", "“%”不是本指标的计量单位"),
    ("40‰", "%", "“‰”不是本指标的计量单位"),
    ("0.4万", "%", "“万”不是本指标的计量单位"),
    ("30000米", "公里", "“米”不是本指标的计量单位"),
    ("8.65亿元", "人", "“元”不是本指标的计量单位"),
    ("12个", "", "“个”不属于数字"),
    ("1.5万", "万元", "“1.5万”：本指标计量单位为“万元”，请直接填写万元数，或写明单位，如1.5万元"),
    ("8亿", "万人", "如8亿人"),
    ("3千", "万人", "如3千人"),
    ("约34000", "人", "“约34000”不是数字"),
    ("三万", "人", "不是数字"),
    ("人", "人", "不是数字"),
    ("3-5", "个", "不是数字"),
    ("1,00", "个", "不是数字"),
    ("1.2.3", "个", "不是数字"),
    ("3.4万余人", "人", "“余”不是本指标的计量单位"),
    ("NaN", "个", "不是数字"),
    ("1_0", "个", "不是数字"),
    ("86501.5元", "万元", "小数超过四位"),
    ("0.00001", "公里", "小数超过四位"),
    ("9" * 61, "个", "过长"),
]


@pytest.mark.parametrize(("typed", "unit", "number"), READ)
def test_it_is_read(typed, unit, number):
    assert read_figure(typed, unit) == (number and Decimal(number))


@pytest.mark.parametrize(("typed", "unit", "sentence"), REFUSED)
def test_it_is_refused_with_what_to_type(typed, unit, sentence):
    with translation.override("zh-hans"), pytest.raises(FigureRefused) as told:
        read_figure(typed, unit)
    assert sentence in told.value.sentence


@pytest.mark.parametrize(
    ("label", "unit", "promised", "is_refused"),
    [
        ("新建学校", "所", 30, True),
        ("城镇新增就业", "人", 100000, True),
        ("完成投资", "亿元", 30, True),
        ("建成公路", "公里", 30, True),
        ("新建站点", "", 30, True),
        ("地区生产总值增长", "%", 8, False),
        ("空气质量优良率", "%", 80, False),
        ("规模以上企业净增", "家", 20, False),
        ("企业利润总额", "亿元", 20, False),
        ("居民消费价格涨幅", "个百分点", 3, False),
        ("能耗", "吨", -3, False),
    ],
)
def test_what_is_counted_is_never_below_zero(label, unit, promised, is_refused):
    target = Target(label=label, unit=unit, number=Decimal(promised))
    assert bool(too_low(target, Decimal(-5))) is is_refused
    assert not too_low(target, Decimal(0)) and not too_low(target, None)


# Every place where a figure is typed


def of_report(cast, target, typed):
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    drafting.save(update, by=cast.liaison, at=moment("2011-03-15"), was={}, changes={f"value_{target.pk}": typed})
    return update.values.get().value


def of_part(cast, target, typed):
    update = update_of(opened(cast.report), cast.led, cast.health)
    by, at = cast.health_liaison, moment("2011-03-15")
    drafting.save(update, by=by, at=at, was={}, changes={f"value_{target.pk}": typed})
    return update.values.get().value


def of_closing(cast, target, typed):
    form = ClosingForm({f"closing_form-value_{target.pk}": typed}, item=cast.led, unit=None, name="closing_form")
    name = next(name for name in form.fields if name == f"value_{target.pk}")
    return form.fields[name].clean(typed)


def of_plan(cast, target, typed):
    return NumberField(target=target).clean(typed)


PLACES = [of_report, of_part, of_closing, of_plan]


@pytest.mark.parametrize("place", PLACES)
def test_every_place_reads_the_unit_behind_the_figure(cast, place):
    target = factories.target(cast.led, "培训", number=5, unit="万人")
    assert place(cast, target, "34000人") == Decimal("3.4")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("typed", "sentence"), [("-5", "below zero"), ("-5所", "below zero"), ("5座", "“座” is not")])
def test_every_place_refuses_what_is_below_zero_and_other_units(cast, place, typed, sentence):
    target = factories.target(cast.led, "新建学校", number=30, unit="所")
    if place in (of_report, of_part):
        opened(cast.report)
        with refused(f"新建学校: .*{sentence}"):
            place(cast, target, typed)
    else:
        with translation.override("en"), pytest.raises(ValidationError, match=sentence):
            place(cast, target, typed)


@pytest.mark.parametrize(("typed", "is_right"), [("-5", False), ("5", True)])
def test_a_target_that_counts_is_not_promised_below_zero(typed, is_right):
    form = TargetForm({"label": "新建学校", "comparator": "=", "number": typed, "unit": "所"})
    assert form.is_valid() is is_right
