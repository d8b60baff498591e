"""Filters of the list that people keep under names: kept, opened, shared, called otherwise, deleted; and by whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from items.history import describe
from items.ledger.view_keeping import change_view, delete_view, keep_view
from items.models import HistoryEntry, SavedView
from items.units.merging import merge

from ..given.factories import day, moment, saved_view
from ..given.html import parse
from ..given.refusals import refused
from .listed import BAD, LIST, numbers, show

ADD = reverse("view_add")
VIEWS = reverse("view_list")
AT = moment("2011-05-01 09:00")


def keep(client, query, name, **data):
    return client.post(f"{ADD}?{query}", {"name": name, **data})


def row_of(response):
    """[(name, address, whether the list shows it now)] of the views above the list."""
    rows = parse(response).all("nav", of="view-links")
    links = [link for row in rows for item in row.all("li") for link in item.all("a")]
    return [(link.text, link["href"], "aria-current" in link.attributes) for link in links]


def ways(response):
    """Where to keep the filter, and where to all views, as far as the page leads there."""
    return [link["href"] for link in parse(response).all("a", of="view-keep")]


# Keeping and opening


def test_the_filter_that_is_on_is_kept_and_opened_by_one_link(client, register):
    client.force_login(register.liaison)
    [way] = ways(show(client, status="in_progress", sort="due"))
    page = parse(client.get(way))
    assert "推进中" in page.one("ul", of="view-filters").text or "In progress" in page.one("ul", of="view-filters").text
    answer = client.post(way, {"name": "推进中的事项"})
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (register.liaison, "推进中的事项", "status=in_progress&sort=due")
    assert not view.is_shared
    assert answer["Location"] == view.get_absolute_url() == f"{LIST}?status=in_progress&sort=due"
    opened = client.get(answer["Location"])
    assert row_of(opened) == [("推进中的事项", view.get_absolute_url(), True)]
    assert ways(opened) == [VIEWS]  # it is kept already
    assert row_of(show(client)) == [("推进中的事项", view.get_absolute_url(), False)]


def test_without_views_and_filter_nothing_stands_above_the_list(reader, register):
    assert not parse(show(reader)).all("nav", of="view-links")


def test_only_known_parameters_are_kept_in_one_order_without_the_page(client, register):
    client.force_login(register.liaison)
    civil = register.civil_affairs.pk
    keep(client, f"page=3&sort=due&x=1&overdue=1&q=+养老 &department={civil}&status=&csrf=a&mine=", "一")
    assert SavedView.objects.get().query == f"q=%E5%85%BB%E8%80%81&department={civil}&overdue=on&sort=due"
    assert row_of(show(client, sort="due", department=civil, q="养老", overdue="on", page=1))[0][2]


def test_the_list_without_a_filter_can_be_kept_too(client, register):
    client.force_login(register.liaison)
    answer = keep(client, "", "全部事项")
    assert answer["Location"] == f"{LIST}?page=1"  # the bare address may open with another one
    assert row_of(show(client)) == [("全部事项", f"{LIST}?page=1", True)]


def test_pressing_twice_keeps_one(client, register):
    client.force_login(register.liaison)
    for _time in range(2):
        assert keep(client, "status=open", "未办结").status_code == 302
    assert SavedView.objects.count() == 1


def test_two_filters_do_not_go_by_one_name_but_two_people_may_use_it(client, register):
    client.force_login(register.liaison)
    keep(client, "status=open", "未办结")
    again = keep(client, "light=red", " 未办结 ")
    assert again.status_code == 422
    assert parse(again).one("input", name="name")["value"].strip() == "未办结"
    client.force_login(register.head)
    assert keep(client, "status=open", "未办结").status_code == 302
    assert SavedView.objects.count() == 2


def test_nobody_keeps_more_than_thirty(register):
    for number in range(30):
        keep_view(name=f"视图{number}", query="", by=register.liaison, at=AT)
    with refused("30 views already"):
        keep_view(name="又一个", query="", by=register.liaison, at=AT)
    keep_view(name="又一个", query="", by=register.head, at=AT)


@pytest.mark.parametrize("name", ["", "   ", "字" * 41, "\u200b", "\0"])
def test_a_bad_name_gets_its_sentence(client, register, name):
    client.force_login(register.liaison)
    answer = keep(client, "status=open", name)
    assert answer.status_code == 422
    assert "is-invalid" in parse(answer).one("input", name="name")["class"]
    assert not SavedView.objects.exists()


def test_what_nobody_sees_is_no_part_of_a_name(client, register):
    client.force_login(register.liaison)
    keep(client, "status=open", " 未\u200b办结\0  事项 ")
    assert SavedView.objects.get().name == "未办结 事项"


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_a_wrong_filter_is_not_kept_and_goes_back_to_the_list(client, register, name, value):
    client.force_login(register.liaison)
    assert ways(show(client, **{name: value})) == []
    for method in (client.get, client.post):
        answer = method(reverse("view_add", query={name: value}), {"name": "一"} if method == client.post else None)
        assert answer.status_code == 302
        assert parse(client.get(answer["Location"])).one("p", of="notice-error")
    assert not SavedView.objects.exists()


# What becomes of what a view names


def test_a_view_of_a_merged_unit_shows_the_unit_that_acts_today(client, register):
    client.force_login(register.liaison)
    keep(client, f"department={register.west.pk}", "西城区")
    merge(register.west, into=register.east, by=register.administrator, on=day("2011-05-10"))
    [(_name, address, _present)] = row_of(show(client))
    assert numbers(client.get(address)) == numbers(show(client, department=register.east.pk)) != []


@pytest.mark.parametrize("query", ["chapter=999999", "department=888888", "status=gone", "q=%00", "a=b", "%%%&&=="])
def test_a_view_that_no_longer_holds_opens_the_list_which_says_so(client, register, query):
    client.force_login(register.liaison)
    view = saved_view(register.liaison, "旧视图", query)
    opened = client.get(view.get_absolute_url())
    assert opened.status_code == 200
    wrong = "=" in query and query not in ("a=b", "%%%&&==")
    assert bool(parse(opened).all("p", of="notice-error")) == wrong
    edit = client.get(reverse("view_edit", args=[view.pk]))
    assert edit.status_code == 200
    assert bool(parse(edit).all("p", of="notice-warning")) == wrong
    assert client.post(reverse("view_edit", args=[view.pk]), {"name": "旧的"}).status_code == 302
    assert client.post(reverse("view_delete", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


# Sharing, and whose it is


def test_the_office_shares_its_own_and_takes_it_back(client, register):
    client.force_login(register.supervisor)
    keep(client, "light=red", "红灯事项", is_shared="on")
    view = SavedView.objects.get()
    client.force_login(register.liaison)
    [(words, address, _present)] = row_of(show(client))
    assert words.startswith("红灯事项") and address == view.get_absolute_url()
    assert "红灯事项" in parse(client.get(VIEWS)).text
    assert reverse("view_edit", args=[view.pk]) not in parse(client.get(VIEWS)).links()
    client.force_login(register.supervisor)
    client.post(reverse("view_edit", args=[view.pk]), {"name": "红灯"})
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("红灯", False, "light=red")
    client.force_login(register.liaison)
    assert row_of(show(client)) == []


def told_of_views():
    """[(what was there, what is)] of the history's entries on views, the oldest first, as (name, whether shared)."""
    entries = HistoryEntry.objects.filter(action=HistoryEntry.Action.VIEW_KEPT).order_by("pk")
    sides = [(entry.before, entry.after) for entry in entries]
    return [tuple((side.get("view"), side.get("is_shared")) for side in pair) for pair in sides]


