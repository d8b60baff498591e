"""The lists of what was asked and instructed: filters, counts, workbook, and who may know of what."""

import io

import openpyxl
import pytest
from django.urls import reverse

from items.models import Closing, Extension, Instruction, Objection

from ..given import factories
from ..given.factories import day
from .looking import AT, DUE, WANTED

pytestmark = pytest.mark.usefixtures("under_way")
LISTS = ["instruction", "extension", "objection", "closing"]


@pytest.fixture
def asked(cast):
    """One of each, settled and open; civil affairs asks, the leader has instructed on two items."""
    own = {"item": cast.led, "department": cast.civil_affairs, "by": cast.liaison, "at": AT}
    Extension.objects.create(due_on=DUE, wanted_on=WANTED, reason="汛期无法施工", **own)
    Closing.objects.create(result="全部建成", state="withdrawn", **own)
    Objection.objects.create(kind="role", reason="应为配合单位", **own)
    told = {"by": cast.leader, "at": AT}
    Instruction.objects.create(item=cast.led, text="请加快进度", due_on=day("2011-05-01"), **told)
    Instruction.objects.create(item=cast.supported, text="请报方案", state="done", done_at=AT, **told)
    meeting = factories.meeting(cast.report, cast.supervisor)
    Instruction.objects.create(item=cast.led, text="每周调度", meeting=meeting, **told)
    return cast


@pytest.fixture
def rows(view):
    def shown(person, name, query=""):
        page = view(person, reverse(f"{name}_list") + query)
        return [row.text for row in page.all("tr")[1:]]

    return shown


def test_each_list_shows_what_there_is(asked, rows):
    assert {name: len(rows(asked.observer, name)) for name in LISTS} == {
        "instruction": 3,
        "extension": 1,
        "objection": 1,
        "closing": 1,
    }
    [row] = rows(asked.observer, "extension")
    for words in ("汛期无法施工", "市民政局", "2011-06-30", "2011-09-30", "Asked"):
        assert words in row


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=undone", ["请加快进度", "每周调度"]),
        ("?state=done", ["请报方案"]),
        ("?kind=meeting", ["每周调度"]),
        ("?kind=leader", ["请加快进度", "请报方案"]),
        ("?late=on", ["请加快进度"]),
        ("?q=方案", ["请报方案"]),
        ("?q=2", ["请报方案"]),
        ("?mine=on", ["请加快进度", "每周调度"]),
    ],
)
def test_filters_leave_what_fits(asked, rows, query, found):
    shown = rows(asked.liaison, "instruction", query)
    assert [next(text for text in ("请加快进度", "请报方案", "每周调度") if text in row) for row in shown] == found


def test_a_unit_and_its_predecessors_are_found_by_the_unit(asked, rows):
    assert len(rows(asked.observer, "extension", f"?department={asked.civil_affairs.pk}")) == 1
    assert rows(asked.observer, "extension", f"?department={asked.health.pk}") == []
    asked.civil_affairs.successor = asked.education
    asked.civil_affairs.save()
    assert len(rows(asked.observer, "extension", f"?department={asked.education.pk}")) == 1


@pytest.mark.parametrize("name", LISTS)
def test_a_wrong_filter_shows_its_error_and_no_rows(asked, rows, view, name):
    assert rows(asked.observer, name, "?state=nonsense") == []
    page = view(asked.observer, reverse(f"{name}_list") + "?state=nonsense")
    assert "The filter could not be applied" in page.one("main").text


def test_what_is_late_says_so_and_counts_lead_to_their_rows(asked, view):
    page = view(asked.supervisor, reverse("instruction_list"))
    assert "Overdue" in page.one("table").text
    links = {link for link in page.one("main").links() if "state=" in link or "late=" in link}
    assert {"/instructions/?state=open", "/instructions/?state=done", "/instructions/?late=on"} <= links


def test_decisions_of_meetings_are_not_called_instructions(asked, view):
    [row] = view(asked.supervisor, reverse("instruction_list") + "?kind=meeting").all("tr")[1:]
    assert "Meeting decision" in row.text
    [link] = [link for link in row.links() if link.startswith("/items/")]
    assert link.endswith("#decisions")
    page = view(asked.supervisor, asked.led)
    [section] = page.all(id="decisions")
    assert "每周调度" in section.text
    [section] = page.all(id="instructions")
    assert "每周调度" not in section.text


@pytest.mark.parametrize("name", LISTS)
def test_the_workbook_has_the_rows_of_the_page(asked, client, rows, name):
    client.force_login(asked.observer)
    client.cookies["django_language"] = "en"
    response = client.get(reverse(f"{name}_export"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    values = [row for row in sheet.iter_rows(values_only=True) if row[1] in ("1", "2")]
    assert len(values) == len(rows(asked.observer, name))
    wrong = client.get(reverse(f"{name}_export") + "?state=nonsense")
    assert wrong.status_code == 302


@pytest.mark.parametrize("name", ["extension", "closing"])
def test_what_waits_for_a_head_is_on_the_units_list_alone(asked, rows, name):
    model = {"extension": Extension, "closing": Closing}[name]
    model.objects.update(state="unsigned")
    assert {who: len(rows(getattr(asked, who), name)) for who in ("liaison", "head", "supervisor", "leader")} == {
        "liaison": 1,
        "head": 1,
        "supervisor": 0,
        "leader": 0,
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_few_and_for_many(asked, cost, name):
    address, costs = reverse(f"{name}_list"), []
    for number in (0, 30):
        for more in range(number):
            item = factories.item(asked.report, 100 + more, leads=[asked.health])
            own = {"item": item, "department": asked.health, "by": asked.health_liaison, "at": AT}
            Extension.objects.create(due_on=DUE, wanted_on=WANTED, reason="理由", **own)
            Closing.objects.create(result="建成", **own)
            Objection.objects.create(kind="duty", reason="不属", **own)
            told = Instruction.objects.create(item=item, by=asked.leader, text="请办", at=AT)
            told.answers.create(by=asked.health_liaison, text="已办", at=AT, department=asked.health)
        costs.append(cost(asked.health_liaison, address)[0])
    assert costs[0] == costs[1] <= 20


def test_an_empty_list_says_so(cast, view):
    for name in LISTS:
        assert view(cast.observer, reverse(f"{name}_list")).all(of="empty")
