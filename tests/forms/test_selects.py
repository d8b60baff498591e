"""Lists of choices are written without a template a choice, and say what Django's templates say."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from tasks_portal.form_rendering import FormRenderer

from ..given import factories

PLAIN = [("", "---------"), ("a", "甲"), ("b", "乙 & <丙>"), (3, "三"), (None, "无"), (True, "是"), ("'\"", "引号\"'")]
GROUPED = [("县区", [("1", "襄城区"), ("2", "樊城区")]), ("其他 <&>", [("3", "开发区")]), ("4", "市直")]
LABELS = [("x", mark_safe("<b>粗</b>")), ("y", _("Report")), ("z", 1234567), ("d", datetime.date(2011, 3, 1))]
LABELS += [("q", Decimal("1.50")), (mark_safe("&amp;"), "已转义")]
ATTRIBUTES = {"class": "form-select", "required": True, "disabled": False, "data-x": '"<&', "size": 5}


def both(widget, value, attrs):
    return [
        widget.render("unit[0]", value, attrs=attrs, renderer=renderer)
        for renderer in (TemplatesSetting(), FormRenderer())
    ]


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", [None, "", "b", 3, ["a", "2"]])
def test_a_list_is_written_as_djangos_templates_write_it(widget, value):
    for choices in ([], PLAIN, GROUPED, LABELS, PLAIN + GROUPED + LABELS):
        for attrs in (None, ATTRIBUTES):
            theirs, ours = both(widget(choices=choices), value, attrs)
            assert ours == theirs, (choices, attrs)
            assert hasattr(ours, "__html__")


def test_yes_and_no_are_written_the_same():
    for value in (None, True, "false"):
        theirs, ours = both(forms.NullBooleanSelect(), value, ATTRIBUTES)
        assert ours == theirs


def test_choices_that_are_rows_are_written_the_same(db):
    for name in ("市民政局", "市卫生局", "各县(市)区 <人民政府>"):
        factories.department(name)

    class Form(forms.Form):
        unit = forms.ModelChoiceField(Department.objects.all(), empty_label="全部")

    unit = Department.objects.first()
    field = Form({"unit": unit.pk})["unit"].field.widget
    theirs, ours = both(field, unit.pk, {"id": "id_unit"})
    assert ours == theirs and "selected" in ours


def test_options_of_another_shape_keep_their_template():
    class Named(forms.Select):
        option_template_name = "django/forms/widgets/attrs.html"

    theirs, ours = both(Named(choices=PLAIN), "a", None)
    assert ours == theirs and "<option" not in ours
