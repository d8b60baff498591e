"""What a report leaves open when it is withdrawn or archived: it is told before, and ends in words, or waits."""

import pytest
from django.urls import reverse

from departments import clock
from items import history
from items.models import Extension, Instruction, InstructionAnswer
from items.report.archiving import archive, take_back
from items.report.withdrawing import withdraw
from items.requests.extending import decide_extension

from ..given.html import parse
from ..given.open_requests import ask_everything

TOLD = [
    "批示未办结：2件（第2、3项）",
    "异议未处理：1件（第2项）",
    "延期申请未答复：1件（第2项）",
    "办结申请未答复：1件（第2项）",
]


@pytest.fixture
def cast(cast):
    return ask_everything(cast)


@pytest.fixture
def report(cast):
    return cast.answered.report


def asked_about(client, cast, name, report):
    client.force_login(cast.supervisor)
    page = parse(client.get(reverse(name, args=[report.pk]), headers={"accept-language": "zh-hans"}))
    return [one.text for one in page.one("ul", of="what-happens").all("ul")[0].all("li")]


def states(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


@pytest.mark.parametrize("name", ["report_withdraw", "report_archive"])
def test_it_is_told_before(cast, client, report, name):
    assert asked_about(client, cast, name, report) == TOLD


def test_what_was_asked_ends_with_the_withdrawn_report(cast, report):
    withdraw(report, by=cast.supervisor, at=clock.now(), reason="导入了旧稿", is_issued=True)
    assert states(cast.objection, cast.extension, cast.closing, cast.instruction) == ["lapsed"] * 4
    assert states(cast.unsigned_extension, cast.unsigned_closing, cast.unsigned_answer) == ["taken_back"] * 3
    assert not Instruction.objects.filter(state__in=Instruction.UNSETTLED).exists()
    assert not InstructionAnswer.objects.filter(state="unsigned").exists()


def test_whoever_asked_or_instructed_is_told_why(cast, report):
    withdraw(report, by=cast.supervisor, at=clock.now(), reason="导入了旧稿", is_issued=True)
    why = f"《{report}》已撤回：导入了旧稿"
    asked = set(cast.liaison.messages.filter(text=why).values_list("title", flat=True))
    assert {"不再答复：第2项的延期申请", "不再答复：第2项的异议", "不再答复：第2项的办结申请"} <= asked
    assert {"无需再报：第3项的延期申请", "无需再报：第3项的办结申请", "无需再报：第3项的批示反馈"} <= asked
    leader = list(cast.leader.messages.filter(text=why).order_by("pk").values_list("title", flat=True))
    assert leader == ["不再跟踪：第2项的批示", "不再跟踪：第3项的批示"]
    entry = report.history.get(action="report_withdrawn")
    told = {change.label: change.before for change in history.describe(entry)}
    assert told["延期申请未答复"] == "1件（第2项）"


def test_what_was_asked_waits_while_the_report_is_archived(cast, report, client):
    archive(report, by=cast.supervisor, at=clock.now())
    assert states(cast.objection, cast.extension, cast.closing, cast.instruction) == [
        "open",
        "asked",
        "with_leader",
        "open",
    ]
    client.force_login(cast.supervisor)
    for name in ("extension", "objection", "closing", "instruction"):
        page = parse(client.get(reverse(f"{name}_list"), {"report": report.pk}))
        assert {"归档时未办理完毕" in row.text for row in page.all("tr")[1:]} == {True}
    take_back(report, by=cast.supervisor, at=clock.now(), reason="尚有事项")
    decide_extension(Extension.objects.get(state="asked"), by=cast.supervisor, at=clock.now(), answer="不同意")
    assert states(cast.extension) == ["denied"]
