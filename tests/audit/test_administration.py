"""What was changed in the administration stands in the audit record, before and after."""

from django.contrib import admin
from django.urls import reverse

from departments.admin.values import HIDDEN, TellsValues
from departments.models import Department, DepartmentAlias, Membership, User
from items.audit import words
from items.forms.secrets import ANYWAY
from items.models import AuditEntry

from ..admin.admin_pages import department_form, page
from ..admin.test_people import PASSWORD, user_form

ADMINISTRATION = ("admin_added", "admin_changed", "admin_deleted")


def last():
    return AuditEntry.objects.filter(act__in=ADMINISTRATION).latest("pk")


def send(office, name, data, *keys):
    assert office.post(page(name, *keys), data).status_code == 302
    return last()


def test_every_list_of_the_administration_tells_what_it_changes():
    assert {model for model, rows in admin.site._registry.items() if not isinstance(rows, TellsValues)} == set()


def test_a_unit_that_was_changed(office, cast):
    data = department_form(cast.health) | {"short_name": "卫局", "remark": "新址 13900001111", ANYWAY: "公开过的"}
    entry = send(office, "departments_department_change", data, cast.health.pk)
    before = {"short_name": cast.health.short_name} if cast.health.short_name else {}
    assert (entry.act, entry.before) == ("admin_changed", before)
    # Like everywhere in the record, a telephone number in words is none of its business.
    assert entry.after == {"short_name": "卫局", "remark": "新址 …"}
    labels = {change.label: change.after for change in words.spell_changes(entry)}
    assert labels[str(Department._meta.get_field("remark").verbose_name)] == "新址 …"


def test_a_choice_and_a_tick_are_kept_in_words(office, cast):
    data = department_form(cast.health) | {"is_collective": "on"}
    entry = send(office, "departments_department_change", data, cast.health.pk)
    assert (entry.before["is_collective"], entry.after["is_collective"]) == ("否", "是")


def test_names_of_a_unit_that_were_added_changed_and_deleted_below_it(office, cast):
    address = "departments_department_change"
    entry = send(office, address, department_form(cast.health, aliases=["卫生局"]), cast.health.pk)
    alias = DepartmentAlias.objects.get(name="卫生局")
    name = f"departments.departmentalias.{alias.pk}.name"
    assert (entry.before, entry.after[name]) == ({}, "卫生局")
    assert f"{alias.pk} · " in words.spell_changes(entry)[0].label
    data = department_form(cast.health) | {
        "aliases-TOTAL_FORMS": "1",
        "aliases-INITIAL_FORMS": "1",
        "aliases-0-id": str(alias.pk),
        "aliases-0-department": str(cast.health.pk),
        "aliases-0-name": "市卫生局旧称",
    }
    entry = send(office, address, data, cast.health.pk)
    assert (entry.before[name], entry.after[name]) == ("卫生局", "市卫生局旧称")
    entry = send(office, address, data | {"aliases-0-DELETE": "on"}, cast.health.pk)
    assert not DepartmentAlias.objects.filter(pk=alias.pk).exists()
    assert entry.before[name] == "市卫生局旧称" and name not in entry.after


def test_a_change_in_the_list_itself(office, cast):
    address = reverse("admin:departments_department_changelist")
    rows = list(Department.objects.order_by("pk"))
    shown = [row.pk for row in office.get(address).context["cl"].result_list]
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "1"}
    for number, key in enumerate(shown):
        position = Department.objects.get(pk=key).position
        data |= {f"form-{number}-id": key, f"form-{number}-position": 77 if key == cast.health.pk else position}
    assert office.post(address, data).status_code == 302
    assert last().after == {"position": "77"} and last().before == {"position": str(cast.health.position)}


def test_a_new_person_without_password_telephone_and_address(office, cast):
    entry = send(office, "departments_user_add", user_form(**PASSWORD) | {"phone": "027-1234", "email": "a@b.cn"})
    assert entry.act == "admin_added"
    assert entry.after == {"username": "newbie", "name": entry.after["name"], "phone": HIDDEN, "email": HIDDEN}
    assert PASSWORD["password1"] not in str(entry.after)


def test_a_person_whose_telephone_was_changed(office, cast):
    data = user_form(username="newcomer", name="新来", phone="027-9999")
    entry = send(office, "departments_user_change", data, cast.newcomer.pk)
    assert entry.after["phone"] == HIDDEN and "9999" not in str(entry.after)


def test_a_password_is_never_told(office, cast):
    entry = send(office, "auth_user_password_change", PASSWORD, cast.newcomer.pk)
    told = f"{entry.before}{entry.after}{entry.reason}"
    assert PASSWORD["password1"] not in told
    assert User.objects.get(pk=cast.newcomer.pk).password not in told


def test_what_was_deleted_is_told_as_it_was(office, cast):
    post = Membership.objects.filter(user=cast.newcomer).first() or Membership.objects.create(
        user=cast.newcomer, role="observer"
    )
    entry = send(office, "departments_membership_delete", {"post": "yes"}, post.pk)
    assert entry.act == "admin_deleted" and entry.after == {}
    assert entry.before["user"] == str(cast.newcomer) and entry.before["role"] == post.get_role_display()


def test_why_something_that_looks_secret_was_saved_is_the_reason(office, cast):
    data = department_form(cast.health) | {"remark": "备注(机密)"}
    assert office.post(page("departments_department_change", cast.health.pk), data).status_code == 200
    entry = send(office, "departments_department_change", data | {ANYWAY: "公开过的"}, cast.health.pk)
    assert "公开过的" in entry.reason and entry.after["remark"] == "备注(机密)"
