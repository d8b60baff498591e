"""The special report to a leader, of the simulated year: its numbers are those of the leader's own pages."""

import re
from collections import Counter

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from departments import clock
from departments.models import Department, User
from items.bulletins.deciding import issue_bulletin, submit_bulletin
from items.bulletins.drafting import draft_bulletin
from items.bulletins.filling import word_file
from items.meetings.pack import pack_of
from items.models import Colour, Meeting, ProgressUpdate, Responsibility, WorkItem, WorkReport
from items.portfolios.setting import set_portfolio
from items.requests.instructing import answer_instruction, instruct
from items.rounds.sheet import lights
from items.rules.asking import asking_leaders
from items.rules.portfolio import in_charge

from ..given.documents_made import converted, needs_soffice
from ..given.together import moment
from ..given.two_rounds import TODAY, two_rounds
from ..kept import for_a_whole_file
from .test_of_a_period import counts_in, share
from .word_read import paragraphs, tables

pytestmark = pytest.mark.once
AT = moment(f"{TODAY} 10:00")


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="module")
def lived(shared, django_db_blocker):
    with for_a_whole_file(django_db_blocker) as ready:
        two_rounds(shared)
        report = WorkReport.objects.get()
        office, leader = (User.objects.get(username=name) for name in ("supervision", "leader"))
        held = Responsibility.objects.filter(item__report=report, role="lead").values("department")
        units = Department.objects.filter(pk__in=held, is_collective=False).order_by("pk")[1:]
        with clock.at(AT):
            set_portfolio(leader, by=office, units=units, seen=set())
            # One leader is named on an item that no unit of the portfolio leads.
            item = report.items.open().filter(leaders="").exclude(pk__in=in_charge(report.items.all(), leader)).first()
            WorkItem.objects.filter(pk=item.pk).update(leaders=leader.name)
            own = list(in_charge(report.items.open(), leader).in_order())
            first = instruct(own[0], by=leader, at=AT, text="请抓紧。\n三月底前见效", due_on=TODAY)
            instruct(own[1], by=leader, at=AT, text="按期完成", due_on=None)
            answer_instruction(first, by=office, at=AT, text="已开工")
            asks = ProgressUpdate.objects.filter(item__in=own, state="accepted", role="lead").order_by("-pk").first()
            ProgressUpdate.objects.filter(pk=asks.pk).update(needs_decision=True, problems="缺少用地指标。")
            drafted = draft_bulletin(report, by=office, at=AT, on=TODAY, kind="brief", leader=leader)
        with ready():
            yield drafted


@pytest.fixture
def brief(lived, db):
    with clock.at(AT):
        yield lived


@pytest.fixture
def leader(brief):
    client = Client()
    client.force_login(User.objects.get(username="leader"))
    return client


def overview(client, brief):
    """The leader's own dashboard."""
    return client.get(reverse("dashboard"), {"report": brief.report_id, "mine": "on"}).context["overview"]


def sentence_with(brief, words):
    return next(line for line in paragraphs(word_file(brief)) if words in line)


@pytest.mark.parametrize(("words", "name"), [("按亮灯情况", "lights"), ("对照序时进度", "schedule")])
def test_its_counts_are_those_of_the_leaders_dashboard(brief, leader, words, name):
    told = counts_in(sentence_with(brief, words))
    shown = {str(one.label): one for one in getattr(overview(leader, brief), name) if one.percent is not None}
    assert told == {word: (one.count, str(one.percent)) for word, one in shown.items() if one.count}
    assert len(told) > 1


def test_what_units_ask_for_is_the_dashboards_list(brief, leader):
    asking = overview(leader, brief).asking
    assert sentence_with(brief, "提请市领导协调解决的事项共") == f"提请市领导协调解决的事项共{asking.count}项。"
    now = asking_leaders().filter(item__in=[row["item"] for row in brief.data["portfolio"]])
    assert len(brief.data["asking"]) == now.count() >= asking.count
    [row] = [row for row in asking.rows if "缺少用地指标" in row.sentence]
    assert "反映“缺少用地指标”" in sentence_with(brief, f"第{row.item.display_number}项“")


