"""Units in the administration: finding, ordering, adding, refusing, deleting, merged ones."""

import datetime

import pytest
from django.contrib import admin
from django.utils import timezone

from departments.models import CollectiveMember, Department, DepartmentAlias

from ..given import factories
from ..given.html import sentences
from .admin_pages import LISTS, department_form, errors, page, shown


@pytest.mark.parametrize("words", ["卫生局", "市卫生局", "卫健", "民政 市"])
def test_departments_are_found_by_any_of_their_names(office, cast, words):
    DepartmentAlias.objects.create(department=cast.health, name="市卫健委")
    DepartmentAlias.objects.create(department=cast.health, name="市卫健局")
    rows = shown(office.get(page("departments_department_changelist", q=words)))
    assert rows == [cast.civil_affairs if "民政" in words else cast.health]


@pytest.mark.parametrize("words", ["weisheng", "swsj", "ＷＳＪ", "衛生局", "市 衛生", "weijianwei wsj"])
def test_departments_are_found_and_offered_however_written(office, cast, words):
    DepartmentAlias.objects.create(department=cast.health, name="市卫健委")
    assert shown(office.get(page("departments_department_changelist", q=words))) == [cast.health]
    query = {"app_label": "departments", "model_name": "membership", "field_name": "department"}
    offered = office.get(page("autocomplete", **query, term=words)).json()["results"]
    assert [row["text"] for row in offered] == [cast.health.name]


def test_departments_are_filtered(office, cast):
    today = timezone.localdate()
    Department.objects.filter(pk=cast.east.pk).update(active_to=today - datetime.timedelta(days=1))
    Department.objects.filter(pk=cast.west.pk).update(active_from=today + datetime.timedelta(days=1))
    Department.objects.filter(pk=cast.health.pk).update(active_to=today, successor=cast.education)

    def found(**query):
        return {unit.name for unit in shown(office.get(page("departments_department_changelist", **query)))}

    assert found(state="merged") == {"市卫生局"}
    assert found(state="closed") == {"东城区人民政府", "西城区人民政府"}
    assert found(state="active") == {"市民政局", "市教育局", "市政府办公室", "各区人民政府"}
    assert found(is_collective__exact="1") == {"各区人民政府"}
    assert found(kind__exact="county") == {"各区人民政府"}
    assert "市教育局</td>" in office.get(page("departments_department_changelist")).text  # as the successor


def test_the_order_is_changed_in_the_list(office, cast):
    units = list(Department.objects.all())
    data = {"form-TOTAL_FORMS": len(units), "form-INITIAL_FORMS": len(units), "_save": "1"}
    for place, unit in enumerate(units):
        data |= {f"form-{place}-id": unit.pk, f"form-{place}-position": 10 - place}
    office.post(page("departments_department_changelist"), data)
    assert list(Department.objects.all()) == units[::-1]


def test_a_wrong_order_in_the_list_is_refused(office, cast):
    unit = cast.health
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "1", "form-0-id": unit.pk, "form-0-position": "-1"}
    answer = office.post(page("departments_department_changelist", q=unit.name), data)
    assert answer.status_code == 200
    assert answer.context["cl"].formset.errors == [{"position": ["确保该值大于或等于0。"]}]


def test_a_department_is_added_with_its_aliases(office, cast):
    answer = office.post(
        page("departments_department_add"), department_form(name="市审计局", kind="government", aliases=["市审计机关"])
    )
    assert answer.status_code == 302
    assert Department.objects.called("市审计机关").get().name == "市审计局"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "市卫生局"},
        {"name": "x" * 101},
        {"name": "市药监局"},
        {"kind": "no such kind"},
        {"position": "first"},
        {"active_from": "2014-05-01", "active_to": "2014-04-30"},
        {"active_to": "2014-02-30"},
        {"aliases": ["市民政局"]},
        {"aliases": ["市药监局"]},
        {"aliases": ["同名", "同名"]},
        {"aliases": ["x" * 101]},
    ],
)
def test_a_wrong_department_is_refused_with_a_sentence(office, cast, wrong):
    DepartmentAlias.objects.create(department=cast.health, name="市药监局")
    before = Department.objects.count(), DepartmentAlias.objects.count()
    answer = office.post(page("departments_department_add"), department_form(**{"name": "市审计局", **wrong}))
    assert errors(answer)
    assert (Department.objects.count(), DepartmentAlias.objects.count()) == before


