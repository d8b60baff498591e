"""What changed (最新动态): the sentences of the history in short, with figures before → after."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items import history
from items.ledger.rewording import reword
from items.models import HistoryEntry
from items.models.figure_lines import FigureChange, keep
from items.pages.story import told
from items.workbench.news import LINE, TITLE, cut, news, width

from ..given.html import parse

Action = HistoryEntry.Action
MARCH = "month 2011-03-01 2011-03-31"


FIGURE = ("新建站点", "12", "15", "个")


def record(cast, action, by, *, figures=(), completion=None, **after):
    """What an acceptance, or another step on the report of March, keeps of its figures."""
    sides = [{"counted": text} if text else {} for text in keep([FigureChange(*line) for line in figures])]
    for side, percent in zip(sides, completion or (), strict=False):
        side["completion"] = percent
    after = {**sides[1], "period": MARCH, **after}
    return history.record(action, by=by, item=cast.led, department=cast.civil_affairs, before=sides[0], after=after)


def lines(client, person):
    """The lines of each entry that the person finds, as texts."""
    client.force_login(person)
    entries = parse(client.get(reverse("workbench"))).one("main").one("aside").one("ol", of="news").all("li")
    return [[line.text for line in entry.all("p")] for entry in entries]


def shortened(cast, reader):
    return news(told(cast.led.history.select_related("by", "item", "report", "department"), reader)[0])


@pytest.mark.parametrize("who", ["supervisor", "head", "leader", "observer"])
def test_an_entry_says_who_did_what_and_the_figures(client, cast, who):
    record(cast, Action.UPDATE_ACCEPTED, cast.liaison, figures=[FIGURE], completion=("40", "50"))
    about, said = lines(client, getattr(cast, who))[0]
    assert about.endswith("第1项 加强养老服务")
    figures = "新建站点 变更前 12个 → 变更后 15个 完成比例 变更前 40% → 变更后 50%"
    assert said == f"市民政局李联络审核通过市民政局2011年3月进展 {figures}"


def test_the_item_is_a_link(client, cast):
    record(cast, Action.UPDATE_ACCEPTED, cast.supervisor, completion=("40", "50"))
    client.force_login(cast.leader)
    entry = parse(client.get(reverse("workbench"))).one("main").one("ol", of="news").all("li")[0]
    assert entry.one("a")["href"] == cast.led.get_absolute_url()


def test_no_change_is_said_in_the_sentence(client, cast):
    record(cast, Action.UPDATE_SIGNED, cast.head, awaits="awaiting_review", no_change="True")
    [_about, sentence] = lines(client, cast.supervisor)[0]
    assert sentence == "市民政局赵局长审签并报出2011年3月进展：本期无变化"


def test_figures_of_a_report_that_has_not_been_handed_to_the_reader_are_not_told(client, cast):
    was, now = keep([FigureChange(*FIGURE)])
    after = {"period": MARCH, "reported": now, "awaits": "awaiting_sign_off"}
    history.record(
        Action.UPDATE_SENT, by=cast.liaison, item=cast.led, department=cast.civil_affairs,
        before={"reported": was}, after=after,
    )  # fmt: skip
    assert "12个" not in lines(client, cast.supervisor)[0][1]
    assert lines(client, cast.head)[0][1].endswith("提交2011年3月进展 新建站点 变更前 12个 → 变更后 15个")


def test_no_more_changes_stand_there_than_have_room_and_the_rest_is_counted(cast):
    record(
        cast, Action.UPDATE_ACCEPTED, cast.supervisor, figures=[(f"指标名称{n}", "100", "200", "个") for n in range(9)]
    )
    short = shortened(cast, cast.leader)
    assert [change.label for change in short.changes] == ["指标名称0"]
    assert short.more == "另8项"


@pytest.mark.parametrize("unit", ["市民政局", "市人力资源和社会保障局", "很" * 100], ids=len)
@pytest.mark.parametrize("label", ["站点", "名" * 50], ids=len)
@pytest.mark.parametrize("value", ["2", "1234567.5"])
def test_sentence_and_figures_have_room_in_two_lines(cast, unit, label, value):
    cast.civil_affairs.name = unit
    cast.civil_affairs.save()
    cast.led.text = "长" * 200
    cast.led.save()
    figures = [(label, "1", value, "平方米"), FIGURE, ("另", "1", "2", "个")]
    record(cast, Action.UPDATE_ACCEPTED, cast.supervisor, figures=figures)
    short = shortened(cast, cast.leader)
    first = short.changes[0]
    assert (first.before, first.after) == ("1平方米", f"{value}平方米")
    assert width(short.title) <= TITLE
    said = [short.sentence, *(f"{one.label}{one.before}{one.after}" for one in short.changes)]
    # Only where a long unit meets a long figure is there a line more.
    assert sum(map(width, said)) <= (2 * LINE + 1 if value == "2" or unit == "市民政局" else 3 * LINE)
    assert short.more == (f"另{3 - len(short.changes)}项" if len(short.changes) < 3 else "")


def test_a_long_text_is_cut_to_a_line(cast):
    now = {name: getattr(cast.led, name) for name in ("number", "clause", "chapter", "leaders", "group")}
    reword(cast.led, by=cast.supervisor, version=1, text="长" * 200, **now)
    [change] = shortened(cast, cast.leader).changes
    assert width(change.label + change.before + change.after) <= LINE


@pytest.mark.parametrize(
    ("text", "room", "found"), [("短", 2, "短"), ("一二三四", 3, "一二…"), ("2011年", 3.3, "2011年")]
)
def test_a_text_is_cut_where_its_room_ends(text, room, found):
    assert cut(text, room) == found


def test_units_are_told_in_one_line(cast):
    units = {"units": "lead:市民政局\nsupport:市卫生局"}
    history.record(Action.UNITS_CHANGED, by=cast.supervisor, item=cast.led, after=units)
    [change] = shortened(cast, cast.leader).changes
    assert change.after == "牵头 市民政局、配合 市卫生局"


def test_what_the_link_says_is_not_said_again(client, cast):
    title = cast.report.title
    history.record(Action.REPORT_IMPORTED, by=cast.supervisor, report=cast.report, after={"title": title})
    assert " ".join(lines(client, cast.leader)[0]).count(title) == 1


def test_that_figures_were_taken_back_is_asked_once_at_most(cast):
    record(cast, Action.UPDATE_ACCEPTED, cast.supervisor, figures=[FIGURE], completion=("4", "5"))
    record(cast, Action.UPDATE_ACCEPTED, cast.supervisor, figures=[FIGURE], completion=("5", "6"))
    entries = list(cast.led.history.select_related("by", "item", "report", "department"))
    told(entries, cast.leader)
    with CaptureQueriesContext(connection) as asked:
        assert news(told(entries, cast.leader)[0]).changes
    assert len(asked) == 1