def test_the_history_tells_of_what_others_read_and_of_nothing_else(client, register):
    client.force_login(register.supervisor)
    keep(client, "light=red", "红灯事项", is_shared="on")
    address = reverse("view_edit", args=[SavedView.objects.get().pk])
    shared = {"name": "红灯", "is_shared": "on"}
    for data in (shared, shared, {"name": "红"}, {"name": "灯"}):
        assert client.post(address, data).status_code == 302
    keep(client, "status=open", "自己的")
    assert told_of_views() == [
        ((None, None), ("红灯事项", "True")),
        (("红灯事项", "True"), ("红灯", "True")),
        (("红灯", "True"), ("红", "False")),
    ]
    with translation.override("zh-hans"):
        changes = [(one.label, one.before, one.after) for one in describe(HistoryEntry.objects.latest("pk"))]
    assert changes == [("常用视图", "红灯", "红"), ("全员共享", "是", "否")]


def test_an_own_name_that_looks_secret_is_kept_with_its_reason_and_asked_about_once(client, register):
    client.force_login(register.liaison)
    assert keep(client, "status=open", "机密★1年").status_code == 422 and not SavedView.objects.exists()
    assert keep(client, "status=open", "机密★1年", sent_anyway="已核对").status_code == 302
    assert HistoryEntry.objects.get(action="view_kept").after["sent_anyway"] == "已核对"
    assert client.post(reverse("view_edit", args=[SavedView.objects.get().pk]), {"name": "机密★1年"}).status_code == 302
    assert len(told_of_views()) == 1


