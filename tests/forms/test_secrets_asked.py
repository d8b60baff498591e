"""What looks secret goes into no text and no name of a file of any form, unless it is said why."""

import importlib
import inspect
import pkgutil
import re
from copy import copy

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

import items
from departments import clock
from items.bulletins.filling import shipped
from items.chasing.forms import CallForm
from items.forms.lists import ListFilter
from items.forms.secrets import ANYWAY, AsksAboutSecrets
from items.imports.forms import ReportDataForm, UploadForm
from items.item_page.forms import ItemForm
from items.models import HistoryEntry, WorkItem
from items.people.forms import PeopleFilter, PeopleUploadForm
from items.requests.forms import InstructionForm
from items.signing_in.forms import SignInForm
from items.updates.reporting import sign_off

from ..access.test_addresses import form_data
from ..access.test_sent_twice import POSTED, rows_by_table, sender_of
from ..files.samples import PDF
from ..given.lived_in import LIVED_IN
from ..kept import for_a_whole_file
from ..places import ROOT

MARK = "机密★1年"
WHY = "已经办公室核对，可以公开"
TOLD = "“机密★”"
# Which forms with words or files do not ask themselves, with the reason.
NOT_ASKED = {
    SignInForm: "the name is compared and no text; whoever signs in sees nothing of the portal yet",
    ListFilter: "what is looked for is kept nowhere",
    UploadForm: "the file is read first; tests/imports/test_secrets_found.py asks when the draft is applied",
    ReportDataForm: "what is said about a draft is asked about with its text, in the same place",
    PeopleUploadForm: "the workbook is read first; tests/people/test_secrets_found.py asks when it is taken in",
}
# Fields whose words have a form of their own, which a mark breaks: numbers, days, names that must be known.
# Their page has the field in another case only.
ELSEWHERE = {("item_plan_decide", "lowering"), ("update_accept", "note")}
FORMED = {"number", "numbers", "into_number", "into_report", "seen", "document", "leaders", "group", "targets"}


def forms_of_the_portal():
    """Every class of a form of the rooms, in whatever module it stands."""
    found = set()
    for module in pkgutil.walk_packages(items.__path__, "items."):
        if ".migrations" not in module.name:
            members = vars(importlib.import_module(module.name)).values()
            found |= {one for one in members if inspect.isclass(one) and issubclass(one, forms.BaseForm)}
    return sorted((one for one in found if one.__module__.startswith("items.")), key=lambda one: one.__name__)


def typed_in(form):
    """The names of the fields of a class of a form or a form that take words or a file; no password is words."""
    fields = getattr(form, "fields", form.base_fields)
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.CharField | forms.FileField)
        and not field.widget.is_hidden
        and not isinstance(field.widget, forms.PasswordInput)
    ]


@pytest.mark.parametrize("form", forms_of_the_portal(), ids=lambda form: form.__name__)
def test_every_form_with_words_asks(form):
    if not issubclass(form, tuple(NOT_ASKED)):
        assert issubclass(form, AsksAboutSecrets) or not typed_in(form), form


def test_no_field_of_words_is_drawn_by_hand():
    # It could not show below itself where to say why.
    drawn = re.compile(r"<(?:input|textarea)\b[^>]*?html_name[^>]*?>")
    for template in sorted((ROOT / "templates").rglob("*.html")):
        # A bracket within a tag of the template ends no element.
        text = re.sub(r"{%.*?%}", "", template.read_text())
        by_hand = [found for found in drawn.findall(text) if 'inputmode="decimal"' not in found]
        assert not by_hand, template


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    with for_a_whole_file(django_db_blocker) as ready, override_settings(VAR_DIR=tmp_path_factory.mktemp("var")):
        cast = LIVED_IN()
        with ready():
            yield cast


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def forms_sent(monkeypatch):
    """A list that fills with the asking forms that are checked."""
    seen, clean = [], AsksAboutSecrets._post_clean

    def noting(form):
        seen.append(form)
        clean(form)

    monkeypatch.setattr(AsksAboutSecrets, "_post_clean", noting)
    return seen


def sent(row, cast, person, **more):
    data = {**form_data(row, cast, person), **more}
    if row.name == "attachment_add":
        data["file"] = SimpleUploadedFile(more.get("file", "证明.pdf"), PDF)
    if row.name == "bulletin_templates":
        data["file"] = SimpleUploadedFile(more.get("file", "督办函.docx"), shipped("letter"))
    return data


