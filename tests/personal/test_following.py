"""Following items: the button, the filter of the list, the workbench, and what ends."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from departments import clock
from departments.models import User
from items import history
from items.ledger.filters import ItemFilter
from items.ledger.view_keeping import keep_view
from items.models import Follow, HistoryEntry, WorkItem, WorkReport
from items.pages.addresses import item_part
from items.personal.following import follow, unfollow
from items.personal.page import followed_by
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.refusals import refused
from ..given.together import at_once
from ..ledger.listed import exported, found, show

AT, TODAY = moment("2011-05-10 10:00"), day("2011-05-10")
PEOPLE = ["liaison", "head", "supervisor", "leader", "observer", "administrator", "newcomer"]


@pytest.fixture(autouse=True)
def on_that_day(client):
    client.cookies["django_language"] = "en"
    with clock.at(AT):
        yield


def button(client, address):
    """The form of the button on the page of an item; None without one."""
    return next(iter(parse(client.get(address)).all("form", of="follow")), None)


def followed(user):
    return [row.item for row in followed_by(user)]


# The button


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_may_follow_every_item_and_stop(client, cast, who):
    person = getattr(cast, who)
    client.force_login(person)
    page = cast.open_lead.get_absolute_url()
    form = button(client, page)
    assert "What changed" in form.one("button")["title"] and form.one("button").text == "Follow"
    answer = client.post(form["action"])
    assert answer["Location"] == page
    assert [(row.user, row.item, row.at) for row in Follow.objects.all()] == [(person, cast.open_lead, AT)]
    form = button(client, page)
    assert form.one("button").text == "Follow no longer"
    client.post(form["action"])
    assert not Follow.objects.exists()


def test_one_is_back_on_the_tab_where_one_was(client, cast):
    client.force_login(cast.observer)
    tab = item_part(cast.led, "history").partition("#")[0]
    form = button(client, tab)
    assert client.post(form["action"], {"next": form.one("input", name="next")["value"]})["Location"] == tab


def test_nobody_follows_twice(cast):
    for _time in range(2):
        follow(cast.led, by=cast.observer, at=AT)
    assert Follow.objects.count() == 1
    unfollow(cast.led, by=cast.observer)
    unfollow(cast.led, by=cast.observer)
    assert not Follow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_follow_once(cast):
    step = lambda: follow(cast.led, by=cast.observer, at=AT).item  # noqa: E731
    assert at_once(step, step) == [cast.led, cast.led]
    assert Follow.objects.count() == 1


def test_the_history_says_nothing_of_it(client, cast):
    client.force_login(cast.observer)
    before = HistoryEntry.objects.count()
    client.post(reverse("item_follow", args=[cast.led.pk]))
    assert HistoryEntry.objects.count() == before


# What ends


@pytest.mark.parametrize("field", ["archived_at", "withdrawn_at"])
def test_what_has_ended_is_not_begun_to_be_followed_and_can_be_given_up(client, cast, field):
    client.force_login(cast.observer)
    WorkReport.objects.update(**{field: AT})
    item = WorkItem.objects.select_related("report").get(pk=cast.led.pk)
    assert button(client, item.get_absolute_url()) is None
    with refused("can only be read"):
        follow(item, by=cast.observer, at=AT)
    factories.follow(cast.observer, item)
    assert button(client, item.get_absolute_url()).one("button").text == "Follow no longer"
    unfollow(item, by=cast.observer)
    assert not Follow.objects.exists()


def test_items_of_withdrawn_reports_are_not_shown_and_archived_ones_say_so(client, cast):
    client.force_login(cast.observer)
    factories.follow(cast.observer, cast.led)
    WorkReport.objects.update(archived_at=AT)
    assert followed(cast.observer) == [cast.led]
    assert "archived" in parse(client.get(reverse("personal"))).one("ul", of="followed").text
    WorkReport.objects.update(archived_at=None, withdrawn_at=AT)
    assert followed(cast.observer) == []
    assert "0" in parse(client.get(reverse("personal"))).one("section", id="followed").one("h2").text


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_a_closed_item_stays_followed(cast, status):
    factories.follow(cast.observer, cast.led)
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=TODAY if status == "completed" else None)
    assert followed(cast.observer) == [cast.led]


def test_a_person_who_is_deleted_follows_nothing(cast):
    factories.follow(cast.newcomer, cast.led)
    cast.newcomer.delete()
    assert not Follow.objects.exists()


# The list


def test_the_filter_finds_ones_own_and_says_how_many(client, cast):
    for person, item in ((cast.observer, cast.led), (cast.observer, cast.open_lead), (cast.head, cast.supported)):
        factories.follow(person, item)
    client.force_login(cast.observer)
    assert found(client, followed="on") == [1, 3]
    page = parse(show(client, followed="on")).one("section", id="found")
    assert "Followed by me" in page.text and "2 work items of 3" in page.text
    assert found(client, followed="on", department=cast.civil_affairs.pk) == [1]
    client.force_login(cast.newcomer)
    assert found(client, followed="on") == []


def test_the_box_stands_in_the_filter_and_the_file_names_it(client, cast):
    factories.follow(cast.observer, cast.led)
    client.force_login(cast.observer)
    assert parse(show(client)).one("form", id="filter").all("input", name="followed")
    assert exported(client, {"followed": "on"}) == ["1"]
    file = client.get("/items/export.xlsx", {"followed": "on"})
    assert "Followed by me" in texts_of(b"".join(file.streaming_content))


def texts_of(book):
    """All that stands in the first rows of the workbook's first sheet."""
    rows = load_workbook(BytesIO(book)).worksheets[0].iter_rows(max_row=4, values_only=True)
    return " ".join(str(value) for row in rows for value in row if value)