def test_own_views_stand_before_shared_ones(client, register):
    saved_view(register.supervisor, "共享的", is_shared=True)
    saved_view(register.liaison, "自己的", "status=open")
    client.force_login(register.liaison)
    assert [words[:3] for words, _address, _present in row_of(show(client))] == ["自己的", "共享的"]


def test_nobody_else_shares(client, register):
    client.force_login(register.liaison)
    assert not parse(client.get(f"{ADD}?status=open")).all("input", name="is_shared")
    keep(client, "status=open", "未办结", is_shared="on")
    assert not SavedView.objects.get().is_shared
    with refused("Only the supervision office shares"):
        keep_view(name="一", query="", is_shared=True, by=register.leader, at=AT)
    with refused("Only the supervision office shares"):
        change_view(SavedView.objects.get(), name="一", is_shared=True, by=register.liaison)


def test_what_is_shared_ends_with_the_post_in_the_office(client, register):
    view = saved_view(register.supervisor, "共享的", is_shared=True)
    register.supervisor.memberships.update(end_on=day("2010-12-31"))
    client.force_login(register.liaison)
    assert row_of(show(client)) == []
    client.force_login(register.supervisor)
    assert [words for words, _address, _present in row_of(show(client))] == ["共享的"]
    assert client.post(reverse("view_edit", args=[view.pk]), {"name": "自己的"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("自己的", False)


def test_nobody_changes_or_deletes_what_another_keeps(client, register):
    own, shared = saved_view(register.liaison), saved_view(register.supervisor, is_shared=True)
    client.force_login(register.head)
    for view, status in ((own, 404), (shared, 403)):
        for name in ("view_edit", "view_delete"):
            assert client.post(reverse(name, args=[view.pk]), {"name": "别人的"}).status_code == status
    assert row_of(show(client))[0][0].startswith("红灯事项") and len(row_of(show(client))) == 1
    for step in (lambda: delete_view(shared, by=register.head), lambda: delete_view(own, by=register.administrator)):
        with refused("Only whoever keeps this view"):
            step()
    with refused("Only whoever keeps this view"):
        change_view(own, name="别人的", is_shared=False, by=register.supervisor)
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["红灯事项", "红灯事项"]


def test_a_view_is_called_otherwise_but_not_as_another(client, register):
    saved_view(register.liaison, "甲")
    view = saved_view(register.liaison, "乙", "status=open")
    client.force_login(register.liaison)
    address = reverse("view_edit", args=[view.pk])
    assert client.post(address, {"name": "甲"}).status_code == 422
    assert client.post(address, {"name": "丙"}).status_code == 302
    view.refresh_from_db()
    assert view.name == "丙"


def test_what_was_deleted_meanwhile_is_not_brought_back(register):
    view = saved_view(register.liaison)
    SavedView.objects.all().delete()
    with refused("was deleted meanwhile"):
        change_view(view, name="新名", is_shared=False, by=register.liaison)
    assert not SavedView.objects.exists()


def test_the_pages_cost_as_much_with_thirty_views_as_with_one(client, register):
    client.force_login(register.supervisor)
    measured = []
    for names in (["一"], [f"视图{number}" for number in range(29)]):
        for name in names:
            saved_view(register.supervisor, name, "status=open")
            saved_view(register.liaison, name, "light=red")
        counts = []
        for address in (LIST, VIEWS):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        measured.append(counts)
    assert measured[0] == measured[1]
    asked = [query["sql"] for query in queries if "items_savedview" in query["sql"]]
    assert len(asked) == 1