def send(row, cast, person, *, follow=False, **more):
    """(the answer, whether an entry keeps the reason, whether rows were written); what was written is taken back."""
    with transaction.atomic():
        client, last = signed_in(person), HistoryEntry.objects.order_by("pk").values_list("pk", flat=True).last()
        before = rows_by_table()
        answer = client.post(row.url(cast), sent(row, cast, person, **more), follow=follow)
        entries = list(HistoryEntry.objects.filter(pk__gt=last))
        is_written = rows_by_table() != before
        transaction.set_rollback(True)
    return answer, any(entry.after.get("sent_anyway") == WHY for entry in entries), is_written


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.address)
def test_a_mark_comes_back_and_goes_in_with_a_reason(row, portal, db, monkeypatch):
    cast = copy(portal)
    person = cast.supervisor if row.name == "item_plan_decide" else sender_of(row, cast)
    seen = forms_sent(monkeypatch)
    send(row, cast, person)
    fields = {
        form.add_prefix(name): form.add_prefix(ANYWAY)
        for form in seen
        if form.is_bound and not isinstance(form, tuple(NOT_ASKED))
        for name in typed_in(form)
    }
    for field, anyway in fields.items():
        value = f"{MARK}.pdf" if field == "file" else MARK
        page, _is_kept, is_written = send(row, cast, person, follow=True, **{field: value})
        assert not is_written, (row.address, field)
        if field.rpartition("-")[2] in FORMED or row.name == "holiday_year" or (row.name, field) in ELSEWHERE:
            continue
        text = page.content.decode()
        assert TOLD in text and f'name="{anyway}"' in text, (row.address, field)
        answer, is_kept, _is_written = send(row, cast, person, **{field: value, anyway: WHY})
        assert answer.status_code == 302 and is_kept, (row.address, field)


def test_the_remark_of_a_review_is_asked_about(portal, db):
    update = portal.sent
    update = sign_off(update, by=portal.head, at=clock.now(), version=update.version)
    client, address = signed_in(portal.supervisor), reverse("update_accept", args=[update.pk])
    data = {"version": update.version, "note": f"已核\n{MARK}"}
    text = client.post(address, data).content.decode()
    assert f"第2行：{TOLD}" in text and f'name="{ANYWAY}"' in text
    assert client.post(address, data | {ANYWAY: WHY}).status_code == 302
    assert HistoryEntry.objects.order_by("pk").last().after["sent_anyway"] == WHY


def test_the_name_of_a_file_of_a_request_to_close_is_asked_about(portal, db):
    client = signed_in(portal.liaison)
    address = reverse("attachment_add", query={"closing": portal.closing.pk})
    file = {"file": SimpleUploadedFile(f"{MARK}.pdf", PDF)}
    text = client.post(address, file, follow=True).content.decode()
    assert TOLD in text and f'name="{ANYWAY}"' in text and not portal.closing.attachments.exists()
    file["file"].seek(0)
    client.post(address, file | {ANYWAY: WHY})
    assert portal.closing.attachments.exists()


def test_why_an_item_is_closed_though_short_is_asked_about(portal, db):
    WorkItem.objects.filter(pk=portal.led.pk).update(status="in_progress")
    item, client = WorkItem.objects.get(pk=portal.led.pk), signed_in(portal.supervisor)
    address = reverse("item_progress", args=[item.pk])
    data = {"version": item.version, "status": "completed", "anyway": MARK}
    text = client.post(address, data).content.decode()
    assert TOLD in text and f'name="{ANYWAY}"' in text
    assert client.post(address, data | {ANYWAY: WHY}).status_code == 302
    item.refresh_from_db()
    assert item.status == "completed"
    entries = HistoryEntry.objects.filter(item=item).order_by("-pk")
    assert WHY in [entry.after.get("sent_anyway") for entry in entries[:3]]


def test_a_telephone_note_may_name_a_mobile_and_no_card():
    data = {"person": "", "name": "张三", "called_at": "2011-03-10T15:30"}
    assert CallForm(data | {"said": "请回电13812345678"}, contacts=[]).is_valid()
    assert not CallForm(data | {"said": "卡号4111111111111111"}, contacts=[]).is_valid()


def test_what_stood_there_before_is_not_asked_about(portal, db):
    item = portal.led
    item.remark = "联系人13812345678"
    shown = {"version": item.version, "remark": item.remark, "was_remark": item.remark}
    assert ItemForm(shown, item=item).is_valid()
    other = ItemForm(shown | {"remark": "改为13912345678"}, item=item)
    assert not other.is_valid() and list(other.errors) == ["remark"]


def test_who_finds_is_not_asked():
    assert PeopleFilter({"q": "13812345678"}).is_valid()


def test_too_long_a_reason_is_none():
    form = InstructionForm({"text": MARK, ANYWAY: "因" * 201}, name="instruction_form")
    assert "200" in str(form.errors["text"]) and not form.sent_anyway
    assert InstructionForm({"text": MARK, ANYWAY: "因" * 200}, name="instruction_form").is_valid()
