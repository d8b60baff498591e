"""Days and percentages as people type them, in fields of every form."""

import datetime
from decimal import Decimal

import pytest
from django import forms

from items.forms.fields import DayField
from items.forms.numbers import PercentField
from items.updates.forms import AcceptForm

DAY = datetime.date(2011, 12, 30)


@pytest.mark.parametrize(
    "text", ["2011-12-30", "２０１１－１２－３０", "2011年12月30日", "2011年12月30", " 2011. 12.30 ", "2011/12/30"]
)
def test_a_day_is_read_as_it_is_written(text):
    assert DayField().clean(text) == DAY


@pytest.mark.parametrize("text", ["2011-13-01", "2011年2月30日", "年底", "30.12.2011", "２０１１"])
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(forms.ValidationError, match="2011-12-31"):
        DayField().clean(text)


@pytest.mark.parametrize(("text", "is_taken"), [("1948-12-31", False), ("1949-01-01", True), ("2100-12-31", True)])
def test_a_day_of_another_age_is_no_day_of_the_portal(text, is_taken):
    if is_taken:
        assert DayField().clean(text).isoformat() == text
    else:
        with pytest.raises(forms.ValidationError, match="1949至2100年"):
            DayField().clean(text)
    for far in ("0001-01-01", "2101-01-01", "9999-12-31"):
        with pytest.raises(forms.ValidationError, match="1949至2100年"):
            DayField().clean(far)


def percent(text):
    return PercentField(refused="核定比例").clean(text)


@pytest.mark.parametrize("text", ["75.5", "７５．５", "75.5%", "７５．５％", " 75.5 "])
def test_a_percentage_is_read_as_it_is_written(text):
    assert percent(text) == Decimal("75.5")


@pytest.mark.parametrize("text", ["1e1", "75.55", "101", "-1", "七成", "1万", "9" * 20, "nan"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(forms.ValidationError, match="核定比例"):
        percent(text)


def test_the_verified_percentage_is_refused_by_its_name():
    form = AcceptForm({"version": "1", "completion": "1e1"})
    assert "核定比例" in str(form.errors["completion"])
    assert AcceptForm({"version": "1", "completion": ""}).is_valid()
