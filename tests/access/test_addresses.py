"""Every address: who may."""

from copy import copy

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import Client, override_settings
from django.urls import reverse

from departments import clock
from items import urls as item_urls
from items.bulletins.filling import shipped
from items.ledger_workbooks.entering import plan_of as plan_of_ledger
from items.people.entering import plan_of
from items.workbooks.entering import plan_of as plan_of_unit

from ..given.access_table import CAST_NAMES, ROWS, read
from ..given.lived_in import LIVED_IN
from ..given.open_requests import act_data
from ..given.rules_sent import rules_data
from ..kept import for_a_whole_file


def person_of(cast, name):
    """The person of a column of the table; None for nobody."""
    return None if name == "anonymous" else getattr(cast, CAST_NAMES.get(name, name))


def sign_everybody_in():
    """(cast, {column: cookies}) of a portal that has been lived in, with a session for everybody of the table."""
    cast, cookies = LIVED_IN(), {}
    for name in ROWS[0].answers:
        client = Client()
        if person := person_of(cast, name):
            client.force_login(person)
        cookies[name] = client.cookies
    return cast, cookies


class Blank(Loader):
    """Every template is there and says nothing."""

    def get_template_sources(self, template_name):
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin):
        return ""


def blank_pages():
    """Settings under which a page costs nothing: who may is decided before a word of it is written."""
    [engine] = copy(settings.TEMPLATES)
    options = {**engine["OPTIONS"], "loaders": [("django.template.loaders.cached.Loader", [f"{__name__}.Blank"])]}
    return {"TEMPLATES": [{**engine, "APP_DIRS": False, "OPTIONS": options}]}


@pytest.fixture(scope="module")
def everybody(tmp_path_factory, django_db_setup, django_db_blocker):
    """The portal and the sessions, for all rows of the table: what a row writes is taken back after each person."""
    folder = tmp_path_factory.mktemp("var")
    with for_a_whole_file(django_db_blocker) as ready, override_settings(VAR_DIR=folder, **blank_pages()):
        done = sign_everybody_in()
        with ready():
            yield done