def test_a_saved_view_keeps_the_filter_and_finds_what_its_reader_follows(client, cast):
    factories.follow(cast.observer, cast.led)
    factories.follow(cast.supervisor, cast.open_lead)
    query = ItemFilter({"followed": "1"}, queryset=WorkItem.objects.all(), user=cast.supervisor).kept_query()
    assert query == "followed=on"
    view = keep_view(name="关注事项", query=query, is_shared=True, by=cast.supervisor, at=AT)
    for person, numbers in ((cast.observer, [1]), (cast.supervisor, [3])):
        client.force_login(person)
        assert found(client, view.get_absolute_url().removeprefix("/items/")) == numbers


def test_archived_items_are_left_out_of_the_list_as_ever(client, cast):
    factories.follow(cast.observer, cast.led)
    WorkReport.objects.update(archived_at=AT)
    client.force_login(cast.observer)
    assert found(client, followed="on") == []


# The workbench


def changed(item, by, at="2011-05-09 09:00"):
    return history.record(
        HistoryEntry.Action.ITEM_EDITED, by=by, item=item, before={"remark": ""}, after={"remark": "改"}, at=moment(at)
    )


def changes(person):
    return [one.read.entry for one in workbench(User.objects.get(pk=person.pk), on=TODAY).changes]


def test_the_workbench_tells_what_changed_on_followed_items_beside_those_of_the_unit(cast):
    own, strange = changed(cast.led, cast.supervisor), changed(cast.open_lead, cast.supervisor, "2011-05-09 10:00")
    assert changes(cast.liaison) == [own]
    factories.follow(cast.liaison, cast.open_lead)
    assert changes(cast.liaison) == [strange, own]
    factories.follow(cast.liaison, cast.led)  # of the unit and followed: told once
    changed(cast.open_lead, cast.liaison)
    assert changes(cast.liaison) == [strange, own]
    assert changes(cast.head) == [own]


def test_of_a_withdrawn_report_nothing_is_told(cast):
    factories.follow(cast.liaison, cast.open_lead)
    changed(cast.open_lead, cast.supervisor)
    WorkReport.objects.update(withdrawn_at=AT)
    assert changes(cast.liaison) == []


def test_the_button_speaks_chinese(client, cast):
    client.cookies["django_language"] = "zh-hans"
    client.force_login(cast.observer)
    with translation.override("zh-hans"):
        form = button(client, cast.led.get_absolute_url())
    assert form.one("button").text == "关注"
    assert "关注后，工作台的最新动态和摘要会告诉您它的变化。" in form.one("button")["title"]
