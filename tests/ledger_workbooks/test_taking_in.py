"""From the upload over the differences into items: nothing before it is accepted, and then by the steps of a page."""

import json

import pytest
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.models import Membership
from items.errors import WorkflowError
from items.ledger.rewording import reword
from items.ledger_workbooks import entering, views
from items.ledger_workbooks.entering import accept, keep_ledger, plan_of
from items.models import HistoryEntry, LedgerWorkbook, Message, Milestone, Responsibility, Target, WorkItem
from items.report.archiving import archive
from items.round_trips.waiting import MOST_WAITING

from ..given import factories
from ..given.html import parse
from ..given.ledger_workbooks import ChangedLedger, key_of, written
from ..given.together import at_once

AT = factories.moment("2011-03-18 10:00")
LIST = reverse("ledger_workbook_list")
Action = HistoryEntry.Action


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    return client


def upload(client, data, name="台账.xlsx"):
    return client.post(LIST, {"file": SimpleUploadedFile(name, data)})


def fresh(item):
    return WorkItem.objects.get(pk=item.pk)


def units(item):
    rows = Responsibility.objects.direct().filter(item=item).order_by("position")
    return [(row.department.name, row.role) for row in rows]


def kept(cast, data):
    return keep_ledger("台账.xlsx", data, by=cast.supervisor, at=AT)


def taken(cast, workbook, boxes=None, *, reason="", seen=None):
    seen = plan_of(workbook).mark if seen is None else seen
    return accept(workbook, boxes=boxes, seen=seen, reason=reason, by=cast.supervisor, at=AT)


def page_of(client, url):
    return parse(client.get(url)).one("main")


def sent_from(page, **more):
    boxes = [box["value"] for box in page.all("input", name="cell") if "checked" in box.attributes]
    return {"seen": page.one("input", name="seen")["value"], "cell": boxes} | more


def everything():
    """All rows that a ledger can change, as the database has them."""
    rows = [*WorkItem.objects.order_by("pk"), *Responsibility.objects.order_by("pk")]
    rows += [*Target.objects.order_by("pk"), *Milestone.objects.order_by("pk")]
    data = json.loads(serializers.serialize("json", rows))
    return {(one["model"], one["pk"]): one["fields"] for one in data}


def change(ledger, cast, homes, opening):
    ledger.put(cast.led, "text", "加强养老服务体系建设")
    ledger.put(cast.supported, "due_on", "2011-10-31")
    ledger.put(homes, "figure", 15)
    ledger.put(opening, "day", "2011-07-31")
    return ledger.data


def test_nothing_is_written_before_it_is_accepted(office, cast, ledger, homes, opening):
    before = everything()
    url = upload(office, change(ledger, cast, homes, opening))["Location"]
    page = page_of(office, url)
    assert "任务事项 E6" in page.text and "量化目标 G6" in page.text and "工作节点 F6" in page.text
    assert everything() == before


def test_out_changed_and_in_keeps_every_cell_that_nobody_touched(office, cast, ledger, homes, opening):
    before = everything()
    url = upload(office, change(ledger, cast, homes, opening))["Location"]
    assert office.post(url, sent_from(page_of(office, url)))["Location"] == LIST
    after = everything()
    assert before.keys() == after.keys()
    differ = {
        (model.partition(".")[2], key, name)
        for (model, key), fields in after.items()
        for name, value in fields.items()
        if before[model, key][name] != value
    }
    counted = {"version", "updated_at"}
    assert differ == {
        ("workitem", cast.led.pk, "text"),
        ("workitem", cast.led.pk, "words"),
        ("workitem", cast.led.pk, "published"),
        ("workitem", cast.supported.pk, "due_on"),
        ("target", homes.pk, "number"),
        ("milestone", opening.pk, "due_on"),
        *(("workitem", item.pk, name) for item in (cast.led, cast.supported) for name in counted),
    }
    assert not LedgerWorkbook.objects.exists() and office.get(url).status_code == 404