def form_data(row, cast, person):
    """What a person who may would send."""
    if row.name == "people_checked":  # to read the workbook takes long
        return {"seen": plan_of(cast.workbook, on=clock.today()).mark}
    if row.name == "workbook_checked":
        return {"seen": plan_of_unit(cast.unit_workbook, by=cast.east_liaison).mark, "all": "on"}
    if row.name == "ledger_workbook_checked":
        return {"seen": plan_of_ledger(cast.ledger_workbook).mark, "all": "on"}
    item = getattr(cast, row.address.partition(":")[2], cast.led)
    version = {"version": getattr(item, "version", 1)}
    password = f"{person.username if person else 'liaison'}-Pass-1"
    return {
        "sign_in": {"username": "liaison", "password": password},
        "password_change": {
            "old_password": password,
            "new_password1": "另一个-口令-7-2014",
            "new_password2": "另一个-口令-7-2014",
        },
        "second_factor_confirm": {"password": password},
        "set_language": {"language": "en", "next": "/items/"},
        "item_progress": {**version, "text": "已召开部署会"},
        "item_lead": {**version, "leads": cast.health.pk, "reason": "职能划转"},
        "item_related": version,
        "item_wording": {**version, "text": "加强居家养老服务", "number": getattr(item, "display_number", "1")},
        "item_several": {
            "item": f"{cast.led.pk}:{cast.led.version}",
            **{"what": "into_group", "group": "重点项目", "act": "apply"},
        },
        "list_layout": {"rows_a_page": 60, "shown": ["lead", "due"]},
        "personal": {"phone": "0710-3511111", "seen_phone": "", "digest": "daily", "seen_digest": ""},
        "view_add": {"name": "全部事项"},
        "view_edit": {"name": "换一个名称"},
        "layout_copy": {"layout": "leaders"},
        "layout_edit": {**version, "name": "市长用表", "paper": "A3", "place_running": 1, "place_text": 2},
        "portfolio_edit": {"units": [cast.health.pk], "seen": ""},
        "item_add": {
            **{"origin": "meeting", "text": "完成市长热线改造", "number": "99"},
            **{"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0},
            **{"form-0-department": cast.health.pk, "form-0-role": "lead"},
        },
        "item_edit": {**version, "remark": "年底前完成"},
        "item_units": {
            **version,
            "reason": "职能划转",
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 0,
            "form-0-department": cast.health.pk,
            "form-0-role": "lead",
        },
        "item_shares": version,
        "item_targets": {
            **version,
            **{
                f"{kind}-{total}": 0 for kind in ("targets", "milestones") for total in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        },
        "item_plan": {**version, "starts_on": "2011-01-01", "item-2011-06-30": "40", "reason": "按季度推进"},
        "item_plan_decide": {"seen": cast.curve.pk, "decision": "approve" if person == cast.supervisor else "withdraw"},
        "import_list": {"text": "1、修路(责任单位:市民政局)。"},
        "import_decide": {**version, "act": "drop:0"},
        "import_data": {**version, "year": 2012, "title": "修订后的题目"},
        "import_apply": version,
        "update_send": {name: "修缮2所" for name in ("text", "next_steps", "anyway")}
        | {f"was_{name}": "" for name in ("text", "next_steps", "anyway")},
        "update_sign_off": version,
        "update_send_back": {**version, "reason": "请补充数字"},
        "update_accept": version,
        "round_settings": {
            **version,
            "rhythm": "quarter",
            **{"due_day": 20, "parts_days": 3, "late_days": 5, "sign_days": 3, "rounds_from": "2011-02-01"},
        },
        "report_lights": rules_data(red_gap=40),
        "holiday_year": {"version": 0, "text": "春节：2月5日至11日放假，1月30日、2月13日上班"},
        "meeting_new": {"held_on": "2011-06-20", "department": cast.health.pk},
        "meeting_decide": {"item": cast.led.pk, "text": "请加快进度"},
        "bulletin_new": {"kind": "bulletin"},
        "bulletin_edit": {
            **version,
            **{"title": "通报", "issuer": "督查室", "word": "督查通报", "recipients": "各责任单位"},
            "block_overall": "总体平稳。",
        },
        "bulletin_return": {**version, "reason": "请补充数字"},
        **{name: version for name in ("bulletin_renew", "bulletin_submit", "bulletin_discard", "bulletin_issue")},
        "bulletin_templates": {
            "kind": "letter",
            "file": SimpleUploadedFile("督办函.docx", shipped("letter")) if row.name == "bulletin_templates" else None,
        },
        "round_rhythm": {"numbers": cast.led.display_number, "rhythm": "quarter"},
        "round_add_period": {
            **{"start_on": "2011-05-01", "end_on": "2011-05-20", "opens_on": "2011-05-10"},
            **{"due_on": "2011-05-20", "closes_on": "2011-05-30"},
        },
        "round_issue": {"items": [cast.unissued.pk]},
        "period_chase": {"departments": [cast.civil_affairs.pk], "text": "请尽快报送进展。"},
        "department_members": {"leaves": cast.west.pk, "on": clock.today(), "confirmed": "on"},
        "people_passwords": {"person": cast.liaison.pk, "as": "list"},
        "period_call": {
            **{"department": cast.civil_affairs.pk, "person": cast.liaison.pk},
            **{"called_at": "2011-03-10T15:30", "said": "明日报送"},
        },
        "update_chase": {"departments": [cast.health.pk], "text": "请尽快报送材料。"},
        "lead_list": {
            f"lead_{cast.open_lead.pk}": cast.education.pk,
            f"version_{cast.open_lead.pk}": cast.open_lead.version,
        },
    }.get(row.name) or act_data(row.name, cast, person)


def answer(client, row, cast, person):
    """The response's code as the table writes it."""
    data = form_data(row, cast, person) if row.method == "POST" else {}
    response = read(getattr(client, row.method.lower())(row.url(cast), data))
    if response.status_code == 302 and response["Location"].startswith(reverse("sign_in") + "?next="):
        return "in"
    return str(response.status_code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method}-{row.address}")
def test_everybody_gets_the_answer_of_the_table(row, everybody, db):
    (cast, cookies), answers = everybody, {}
    client = Client()  # the same one for all: to make another loads the middleware again
    for name in row.answers:
        client.cookies = copy(cookies[name])
        with transaction.atomic():  # each person finds the portal as it was
            answers[name] = answer(client, row, cast, person_of(cast, name))
            transaction.set_rollback(True)
    assert answers == row.answers


def test_the_table_holds_every_address():
    names = {pattern.name for pattern in item_urls.urlpatterns}
    assert None not in names
    assert names <= {row.name for row in ROWS}
