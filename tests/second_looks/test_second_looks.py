"""A second look at a closed item: planned, called to mind on its day, its result written down, the item reopened."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.models import HistoryEntry, SecondLook, WorkItem
from items.pages.addresses import item_part
from items.second_looks.looking import plan_look, remind_looks, write_result

from ..given.factories import day, moment
from ..given.html import parse
from ..given.refusals import refused

CLOSED, AT = moment("2011-05-31 10:00"), moment("2011-08-31 10:00")


@pytest.fixture
def cast(cast):
    """Civil affairs' item is closed."""
    WorkItem.objects.filter(pk=cast.led.pk).update(
        status="completed", completed_on=day("2011-05-30"), due_on=day("2011-12-20")
    )
    cast.led.refresh_from_db()
    return cast


@pytest.fixture
def look(cast):
    return plan_look(cast.led, months=3, by=cast.supervisor, at=CLOSED)


def told(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))


def changes(item):
    rows = HistoryEntry.objects.filter(item=item).order_by("pk")
    return list(rows.values_list("action", "before", "after", "reason"))


@pytest.mark.parametrize(
    ("on", "months", "due_on"),
    [("2011-05-31", 3, "2011-08-31"), ("2011-11-30", 3, "2012-02-29"), ("2011-12-15", 12, "2012-12-15")],
)
def test_it_is_planned_so_many_months_later(cast, on, months, due_on):
    look = plan_look(cast.led, months=months, by=cast.supervisor, at=moment(f"{on} 10:00"))
    assert (look.due_on, look.is_open) == (day(due_on), True)
    assert changes(cast.led) == [("item_edited", {"second_look": ""}, {"second_look": due_on}, "")]


def test_planned_again_it_is_put_off_and_called_to_mind_again(cast, look):
    assert remind_looks(AT) == 1
    later = plan_look(cast.led, months=1, by=cast.supervisor, at=AT)
    assert SecondLook.objects.get() == later == look
    assert (later.due_on, later.reminded_at) == (day("2011-09-30"), None)
    assert changes(cast.led)[-1][1:3] == ({"second_look": "2011-08-31"}, {"second_look": "2011-09-30"})


@pytest.mark.parametrize("person", ["liaison", "leader", "observer", "administrator"])
def test_only_the_office_plans_and_writes(cast, look, person):
    by = getattr(cast, person)
    with refused("Only the supervision office"):
        plan_look(cast.led, months=3, by=by, at=AT)
    with refused("Only the supervision office"):
        write_result(look, result="holds", finding="保持", version=cast.led.version, by=by, at=AT)
    assert SecondLook.objects.get().is_open


def test_an_item_under_way_is_not_looked_at(cast):
    with refused("Only a closed item"):
        plan_look(cast.supported, months=3, by=cast.supervisor, at=AT)


def test_the_office_is_told_once_on_the_day_within_office_hours(cast, look):
    assert remind_looks(moment("2011-08-30 10:00")) == 0
    assert remind_looks(moment("2011-08-31 03:00")) == 0
    with translation.override("en"):  # whatever the language of the last page was
        assert [remind_looks(AT), remind_looks(AT)] == [1, 0]
    assert [message.title for message in cast.supervisor.messages.all()] == ["第1项应回头看"]
    assert told(cast.supervisor) == [("reminder", item_part(cast.led, "second-look"))]
    assert told(cast.liaison) == []


def test_nobody_is_told_of_what_was_reopened_or_archived(cast, look):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", completed_on=None)
    assert remind_looks(AT) == 0
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=day("2011-05-30"))
    cast.report.archived_at = AT
    cast.report.save()
    assert remind_looks(AT) == 0


def test_a_result_that_holds_is_kept_with_its_words(cast, look):
    item = write_result(
        look, result="holds", finding="站点运行正常", version=cast.led.version, by=cast.supervisor, at=AT
    )
    kept = SecondLook.objects.get()
    assert (kept.result, kept.finding, kept.done_by, kept.done_at) == ("holds", "站点运行正常", cast.supervisor, AT)
    assert item.status == "completed"
    assert changes(cast.led)[-1] == ("item_edited", {}, {"looked_back": "holds"}, "站点运行正常")


def test_what_does_not_hold_reopens_the_item_by_the_usual_step(cast, look):
    asked = {"finding": "三处站点停用", "version": cast.led.version, "by": cast.supervisor, "at": AT}
    item = write_result(look, result="reopened", due_on=day("2011-12-25"), **asked)
    assert (item.status, item.due_on, item.reopened_at) == ("in_progress", day("2011-12-25"), AT)
    assert [action for action, *_rest in changes(item)][1:] == ["item_edited", "status_changed", "note_written"]
    assert told(cast.liaison)
    with refused("Only a closed item"):
        write_result(look, result="holds", **{**asked, "version": item.version})


def test_a_passed_deadline_has_to_be_renewed_and_nothing_is_half_done(cast, look):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-30"))
    asked = {"finding": "三处站点停用", "version": cast.led.version, "by": cast.supervisor, "at": AT}
    with refused("2011-06-30"):
        write_result(look, result="reopened", **asked)
    with refused("only when the item is reopened"):
        write_result(look, result="holds", due_on=day("2011-12-25"), **asked)
    with refused("Say what"):
        write_result(look, result="holds", **{**asked, "finding": " "})
    assert SecondLook.objects.get().is_open


def test_a_result_is_written_once(cast, look):
    asked = {"finding": "正常", "version": cast.led.version, "by": cast.supervisor, "at": AT}
    write_result(look, result="holds", **asked)
    with refused("already"):
        write_result(look, result="holds", **asked)


def test_the_office_plans_and_writes_on_the_page_of_the_item(client, cast):
    client.force_login(cast.supervisor)
    with clock.at(CLOSED):
        page = parse(client.get(cast.led.get_absolute_url()))
        action = reverse("item_second_look", args=[cast.led.pk])
        version = {"version": cast.led.version}
        assert page.all("form", action=action)
        assert client.post(action, {"months": "3", **version}).status_code == 302
    look = SecondLook.objects.get()
    with clock.at(AT):
        assert item_part(cast.led, "second-look") in parse(client.get(reverse("workbench"))).links()
        action = reverse("second_look_result", args=[look.pk])
        empty = client.post(action, {"result": "holds", "finding": "", **version})
        assert empty.status_code == 422 and parse(empty).all("form", action=action)
        client.post(action, {"result": "holds", "finding": "站点运行正常", **version})
        shown = parse(client.get(cast.led.get_absolute_url())).one(id="second-look").text
        assert "成效保持" in shown and "站点运行正常" in shown
        assert item_part(cast.led, "second-look") not in parse(client.get(reverse("workbench"))).links()


def test_everybody_reads_the_results_and_nobody_else_has_the_forms(client, cast, look):
    client.force_login(cast.observer)
    section = parse(client.get(cast.led.get_absolute_url())).one(id="second-look")
    assert "2011-08-31" in section.text and not section.all("form")
    SecondLook.objects.all().delete()
    assert not parse(client.get(cast.led.get_absolute_url())).all(id="second-look")
