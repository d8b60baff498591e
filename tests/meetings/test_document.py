"""The pack of a meeting in Word: what its page says, by the portal's template or the office's own."""

import re
from decimal import Decimal

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.bulletins.filling import shipped
from items.lights.recording import record_lights
from items.meetings.deciding import decide, enter_meeting
from items.models import WordTemplate, WorkItem
from items.requests.instructing import answer_instruction, mark_done

from ..bulletins.word_read import opened, paragraphs, tables
from ..given import factories
from ..given.documents_made import converted, needs_soffice
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, put, update_of
from ..given.opened_rounds import opened as opened_round
from ..given.together import moment

AT, TODAY = moment("2011-06-20"), day("2011-06-20")


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"), clock.at(AT):
        yield


@pytest.fixture
def behind(cast):
    """`led` is overdue and reported on, with a target; `supported` is due in ten days without a word."""
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-10"), status="in_progress")
    WorkItem.objects.filter(pk=cast.supported.pk).update(due_on=day("2011-06-30"), status="in_progress")
    target = factories.target(cast.led)
    period = opened_round(cast.report, FEBRUARY)
    update = update_of(period, cast.led, cast.civil_affairs)
    said = {"problems": "资金未到位。\n土地未批", "next_steps": "月底前落实", "needs_decision": True}
    update = put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, **said)
    update.values.create(target=target, label=target.label, value=Decimal(12), unit="个")
    return cast


@pytest.fixture
def meeting(behind):
    last = enter_meeting(behind.report, by=behind.supervisor, at=moment("2011-05-20"), held_on=day("2011-05-20"))
    first = decide(last, behind.led, by=behind.supervisor, at=moment("2011-05-20"), text="逐周报告", due_on=TODAY)
    done = decide(last, behind.supported, by=behind.supervisor, at=moment("2011-05-20"), text="完成选址")
    answer_instruction(first, by=behind.supervisor, at=moment("2011-06-01"), text="已报告三次")
    mark_done(done, by=behind.leader, at=moment("2011-06-02"))
    return enter_meeting(behind.report, by=behind.supervisor, at=AT, held_on=TODAY, title="养老服务调度会")


@pytest.fixture
def office(client, behind):
    client.force_login(behind.supervisor)
    return client


def file_of(client, meeting):
    answer = client.get(reverse("meeting_file", args=[meeting.pk]))
    return b"".join(answer.streaming_content), answer


def table_headed(content, *heads):
    return [table for table in tables(content) if tuple(table[0][: len(heads)]) == heads]


def test_everything_that_it_says_of_a_matter_stands_on_the_page(office, behind, meeting):
    content, _answer = file_of(office, meeting)
    page = parse(office.get(meeting.get_absolute_url())).one("main").text
    told = paragraphs(content)
    start = next(place for place, line in enumerate(told) if line.startswith("议题1："))
    assert told[start] == "议题1：1 加强养老服务"
    assert told[start + 1] == "牵头（责任）单位：市民政局；配合单位：市卫生局。"
    reason = told[start + 3].removeprefix("亮灯：严重滞后。")
    assert "逾期10天" in reason and reason in page
    assert {
        "市民政局（2011年2月）：",
        "需市领导协调",
        "存在问题：资金未到位。 土地未批",
        "下一步措施：月底前落实",
    } <= set(told)
    [[_head, figures]] = table_headed(content, "指标")
    assert figures == ["新建站点", "12个", "30个", "40%"]
    assert "12个" in page


def test_it_counts_as_the_page_does(office, meeting):
    content, _answer = file_of(office, meeting)
    counts = office.get(meeting.get_absolute_url()).context["pack"].counts
    line = next(line for line in paragraphs(content) if line.startswith("亮灯情况："))
    assert line == "亮灯情况：" + "；".join(f"{shown.word}{count}" for shown, count, _place in counts)
    assert len(counts) > 1