def test_an_untouched_ledger_changes_nothing(office, cast, made):
    before = everything()
    url = upload(office, made)["Location"]
    page = page_of(office, url)
    assert "没有需要写入的内容" in page.text and not page.all("input", name="cell")
    assert office.post(url, {"seen": page.one("input", name="seen")["value"], "all": "on"}).status_code == 422
    assert everything() == before


def test_history_says_what_a_page_would_have_said(cast, ledger, homes, opening):
    ledger.put(cast.led, "reason", "常务会议决定")
    workbook = kept(cast, change(ledger, cast, homes, opening))
    last = HistoryEntry.objects.order_by("pk").last().pk
    taken(cast, workbook)
    entries = HistoryEntry.objects.filter(pk__gt=last).order_by("pk")
    assert [(one.item_id, one.action, one.by, one.reason) for one in entries] == [
        (cast.led.pk, Action.ITEM_EDITED, cast.supervisor, "常务会议决定"),
        (cast.led.pk, Action.TARGETS_CHANGED, cast.supervisor, ""),
        (cast.supported.pk, Action.ITEM_EDITED, cast.supervisor, ""),
    ]
    assert entries[0].after == {"text": "加强养老服务体系建设"} and entries[2].after == {"due_on": "2011-10-31"}


def test_some_are_accepted_and_the_rest_waits(office, cast, ledger, homes, opening):
    url = upload(office, change(ledger, cast, homes, opening))["Location"]
    box = f"{key_of(cast.led)}:text"
    assert office.post(url, sent_from(page_of(office, url), cell=[box]))["Location"] == url
    assert (fresh(cast.led).text, fresh(cast.supported).due_on) == ("加强养老服务体系建设", None)
    left = [one["value"] for one in page_of(office, url).all("input", name="cell")]
    assert left == [f"{key_of(homes)}:figure", f"{key_of(opening)}:day", f"{key_of(cast.supported)}:due_on"]
    office.post(url, sent_from(page_of(office, url), all="on"))
    assert fresh(cast.supported).due_on == factories.day("2011-10-31") and not LedgerWorkbook.objects.exists()


def test_none_is_accepted(office, cast, ledger, homes, opening):
    before = everything()
    url = upload(office, change(ledger, cast, homes, opening))["Location"]
    assert office.post(url, {"discard": "on"})["Location"] == LIST
    assert everything() == before and not LedgerWorkbook.objects.exists()


def test_nothing_ticked_changes_nothing(office, cast, ledger, homes, opening):
    before = everything()
    url = upload(office, change(ledger, cast, homes, opening))["Location"]
    answer = office.post(url, sent_from(page_of(office, url), cell=[]))
    assert answer.status_code == 422 and "未勾选任何单元格" in answer.text and everything() == before


def test_changed_after_it_was_read_nothing_is_written(cast, ledger, homes, opening):
    workbook = kept(cast, change(ledger, cast, homes, opening))
    seen = plan_of(workbook).mark
    WorkItem.objects.filter(pk=cast.led.pk).update(text="加强养老工作")
    with pytest.raises(WorkflowError, match="重新核对"):
        taken(cast, workbook, seen=seen)
    assert fresh(cast.supported).due_on is None


def test_another_deadline_of_an_issued_item_needs_a_reason(office, cast, ledger):
    ledger.put(cast.led, "due_on", "2011-12-31")
    ledger.put(cast.led, "remark", "已协调")
    ledger.put(cast.led, "group", "十件实事")
    url = upload(office, ledger.data)["Location"]
    page = page_of(office, url)
    assert "须填写理由" in page.text
    assert office.post(url, sent_from(page))["Location"] == url
    item = fresh(cast.led)
    assert (item.due_on, item.remark, item.group) == (factories.day("2011-11-30"), "", "十件实事")
    assert office.post(url, sent_from(page_of(office, url), reason="雨季停工"))["Location"] == LIST
    item = fresh(cast.led)
    assert (item.due_on, item.original_due_on) == (factories.day("2011-12-31"), factories.day("2011-11-30"))
    assert item.remark == "已协调"
    assert Message.objects.filter(to=cast.liaison, text__contains="雨季停工").exists()


