"""What looks secret goes into no text of the administration without a reason, which the record of the change keeps."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import RequestFactory

from departments.models import Department, DepartmentAlias, User
from items.forms.secrets import ANYWAY, AsksAboutSecrets
from items.models import HistoryEntry

from ..forms.test_secrets_asked import typed_in
from ..given.html import parse
from .admin_pages import department_form, page
from .test_people import PASSWORD, user_form

MARK, CITIZEN, MOBILE = "机密★1年", "11010519491231002X", "13812345678"
TOLD = "“机密★”"
WHY = "已经核对，为公开内容"


def changed_rows(administrator):
    """(model, its ModelAdmin, a row or None, the request) of all that can be changed or added there."""
    request = RequestFactory().get("/")
    request.user = administrator
    for model, rows in admin.site._registry.items():
        if rows.has_add_permission(request):
            yield model, rows, None, request
        if rows.has_change_permission(request):
            row = model._default_manager.order_by("pk").first()
            assert row is not None, model
            yield model, rows, row, request


def test_every_form_of_the_administration_with_words_asks(cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    asking = set()
    for model, rows, row, request in changed_rows(cast.administrator):
        found = [rows.get_form(request, row, change=row is not None)]
        found += [formset.form for formset, _inline in rows.get_formsets_with_inlines(request, row)]
        if rows.list_editable:
            found.append(rows.get_changelist_form(request))
        for form in found:
            assert issubclass(form, AsksAboutSecrets) or not typed_in(form), (model, form)
            asking |= {(model.__name__, name) for name in typed_in(form)}
    # That the walk finds what there is.
    assert {("Department", "remark"), ("User", "username"), ("WorkReport", "title")} <= asking


def post(office, address, data, field, value, **more):
    return office.post(address, data | {field: value} | more)


def test_a_unit_is_asked_about_and_the_log_keeps_the_reason(office, cast):
    address, data = page("departments_department_change", cast.health.pk), department_form(cast.health)
    answer = post(office, address, data, "remark", f"备注{MARK}")
    text = answer.content.decode()
    assert answer.status_code == 200 and TOLD in text and f'name="{ANYWAY}"' in text and f"备注{MARK}" in text
    cast.health.refresh_from_db()
    assert cast.health.remark == ""
    answer = post(office, address, data, "remark", f"备注{MARK}", **{ANYWAY: WHY})
    assert answer.status_code == 302
    cast.health.refresh_from_db()
    assert cast.health.remark == f"备注{MARK}"
    entry = LogEntry.objects.latest("pk")
    assert WHY in entry.get_change_message() and "备注" in entry.get_change_message()
    assert WHY in office.get(page("departments_department_history", cast.health.pk)).content.decode()
    # It stands there now: what is not changed is not asked about.
    assert post(office, address, department_form(cast.health), "short_name", "卫局").status_code == 302
    assert WHY not in LogEntry.objects.latest("pk").get_change_message()


def test_another_name_of_a_unit_is_asked_about_in_its_row(office, cast):
    address = page("departments_department_change", cast.health.pk)
    data = department_form(cast.health, aliases=["卫生(机密)"])
    text = office.post(address, data).content.decode()
    assert "“机密”" in text and f'name="aliases-0-{ANYWAY}"' in text
    assert office.post(address, data | {f"aliases-0-{ANYWAY}": WHY}).status_code == 302
    assert DepartmentAlias.objects.filter(name="卫生(机密)").exists()
    assert WHY in LogEntry.objects.latest("pk").get_change_message()


@pytest.mark.parametrize("field", ["title", "issuer", "document_number", "remark"])
def test_a_report_is_asked_about(office, cast, field):
    report = cast.report
    address = page("items_workreport_change", report.pk)
    data = {name: getattr(report, name) for name in ("title", "issuer", "document_number", "remark")}
    text = post(office, address, data, field, f"甲 {MARK}").content.decode()
    assert TOLD in text and f'name="{ANYWAY}"' in text
    assert post(office, address, data, field, f"甲 {MARK}", **{ANYWAY: WHY}).status_code == 302
    assert WHY in LogEntry.objects.latest("pk").get_change_message()


def test_a_new_person_is_asked_about_and_the_history_of_accounts_keeps_the_reason(office, cast):
    address, data = page("departments_user_add"), user_form(**PASSWORD)
    assert f'name="{ANYWAY}"' in post(office, address, data, "name", f"新 {MARK}").content.decode()
    assert not User.objects.filter(username="newbie").exists()
    assert post(office, address, data, "name", f"新 {MARK}", **{ANYWAY: WHY}).status_code == 302
    assert HistoryEntry.objects.get(action="account_made").after["sent_anyway"] == WHY
    assert WHY in office.get("/people/changes/").content.decode()


def test_a_changed_person_is_asked_about(office, cast):
    person = cast.health_liaison
    address = page("departments_user_change", person.pk)
    data = user_form(username=person.username, name=person.name, is_active="on")
    assert f'name="{ANYWAY}"' in post(office, address, data, "phone", CITIZEN).content.decode()
    assert post(office, address, data, "phone", CITIZEN, **{ANYWAY: WHY}).status_code == 302
    assert HistoryEntry.objects.get(action="account_changed").after["sent_anyway"] == WHY


def test_a_telephone_may_be_a_mobile_and_no_password_is_looked_through(office, cast):
    address = page("departments_user_add")
    password = {"password1": f"{MOBILE}-Mm", "password2": f"{MOBILE}-Mm"}
    assert office.post(address, user_form(phone=MOBILE, **password)).status_code == 302
    assert ANYWAY in post(office, address, user_form(username="o", **PASSWORD), "name", MOBILE).content.decode()


def test_the_field_stands_where_a_label_names_it(office, cast):
    address = page("departments_department_change", cast.health.pk)
    answer = post(office, address, department_form(cast.health), "remark", MARK)
    [field] = parse(answer).all("input", name=ANYWAY)
    assert parse(answer).one("label", **{"for": field["id"]}).text.strip() == "仍要提交，因为…"
    assert "理由将记入后台修改记录" in parse(answer).one(id=f"{field['id']}-kept").text
    answer = post(office, page("departments_user_add"), user_form(**PASSWORD), "name", MARK)
    assert "理由将记入操作记录" in answer.content.decode()