def test_agenda_and_attendance_are_those_of_the_page(office, meeting):
    content, _answer = file_of(office, meeting)
    context = office.get(meeting.get_absolute_url()).context
    told = paragraphs(content)
    agenda = told[told.index("一、会议议程") + 1 : told.index("二、议题材料")]
    assert [line.partition("．")[0] for line in agenda] == [str(one.number) for one in context["agenda"]]
    assert agenda[0] == "1．1 加强养老服务（市民政局）"
    [seats] = table_headed(content, "单位", "议题")
    assert [tuple(row[:2]) for row in seats[1:]] == [(one.unit, one.spelt) for one in context["attendance"]]


def test_former_decisions_say_whether_they_were_done(office, meeting):
    content, _answer = file_of(office, meeting)
    rows = {row[1]: row for table in table_headed(content, "事项") for row in table[1:]}
    assert rows["逐周报告"][3:] == ["2011-06-20", "已反馈", "市政府办公室：已报告三次"]
    assert rows["完成选址"][3:5] == ["—", "已办结"]
    assert any("议定事项：已反馈 1；已办结 1" in line for line in paragraphs(content))


def test_what_the_meeting_decides_stands_there_once_it_is_typed_in(office, behind, meeting):
    assert "本次会议议定事项：" not in paragraphs(file_of(office, meeting)[0])
    decide(meeting, behind.led, by=behind.supervisor, at=AT, text="三日内拨付")
    content, _answer = file_of(office, meeting)
    assert "本次会议议定事项：" in paragraphs(content)
    assert any(row[0] == "三日内拨付" for table in table_headed(content, "内容") for row in table)


def test_a_past_meeting_keeps_what_was_then(office, behind, meeting):
    record_lights(AT)
    before = paragraphs(file_of(office, meeting)[0])
    with clock.at(moment("2011-06-25")):
        WorkItem.objects.filter(pk=behind.led.pk).update(due_on=day("2011-12-01"))
        record_lights(moment("2011-06-25"))
        assert paragraphs(file_of(office, meeting)[0]) == before


def test_a_meeting_with_nothing_on_the_table_has_a_pack_too(office, cast):
    empty = factories.report(title="空报告", year=2012)
    content, _answer = file_of(office, enter_meeting(empty, by=cast.supervisor, at=AT, held_on=TODAY))
    assert "亮灯情况：无" in paragraphs(content) and not table_headed(content, "指标")
    assert "首次" in " ".join(paragraphs(content))


def test_whoever_reads_the_meeting_takes_it_along_in_its_language(client, behind, meeting):
    client.force_login(behind.observer)
    client.cookies["django_language"] = "en"
    content, answer = file_of(client, meeting)
    assert answer["Content-Disposition"].startswith("attachment") and "docx" in answer["Content-Disposition"]
    assert "一、会议议程" in paragraphs(content) and opened(content).core_properties.title == "养老服务调度会"


def test_the_offices_own_template_is_used_and_one_for_bulletins_is_refused(office, behind, meeting):
    def upload(content):
        file = SimpleUploadedFile("材料.docx", content)
        return office.post(reverse("bulletin_templates"), {"kind": "meeting", "file": file})

    assert upload(shipped("bulletin")).status_code == 422 and not WordTemplate.objects.exists()
    assert upload(shipped("meeting")).status_code == 302
    assert WordTemplate.objects.get().kind == "meeting"
    assert "一、会议议程" in paragraphs(file_of(office, meeting)[0])


def test_it_asks_as_often_for_many_items(office, behind, meeting, django_assert_num_queries):
    def cost():
        with django_assert_num_queries(100, exact=False) as found:
            file_of(office, meeting)
        return len(found)

    before = cost()
    for number in range(50, 60):
        item = factories.item(behind.report, number, leads=[behind.health], due_on=day("2011-06-10"))
        factories.target(item)
    assert cost() == before


@needs_soffice
def test_it_opens_in_libreoffice_as_pages_of_a4(office, meeting):
    pdf = pypdfium2.PdfDocument(converted(file_of(office, meeting)[0], "docx", "pdf"))
    assert {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdf} == {(210, 297)}
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pdf]
    assert "调度会材料" in texts[0] and "签到表" in texts[-1]