def test_the_reason_in_the_file_stands_before_the_one_of_the_page(cast, ledger):
    ledger.put(cast.led, "due_on", "2011-12-31")
    ledger.put(cast.led, "reason", "雨季停工")
    taken(cast, kept(cast, ledger.data), reason="其他")
    entry = HistoryEntry.objects.filter(item=cast.led, action=Action.EXTENSION_DECIDED).get()
    assert entry.reason == "雨季停工"


def test_a_reason_whose_changes_were_taken_in_is_no_problem(cast, ledger):
    ledger.put(cast.led, "group", "十件实事")
    ledger.put(cast.led, "reason", "常务会议决定")
    ledger.put(cast.supported, "group", "十件实事")
    workbook = kept(cast, ledger.data)
    taken(cast, workbook, {f"{key_of(cast.led)}:group"})
    assert plan_of(workbook).problems == [] and len(plan_of(workbook).cells) == 1


def test_units_keep_their_places(cast, ledger):
    """Roles keep their order, and each has its units as its cell has them."""
    ledger.put(cast.led, "lead", "市卫生局")
    ledger.put(cast.led, "support", "市教育局、市民政局")
    ledger.put(cast.open_lead, "responsible", "各区人民政府、市教育局、市民政局")
    taken(cast, kept(cast, ledger.data), reason="职能调整")
    assert units(cast.led) == [("市教育局", "support"), ("市民政局", "support"), ("市卫生局", "lead")]
    assert units(cast.open_lead) == [(name, "responsible") for name in ("各区人民政府", "市教育局", "市民政局")]


def test_of_two_cells_of_units_one_alone_is_refused_in_words(cast, ledger):
    ledger.put(cast.led, "lead", "市卫生局")
    ledger.put(cast.led, "support", "市民政局")
    workbook = kept(cast, ledger.data)
    result = taken(cast, workbook, {f"{key_of(cast.led)}:lead"}, reason="职能调整")
    [(item, label, why)] = result.left
    assert (item, label) == (cast.led, "牵头单位") and "只能列一处" in why
    assert units(cast.led) == [("市民政局", "lead"), ("市卫生局", "support")]


def test_a_target_is_changed_and_keeps_what_it_is(cast, ledger, homes, rate):
    Target.objects.filter(pk=homes.pk).update(literal="新建敬老院12所", basis="parsed")
    ledger.put(homes, "comparator", "不低于")
    ledger.put(homes, "figure", 15)
    ledger.put(homes, "upper", 20)
    taken(cast, kept(cast, ledger.data))
    target = Target.objects.get(pk=homes.pk)
    assert (str(target), target.literal, target.basis) == ("新建敬老院 ≥ 15–20所", "新建敬老院12所", "manual")
    assert list(cast.led.targets.values_list("pk", flat=True)) == [homes.pk, rate.pk]


def test_an_archived_report_refuses_upload_and_download_in_words(office, cast, ledger):
    ledger.put(cast.led, "text", "加强养老工作")
    url = upload(office, ledger.data)["Location"]
    archive(cast.report, by=cast.supervisor, at=AT)
    page = page_of(office, url)
    assert "已归档" in page.text and not page.all("input", name="cell")
    page = page_of(office, f"{LIST}?report={cast.report.pk}")
    assert "已归档" in page.text and not page.all("a", href=reverse("ledger_workbook_file"))


def test_the_same_file_waits_once_and_not_too_many(cast, ledger):
    data = ledger.data
    assert kept(cast, data) == kept(cast, data)
    for number in range(MOST_WAITING - 1):
        kept(cast, f"{number}".encode())
    with pytest.raises(WorkflowError, match=str(MOST_WAITING)):
        kept(cast, b"one more")


