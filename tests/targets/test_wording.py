"""How targets and milestones are written, and how their numbers are read."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from items.forms.numbers import NumberField
from items.models import Milestone, Target
from items.models.target import write_number

from ..given import factories
from ..given.factories import day


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        ("0", "个", "0"),
        ("30.0000", "个", "30"),
        ("0.35", "", "0.35"),
        ("-3.5000", "%", "-3.5"),
        ("800", "户", "800"),
        ("9999", "户", "9999"),
        ("10000.0000", "户", "1万"),
        ("100000", "人", "10万"),
        ("13800", "口", "1.38万"),
        ("12700", "套", "1.27万"),
        ("-20000", "吨", "-2万"),
        ("12345", "人", "12345"),
        ("123456", "人", "123456"),
        ("250000000", "元", "2.5亿"),
        ("123450000", "元", "12345万"),
        ("1200000000000", "元", "1.2万亿"),
        ("20000", "万元", "20000"),
        ("30000", "亿元", "30000"),
        ("10000", "%", "10000"),
        ("50000", "千瓦", "5万"),
    ],
)
def test_numbers_are_written_as_chinese_readers_count(number, unit, written):
    assert write_number(Decimal(number), unit) == written


@pytest.mark.parametrize(
    ("fields", "figure"),
    [
        ({"number": "100000", "unit": "人", "comparator": ">="}, "≥ 10万人"),
        ({"number": "3.5", "unit": "%", "comparator": "<="}, "≤ 3.5%"),
        ({"number": "3", "upper": "5", "unit": "个"}, "3–5个"),
        ({"number": "1", "unit": "所", "per": "每个乡镇"}, "1所（每个乡镇）"),
        ({"number": "0.35"}, "0.35"),
    ],
)
def test_a_target_is_shown_with_sign_range_unit_and_scope(fields, figure):
    numbers = {name: Decimal(fields[name]) for name in ("number", "upper") if name in fields}
    target = Target(**{"label": "指标", **fields, **numbers})
    assert target.figure == figure
    assert str(target) == f"指标 {figure}"


def test_a_milestone_is_shown_with_its_day_if_it_has_one():
    assert str(Milestone(title="主体完工", due_on=day("2011-06-30"))) == "主体完工（2011-06-30）"
    assert str(Milestone(title="主体完工")) == "主体完工"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("100000", "100000"),
        (" 100,000 ", "100000"),
        ("１００，０００", "100000"),
        ("10万", "100000"),
        ("１０ 万", "100000"),
        ("1.38万", "13800"),
        ("2.5亿", "250000000"),
        ("1.2万亿", "1200000000000"),
        ("5千", "5000"),
        ("3百万", "3000000"),
        ("-3.5", "-3.5"),
        ("−3.5", "-3.5"),
        ("0.00035万", "3.5"),
        ("9999999999999.9999", "9999999999999.9999"),
        ("", None),
        ("  ", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert NumberField().clean(typed) == (number and Decimal(number))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("十万", "This is no number"),
        ("约10万", "This is no number"),
        ("NaN", "This is no number"),
        ("Infinity", "This is no number"),
        ("10万人", "“人” does not belong"),
        ("3%", "“%” does not belong"),
        ("3-5", "“-5” does not belong"),
        ("3～5", "“~5” does not belong"),
        ("10多万", "“多万” does not belong"),
        ("1,00", "“,00” does not belong"),
        ("1e9", "“e9” does not belong"),
        ("0.00001", "at most 13 digits"),
        ("10000000000000", "at most 13 digits"),
        ("10万亿", "at most 13 digits"),
        ("9" * 5000, "at most 13 digits"),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_type(typed, sentence):
    with translation.override("en"), pytest.raises(ValidationError, match=sentence):
        NumberField().clean(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["10000000000000", "-10000000000000", "9999999999999.9999", "0.0001"])
def test_the_largest_and_smallest_numbers_come_back_from_the_database(cast, number):
    target = factories.target(cast.led, number=number)
    assert abs(Target.objects.get(pk=target.pk).number - Decimal(number)) <= Decimal("0.0001")