def test_members_are_entered_on_a_collective_only(office, cast):
    assert "member_rows-TOTAL_FORMS" not in office.get(page("departments_department_change", cast.health.pk)).text
    address = page("departments_department_change", cast.districts.pk)
    assert "member_rows-TOTAL_FORMS" in office.get(address).text
    assert office.post(address, department_form(cast.districts, members=[cast.health])).status_code == 302
    assert cast.districts.member_rows.count() == 3


def test_wrong_members_are_refused_with_a_sentence(office, cast):
    Department.objects.filter(pk=cast.office.pk).update(successor=cast.education)
    other = factories.collective("各城区人民政府", [])
    address = page("departments_department_change", cast.districts.pk)
    for members in ([cast.districts], [other], [cast.east], [cast.health, cast.health], [cast.office]):
        assert errors(office.post(address, department_form(cast.districts, members=members)))
    form = department_form(cast.districts, members=[])
    del form["is_collective"]
    assert errors(office.post(address, form))
    form = department_form(cast.east, is_collective="on")
    assert errors(office.post(page("departments_department_change", cast.east.pk), form))
    assert CollectiveMember.objects.count() == 2


def test_a_department_in_use_is_not_deleted(office, cast):
    change = page("departments_department_change", cast.health.pk)
    delete = page("departments_department_delete", cast.health.pk)
    assert delete not in office.get(change).text
    for answer in (office.get(delete, follow=True), office.post(delete, {"post": "yes"}, follow=True)):
        assert answer.redirect_chain == [(change, 302)]
        assert "市卫生局" in sentences(answer)
    assert Department.objects.filter(pk=cast.health.pk).exists()


def test_a_department_that_nobody_names_is_deleted(office, cast):
    unit = factories.department("市误录局")
    DepartmentAlias.objects.create(department=unit, name="误录")
    delete = page("departments_department_delete", unit.pk)
    assert office.get(delete).status_code == 200
    office.post(delete, {"post": "yes"})
    assert not Department.objects.filter(pk=unit.pk).exists()


def test_a_deletion_that_collides_with_a_new_use_is_refused(office, cast, monkeypatch):
    monkeypatch.setattr("departments.admin.common.KeepsWhatIsUsed.is_used", lambda self, instance: False)
    office.post(page("departments_department_delete", cast.health.pk), {"post": "yes"}, follow=True)
    assert Department.objects.filter(pk=cast.health.pk).exists()


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_deleted_in_bulk(office, cast, name):
    model = next(m for m in admin.site._registry if f"{m._meta.app_label}_{m._meta.model_name}" == name)
    before = model._base_manager.count()
    chosen = list(model._base_manager.values_list("pk", flat=True))
    office.post(
        page(f"{name}_changelist"),
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
        follow=True,
    )
    assert model._base_manager.count() == before


def test_a_merged_department_shows_where_it_went_and_takes_a_remark(office, cast):
    last = factories.department("市卫健委")
    Department.objects.filter(pk=cast.education.pk).update(successor=last)
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    address = page("departments_department_change", cast.health.pk)
    assert "市卫生局 → 市教育局 → 市卫健委" in office.get(address).text
    office.post(address, {"name": "改名", "position": "7", "remark": "2014年并入"})
    cast.health.refresh_from_db()
    assert (cast.health.name, cast.health.position, cast.health.remark) == ("市卫生局", 7, "2014年并入")


def test_the_chooser_offers_no_merged_department(office, cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    query = {"app_label": "departments", "model_name": "membership", "field_name": "department"}
    answer = office.get(page("autocomplete", **query, term="市")).json()
    assert [row["text"] for row in answer["results"]] == ["市民政局", "市教育局", "市政府办公室"]