def test_only_so_many_items_in_one_go(cast, ledger, homes, opening, monkeypatch):
    monkeypatch.setattr(entering, "MOST_AT_ONCE", 1)
    workbook = kept(cast, change(ledger, cast, homes, opening))
    first = taken(cast, workbook)
    assert (first.cells, first.items, first.waits) == (3, 1, 1)
    assert taken(cast, workbook).waits == 0 and fresh(cast.supported).due_on == factories.day("2011-10-31")


def test_nobody_else_finds_a_ledger(client, cast, ledger):
    workbook = kept(cast, ledger.data)
    other = factories.person("other", role=Membership.Role.SUPERVISION, department=cast.office)
    for person in (other, cast.leader, cast.liaison, cast.administrator):
        client.force_login(person)
        assert client.get(workbook.get_absolute_url()).status_code == 404


def test_who_left_the_office_takes_nothing_in(office, cast, ledger):
    ledger.put(cast.led, "text", "加强养老工作")
    workbook = kept(cast, ledger.data)
    Membership.objects.filter(user=cast.supervisor).delete()
    assert office.get(workbook.get_absolute_url()).status_code == 403
    by = type(cast.supervisor).objects.get(pk=cast.supervisor.pk)
    with pytest.raises(WorkflowError, match="督查"):
        accept(workbook, boxes=None, seen=plan_of(workbook).mark, reason="", by=by, at=AT)
    assert fresh(cast.led).text == "加强养老服务"


def test_three_thousand_changes_stay_a_page(office, cast, django_assert_max_num_queries, monkeypatch):
    """The page shows so many cells and asks as often, however many were changed."""
    monkeypatch.setattr(views, "CELLS_SHOWN", 10)
    items = [factories.item(cast.report, number, leads=[cast.health]) for number in range(10, 50)]
    ledger = ChangedLedger(written())
    for item in items:
        ledger.put(item, "text", f"推进第{item.number}项工作")
    url = upload(office, ledger.data)["Location"]
    with django_assert_max_num_queries(16):
        page = page_of(office, url)
    assert len(page.all("input", name="cell")) == 10
    assert len(page_of(office, f"{url}?page=4").all("input", name="cell")) == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
def test_two_presses_at_once_write_once(cast, ledger, homes, opening):
    workbook = kept(cast, change(ledger, cast, homes, opening))
    seen, done = plan_of(workbook).mark, []

    def press():
        try:
            done.append(taken(cast, workbook, seen=seen).cells)
        except WorkflowError as error:
            done.append(str(error))

    at_once(press, press)
    assert sorted(map(str, done))[0] == "4" and len(done) == 2 and str in map(type, done)
    assert HistoryEntry.objects.filter(item=cast.led, action=Action.ITEM_EDITED).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
def test_two_people_at_once_lose_nothing(cast, ledger, homes, opening):
    """The ledger is taken in while somebody else words the item anew on its page."""
    workbook = kept(cast, change(ledger, cast, homes, opening))
    seen, item, done = plan_of(workbook).mark, fresh(cast.led), []

    def press():
        try:
            done.append(bool(taken(cast, workbook, {f"{key_of(cast.led)}:text"}, seen=seen).cells))
        except WorkflowError:
            done.append(False)

    def write():
        words = {name: getattr(item, name) for name in ("number", "clause", "chapter", "leaders", "group")}
        try:
            reword(item, by=cast.supervisor, version=item.version, text="加强养老工作", **words)
            done.append(True)
        except WorkflowError:
            done.append(False)

    at_once(press, write)
    assert sorted(done) == [False, True]
    assert fresh(cast.led).text in ("加强养老服务体系建设", "加强养老工作")
    assert fresh(cast.led).version == item.version + 1
