"""From the upload over the differences into drafts: nothing before it is accepted, nothing twice."""

from zipfile import ZipFile

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from departments import clock
from departments.models import Membership
from items.clockwork.ticking import tick
from items.errors import WorkflowError
from items.models import HistoryEntry, ProgressUpdate, UnitWorkbook
from items.round_trips.waiting import MOST_WAITING
from items.updates import drafting, reporting
from items.workbooks import entering
from items.workbooks.entering import accept, keep_workbook, plan_of

from ..given.factories import day, moment
from ..given.html import parse
from ..given.opened_rounds import State
from ..given.together import at_once

AT = moment("2011-03-18 10:00")
LIST = reverse("workbook_list")


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.liaison)
    return client


def upload(client, data, name="三月.xlsx"):
    return client.post(LIST, {"file": SimpleUploadedFile(name, data)})


def fresh(update):
    return ProgressUpdate.objects.get(pk=update.pk)


def fill(filled, led, part, homes):
    filled.put(led, "text", "三月新建2所")
    filled.put(led, "value", 7, homes)
    filled.put(part, "text", "已提供数据")
    return filled.data


def kept(cast, data):
    return keep_workbook("三月.xlsx", data, by=cast.liaison, at=AT)


def taken(cast, workbook, boxes=None, *, seen=None):
    mark = plan_of(workbook, by=cast.liaison).mark if seen is None else seen
    return accept(workbook, boxes=boxes, seen=mark, by=cast.liaison, at=AT)


def page_of(client, url):
    return parse(client.get(url)).one("main")


def sent_from(page, **more):
    boxes = [box["value"] for box in page.all("input", name="cell") if "checked" in box.attributes]
    return {"seen": page.one("input", name="seen")["value"], "cell": boxes} | more


