"""The plan of an import: which unit each name means, and which it may mean."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import Department, DepartmentAlias
from items.imports.matching import alike, departments_by_name, new_department
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from .imported import UNKNOWN, everything, plan


def test_a_plan_writes_nothing(cast):
    before = everything()
    plan()
    assert everything() == before


@pytest.mark.parametrize("written", ["市卫生局", "卫生局", "市卫生和健康局"])
def test_a_unit_is_known_by_name_short_name_and_alias(cast, written):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    found = plan(f"1、甲(责任单位:{written})。")
    assert (found.units, found.unknown_units) == ({written: cast.health}, [])


@pytest.mark.parametrize("written", ["市衛生局", "市 卫生局"])
def test_a_unit_is_known_in_traditional_characters_and_with_blanks(cast, written):
    assert plan(f"1、甲(责任单位:{written})。").unknown_units == []


def test_brackets_of_a_name_may_be_wide_or_narrow(cast):
    unit = factories.department("各县(市)区人民政府", is_collective=True)
    assert list(plan("1、甲(责任单位:各县（市）区人民政府)。").units.values()) == [unit]


def test_a_merged_units_old_name_finds_the_successor(cast):
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2012-01-01"))
    for written in ["市卫生局", "卫生局"]:
        assert plan(f"1、甲(责任单位:{written})。").units == {written: cast.education}


def test_no_name_leads_to_a_unit_that_has_a_successor(cast):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    text = "1、甲(责任单位:市卫生局、市卫生和健康局)。"
    assert plan(text).unknown_units == ["市卫生局", "市卫生和健康局"]


def test_a_full_name_beats_a_short_name_and_an_alias(cast):
    Department.objects.filter(pk=cast.health.pk).update(short_name="市教育局")
    DepartmentAlias.objects.create(department=cast.health, name="市民政局")
    assert plan("1、甲(责任单位:市教育局、市民政局)。").units == {
        "市教育局": cast.education,
        "市民政局": cast.civil_affairs,
    }


def test_a_short_name_of_two_units_is_not_guessed(cast):
    Department.objects.filter(pk=cast.education.pk).update(short_name="卫生局")
    assert plan("1、甲(责任单位:卫生局)。").unknown_units == ["卫生局"]


def test_unknown_units_are_listed_in_the_order_of_the_text(cast):
    assert plan(UNKNOWN).unknown_units == ["市粮食局", "市气象局"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("市发展和改革局", "市发改委"),
        ("市发展改革委", "市发展和改革委员会"),
        ("市人社局", "市人力资源和社会保障局"),
        ("市住房保障与房屋管理局", "市住房保障和房屋管理局"),
        ("市人力资源与社会保障局", "市人力资源和社会保障局"),
        ("市住房及城乡建设局", "市住房城乡建设局"),
        ("市政府办", "市政府办公室"),
        ("市食药监局", "市食品药品监督管理局"),
    ],
)
def test_units_of_like_names_are_suggested(cast, written, name):
    meant = Department.objects.filter(name=name).first() or factories.department(name)
    assert alike(written, departments_by_name())[0] == meant


def test_a_unit_is_suggested_once_however_many_names_it_has(cast):
    meant = factories.department("市发展和改革委员会", short_name="市发改委")
    DepartmentAlias.objects.create(department=meant, name="市发展改革委")
    assert alike("市发展和改革局", departments_by_name()) == [meant]


@pytest.mark.parametrize("written", ["某种东西", "2011年", "局", "市", "、"])
def test_nothing_is_suggested_for_a_name_like_no_other(cast, written):
    assert alike(written, departments_by_name()) == []


def test_at_most_three_units_are_suggested(cast):
    for letter in "甲乙丙丁":
        factories.department(f"市第{letter}建设工程局")
    assert len(alike("市建设工程局", departments_by_name())) == 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市粮食局", "government"),
        ("市政府办公室", "government"),
        ("市委宣传部", "party"),
        ("市总工会", "mass"),
        ("东湖区人民政府", "county"),
        ("高新区管委会", "zone"),
        ("市创建指挥部", "coordinating"),
        ("市博物馆", "institution"),
        ("有关方面", "other"),
    ],
)
def test_a_new_units_kind_follows_from_its_name(name, kind):
    assert new_department(name, is_collective=False).kind == kind


def test_a_plan_asks_the_database_as_often_for_many_units(cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            plan()
        return len(captured)

    few = queries()
    for number in range(50):
        DepartmentAlias.objects.create(
            department=factories.department(short_name=f"第{number}局"), name=f"别名{number}"
        )
    assert queries() == few