def test_every_item_in_charge_stands_in_the_annex_as_the_list_shows_it(brief, leader):
    total = overview(leader, brief).total.count
    [_frame, annex] = tables(word_file(brief))
    assert len(annex) - 1 == total > 10
    colours = Counter(row[5] for row in annex[1:])
    assert colours == {one.look.word: one.count for one in overview(leader, brief).lights if one.count}
    mine = {item.display_number for item in in_charge(brief.report.items.all(), brief.leader)}
    assert {row[1].split()[0] for row in annex[1:]} == mine


def test_instructions_stand_with_their_state_and_last_answer(brief):
    told = paragraphs(word_file(brief))
    assert "尚未办结的批示和议定事项共2件，其中已反馈1件，待反馈1件（逾期未反馈0件）。" in told
    [first] = [line for line in told if "请抓紧" in line]
    assert f"提出“请抓紧。 三月底前见效”，已反馈。要求{TODAY:%Y年%-m月%-d日}前反馈。最近反馈：" in first
    assert first.endswith("已开工。")


def test_what_is_proposed_follows_from_what_stands_above(brief):
    behind = sum(one["count"] for one in brief.data["lights"] if one["key"] in (Colour.RED, Colour.YELLOW))
    told = brief.blocks["proposals"].split("\n")
    asked_on = len({row["number"] for row in brief.data["asking"]})
    assert told[0] == f"建议对提请协调的{asked_on}项事项召开会议研究，或批示有关单位办理。"
    assert behind and f"{behind}项进度滞后事项" in told[1]


def test_its_head_names_the_leader(brief):
    told = paragraphs(word_file(brief))
    name = brief.leader.name
    assert told[:3] == ["督查专报", "督查专报〔2011〕　号", f"关于{name}分管工作落实情况的专报"]
    assert f"{name}：" in told and f"{name}分管事项一览表" in told
    assert all(unit in sentence_with(brief, "分管单位：") for unit in brief.data["held"])


def test_of_a_closed_period_it_says_what_the_page_of_the_period_says(brief, leader):
    period = brief.report.periods.filter(closed_at__isnull=False).order_by("start_on").last()
    office = User.objects.get(username="supervision")
    one = draft_bulletin(brief.report, by=office, at=AT, kind="brief", leader=brief.leader, period=period)
    then = lights(period, [row["item"] for row in one.data["portfolio"]], on=TODAY)
    assert {row["item"]: (row["light"], row["reason"]) for row in one.data["portfolio"]} == {
        pk: (light.word, light.reason) for pk, light in then.items()
    }
    told = counts_in(sentence_with(one, "按亮灯情况"))
    tally = Counter(light.word for light in then.values())
    assert told == {word: (count, share(count, len(then))) for word, count in tally.items()}
    asked = one.data["reports"]
    whole = leader.get(period.get_absolute_url()).context["figures"]
    assert 0 < asked["asked"] < next(figure.count for figure in whole)


def test_it_is_issued_to_the_leader_alone(brief, leader):
    office, by = (User.objects.get(username=name) for name in ("supervision", "leader"))
    submit_bulletin(brief, by=office, at=AT, version=brief.version)
    with pytest.raises(Exception, match="起草"):
        issue_bulletin(brief, by=office, at=AT, version=brief.version + 1)
    issued = issue_bulletin(brief, by=by, at=AT, version=brief.version + 1)
    assert [(copy.department, copy.message) for copy in issued.copies.all()] == [(None, None)]


@needs_soffice
def test_it_opens_in_libreoffice_as_pages_of_a4(brief):
    pdf = pypdfium2.PdfDocument(converted(word_file(brief), "docx", "pdf"))
    assert {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdf} == {(210, 297)}
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pdf]
    assert "督查专报" in texts[0] and "领导批示" in texts[0] and "一、总体情况" in texts[0]
    assert any(text.startswith("附件") and "一览表" in text for text in texts[1:])


def test_a_meeting_on_the_same_items_has_the_same_lights(brief):
    """The row of the leader on the dashboard and the pack of a meeting on the leader count the items that name them."""
    meeting = Meeting(report=brief.report, leader=brief.leader.name, held_on=TODAY, by=brief.by, at=AT)
    meeting.save()
    named = [
        row for row in brief.data["portfolio"] if brief.leader.name in WorkItem.objects.get(pk=row["item"]).leaders
    ]
    pack = pack_of(meeting, today=TODAY)
    assert {str(shown.word): count for shown, count, _place in pack.counts} == Counter(row["light"] for row in named)