def test_nothing_is_written_before_it_is_accepted_and_then_it_is_a_draft(signed_in, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    page = page_of(signed_in, url)
    assert "三月新建2所" in page.text and "进展填报 H6" in page.text
    assert fresh(led).state == State.EXPECTED and fresh(led).text == ""
    answer = signed_in.post(url, sent_from(page))
    assert answer["Location"] == reverse("own_updates")
    update = fresh(led)
    assert (update.state, update.text, update.saved_by.username) == (State.DRAFT, "三月新建2所", "liaison")
    assert [(one.target, one.value) for one in update.values.all()] == [(homes, 7)]
    assert fresh(part).text == "已提供数据"
    assert not UnitWorkbook.objects.exists() and signed_in.get(url).status_code == 404
    assert "三月新建2所" in signed_in.get(update.get_absolute_url()).text


def test_some_are_accepted_and_the_rest_waits(signed_in, cast, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    page = page_of(signed_in, url)
    assert signed_in.post(url, sent_from(page, cell=[f"{led.pk}:text"]))["Location"] == url
    assert (fresh(led).text, fresh(led).values.count(), fresh(part).text) == ("三月新建2所", 0, "")
    left = page_of(signed_in, url)
    boxes = [box["value"] for box in left.all("input", name="cell")]
    assert boxes == [f"{led.pk}:value_{homes.pk}", f"{part.pk}:text"]
    signed_in.post(url, sent_from(left, all="on"))
    assert fresh(led).values.count() == 1 and not UnitWorkbook.objects.exists()


def test_none_is_accepted(signed_in, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    assert signed_in.post(url, {"discard": "on"})["Location"] == LIST
    assert fresh(led).text == "" and not UnitWorkbook.objects.exists()


def test_nothing_ticked_changes_nothing(signed_in, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    answer = signed_in.post(url, sent_from(page_of(signed_in, url), cell=[]))
    assert answer.status_code == 422 and fresh(led).text == "" and UnitWorkbook.objects.exists()


def test_sent_on_its_way_as_usual(cast, filled, led, part, homes):
    """What was taken in is a draft like any other: what it lacks is asked for when it is sent."""
    filled.put(led, "next_steps", "继续建设")
    taken(cast, kept(cast, fill(filled, led, part, homes)))
    gone = reporting.send(fresh(led), by=cast.liaison, at=AT, version=fresh(led).version)
    assert gone.state == State.AWAITING_SIGN_OFF


def test_no_change_is_sent_as_by_its_button(signed_in, filled, led):
    filled.put(led, "no_change", "是")
    url = upload(signed_in, filled.data)["Location"]
    answer = signed_in.post(url, sent_from(page_of(signed_in, url)))
    update = fresh(led)
    assert (update.state, update.no_change, update.text) == (State.AWAITING_SIGN_OFF, True, "二月新建5所")
    assert "按“本期无变化”报送" in "".join(str(one) for one in get_messages(answer.wsgi_request))
    assert HistoryEntry.objects.filter(item=led.item, action="update_sent").count() == 1


def test_no_change_over_parts_that_wait_is_refused_as_by_its_button(cast, filled, led, march):
    waiting = march.updates.get(item=led.item, department=cast.health)
    ProgressUpdate.objects.filter(pk=waiting.pk).update(
        state=State.AWAITING_MERGE, text="已提供", sent_at=AT, handed_in_at=AT, sent_by=cast.health_liaison
    )
    filled.put(led, "no_change", "是")
    result = taken(cast, kept(cast, filled.data))
    assert (result.cells, result.waits, len(result.left)) == (0, True, 1)
    assert fresh(led).state == State.EXPECTED


def test_conflicts_are_not_ticked_and_taken_only_when_asked_for(signed_in, cast, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    drafting.save(led, by=cast.head, at=AT, was={}, changes={"text": "三月新建1所"})
    page = page_of(signed_in, url)
    assert f"{led.pk}:text" not in sent_from(page)["cell"] and "赵局长" in page.text
    signed_in.post(url, sent_from(page))
    assert fresh(led).text == "三月新建1所" and fresh(led).values.count() == 1
    left = page_of(signed_in, url)
    signed_in.post(url, sent_from(left, cell=[f"{led.pk}:text"]))
    assert fresh(led).text == "三月新建2所"


def test_what_changed_after_it_was_looked_at_is_not_written_over(signed_in, cast, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    page = page_of(signed_in, url)
    drafting.save(led, by=cast.head, at=AT, was={}, changes={"text": "三月新建1所"})
    answer = signed_in.post(url, sent_from(page, all="on"))
    assert answer.status_code == 422 and "未写入任何内容" in answer.text
    assert fresh(led).text == "三月新建1所" and fresh(part).text == ""


def test_pressed_twice_it_counts_once(signed_in, filled, led, part, homes):
    url = upload(signed_in, fill(filled, led, part, homes))["Location"]
    data = sent_from(page_of(signed_in, url), form_key="one")
    first, again = signed_in.post(url, data), signed_in.post(url, data)
    assert first["Location"] == again["Location"] and fresh(led).version == led.version + 2


def test_the_same_file_again_waits_once_and_not_too_many_wait(cast, filled, led):
    first = kept(cast, filled.data)
    assert kept(cast, bytes(first.upload)) == first
    for number in range(1, MOST_WAITING):
        kept(cast, b"%d" % number)
    why = "已有10份填报表待处理，.*请先采用或放弃其中一份。最早的“三月.xlsx”保留至2011-04-17。"
    with pytest.raises(WorkflowError, match=why):
        kept(cast, b"one more")


def test_what_nobody_decides_on_is_dropped_by_the_clockwork_after_30_days(signed_in, cast, filled):
    workbook = kept(cast, filled.data)
    assert workbook.kept_until == day("2011-04-17")
    with clock.at(AT):
        for url in (LIST, workbook.get_absolute_url()):
            assert "2011-04-17" in page_of(signed_in, url).text
    assert tick(moment("2011-04-17 23:59")).workbooks_gone == 0
    assert UnitWorkbook.objects.exists()
    assert tick(moment("2011-04-18 00:00")).workbooks_gone == 1
    assert not UnitWorkbook.objects.exists()


def test_a_workbook_is_discarded_from_the_list(signed_in, cast, filled):
    workbook = kept(cast, filled.data)
    form = page_of(signed_in, LIST).one("form", action=workbook.get_absolute_url())
    assert form.one("button", name="discard").text == "放弃此填报表"
    assert signed_in.post(workbook.get_absolute_url(), {"discard": "on"})["Location"] == LIST
    assert not UnitWorkbook.objects.exists()


def test_a_workbook_that_was_taken_in_or_discarded_is_told(cast, filled, led):
    filled.put(led, "text", "三月新建2所")
    workbook = kept(cast, filled.data)
    seen = plan_of(workbook, by=cast.liaison).mark
    UnitWorkbook.objects.all().delete()
    with pytest.raises(WorkflowError):
        taken(cast, workbook, seen=seen)


def test_what_is_left_over_of_very_many_waits(cast, filled, led, part, homes, monkeypatch):
    monkeypatch.setattr(entering, "MOST_AT_ONCE", 1)
    workbook = kept(cast, fill(filled, led, part, homes))
    first = taken(cast, workbook)
    assert (first.cells, first.reports, first.waits) == (2, 1, True)
    assert taken(cast, workbook).waits is False and fresh(part).text == "已提供数据"


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
def test_two_presses_at_once_write_once(cast, filled, led, part, homes):
    workbook = kept(cast, fill(filled, led, part, homes))
    seen, done = plan_of(workbook, by=cast.liaison).mark, []

    def press():
        try:
            done.append(taken(cast, workbook, seen=seen).cells)
        except WorkflowError as error:
            done.append(str(error))

    at_once(press, press)
    assert sorted(map(str, done))[0] == "3" and len(done) == 2 and str in map(type, done)
    assert fresh(led).version == led.version + 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
def test_two_people_at_once_lose_nothing(cast, filled, led, part, homes):
    """The liaison accepts a workbook while the head writes the same field on the portal."""
    workbook = kept(cast, fill(filled, led, part, homes))
    seen, done = plan_of(workbook, by=cast.liaison).mark, []

    def press():
        try:
            done.append(bool(taken(cast, workbook, seen=seen).cells))
        except WorkflowError:
            done.append(False)

    def write():
        saved = drafting.save(led, by=cast.head, at=AT, was={"text": ""}, changes={"text": "三月新建1所"})
        done.append(saved.conflicts)

    at_once(press, write)
    written = next(one for one in done if isinstance(one, bool))
    conflicts = next(one for one in done if isinstance(one, dict))
    assert (fresh(led).text, bool(conflicts)) in (("三月新建2所", True), ("三月新建1所", False))
    assert written or fresh(part).text == ""


def test_nobody_else_finds_a_workbook(client, cast, filled):
    workbook = kept(cast, filled.data)
    for person in (cast.head, cast.health_liaison, cast.supervisor):
        client.force_login(person)
        assert client.get(workbook.get_absolute_url()).status_code == 404


def test_who_reports_no_more_takes_nothing_in(signed_in, cast, filled, led):
    filled.put(led, "text", "三月新建2所")
    workbook = kept(cast, filled.data)
    Membership.objects.filter(user=cast.liaison).update(department=cast.health)
    page = page_of(signed_in, workbook.get_absolute_url())
    assert "市民政局" in page.text and not page.all("input", name="cell")
    Membership.objects.filter(user=cast.liaison).delete()
    assert signed_in.get(workbook.get_absolute_url()).status_code == 403


@pytest.mark.parametrize(("data", "words"), [(b"", "文件为空"), (None, "请选择")])
def test_without_a_file_the_page_says_so(signed_in, march, data, words):
    answer = upload(signed_in, data) if data is not None else signed_in.post(LIST, {})
    assert answer.status_code == 422 and words in answer.text, parse(answer).one("main").text


def test_a_file_that_is_too_large_is_refused(signed_in, march):
    answer = upload(signed_in, b"x" * (5 * 1024 * 1024 + 1))
    assert answer.status_code == 422 and "5 MB" in answer.text


def test_a_workbook_with_macros_is_refused(signed_in, made, tmp_path):
    path = tmp_path / "macros.xlsx"
    path.write_bytes(made)
    with ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    page = page_of(signed_in, upload(signed_in, path.read_bytes())["Location"])
    assert "宏" in page.text and [button.get("name") for button in page.all("button")] == ["discard"]


def test_queries_do_not_grow_with_the_reports(cast, filled, led, part, homes, django_assert_max_num_queries):
    workbook = kept(cast, fill(filled, led, part, homes))
    with django_assert_max_num_queries(9):
        assert len(plan_of(workbook, by=cast.liaison).cells) == 3


def test_a_closed_client_comes_back_to_what_waits(cast, filled):
    workbook = kept(cast, filled.data)
    client = Client()
    client.force_login(cast.liaison)
    assert workbook.get_absolute_url() in client.get(LIST).text
