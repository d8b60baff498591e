"""The tabs of an item's page: their addresses, where old ones lead, what each of them asks of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.models import Extension, Instruction
from items.pages.addresses import ITEM_TABS, address, item_part

from ..given.factories import day
from ..given.html import parse
from ..given.open_requests import ask_everything
from ..given.opened_rounds import opened, opened_first
from ..given.together import moment


@pytest.fixture
def get(client):
    """A tab of an item's page as the person sees it."""

    def page(person, item, tab="item_detail"):
        client.force_login(person)
        return parse(client.get(address(tab, item.pk)))

    return page


def test_each_tab_is_a_link_to_an_address_of_its_own_and_says_where_one_is(get, cast):
    for tab in ITEM_TABS:
        page = get(cast.observer, cast.led, tab)
        links = page.one("nav", of="tabs").all("a")
        assert [link["href"] for link in links] == [address(one, cast.led.pk) for one in ITEM_TABS]
        assert [link["href"] for link in links if link.get("aria-current") == "page"] == [address(tab, cast.led.pk)]
        assert "加强养老服务" in page.one(of="item-title").text and page.one("h1").text == "第1项"


def test_the_head_names_who_leads_first_and_the_days_that_are_left(get, cast):
    cast.supported.due_on = day("2011-05-20")
    cast.supported.save()
    with clock.at(moment("2011-05-10")):
        head = get(cast.observer, cast.supported, "item_history").one("header", of="item-head").text
        facts = get(cast.observer, cast.supported, "item_history").one(of="item-head-facts")
    assert "○ 未启动" in head
    assert "2011-05-20" in facts.text and "还有10天" in facts.text
    units = [unit.text for unit in facts.one(of="item-units").all("span", of="unit-lead")]
    assert units == ["牵头 市卫生局"] and "配合 市民政局" in facts.text


@pytest.mark.parametrize("tab", list(ITEM_TABS))
def test_every_part_stands_on_the_tab_to_which_its_address_leads(client, cast, tab):
    ask_everything(cast)
    with clock.at(moment("2011-03-20")):
        opened(cast.report)
    Instruction.objects.create(item=cast.answered, by=cast.leader, text="会议要求", at=clock.now())
    client.force_login(cast.supervisor)
    page = parse(client.get(address(tab, cast.answered.pk)))
    for part in set(ITEM_TABS[tab]) - {"decisions"}:  # there is none without a meeting
        assert item_part(cast.answered, part) == f"{address(tab, cast.answered.pk)}#{part}"
        assert page.one(id=part), part


def test_without_script_the_first_tab_has_a_link_to_each_part_of_the_others(get, cast):
    shown = get(cast.observer, cast.led).one("nav", of="item-parts").links()
    others = [part for tab, parts in ITEM_TABS.items() for part in parts]
    assert sorted(shown) == sorted(item_part(cast.led, part) for part in others)


def test_the_address_of_earlier_reports_and_history_leads_on(client, cast):
    client.force_login(cast.observer)
    past = reverse("item_past", args=[cast.led.pk])
    assert client.get(past)["Location"] == address("item_history", cast.led.pk)
    assert client.get(f"{past}?page=2")["Location"] == address("item_history", cast.led.pk, page=2)
    assert client.get(f"{past}?period=7")["Location"] == address("item_updates", cast.led.pk, period=7)


def test_each_tab_asks_less_than_one_page_with_all_would(client, cast):
    ask_everything(cast)
    client.force_login(cast.supervisor)
    counts = {}
    for tab in ITEM_TABS:
        client.get(address(tab, cast.answered.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(tab, cast.answered.pk))
        counts[tab] = len(queries)
    assert max(counts.values()) < 60, counts


def test_the_reports_of_another_period_are_a_link_away(client, cast):
    february, march = opened(cast.report, "2011-02-01"), opened(cast.report, "2011-03-01")
    client.force_login(cast.observer)
    page = parse(client.get(address("item_updates", cast.led.pk)))
    links = {link.text: link for link in page.one("nav", of="periods").all("a")}
    assert [link.text for link in links.values() if link.get("aria-current")] == [march.name]
    earlier = parse(client.get(links[february.name]["href"]))
    assert earlier.one(id="updates").one("h3").text == str(february)


# What comes back


def test_a_refused_form_comes_back_on_the_tab_it_was_sent_from(client, cast):
    client.force_login(cast.liaison)
    history = address("item_history", cast.led.pk)
    sent = {"version": cast.led.version, "text": "字" * 3000, "next": history}
    response = client.post(reverse("item_progress", args=[cast.led.pk]), sent)
    page = parse(response)
    assert response.status_code == 422
    assert page.one("nav", of="tabs").one("a", **{"aria-current": "page"})["href"] == history
    assert page.one(id="progress").attributes.keys() >= {"open"}
    assert page.one(id="progress").one("textarea", name="text").text == "字" * 3000
    sent["text"] = "已召开部署会"
    assert client.post(reverse("item_progress", args=[cast.led.pk]), sent)["Location"] == history


def test_a_refused_answer_comes_back_beside_what_it_answers(client, cast):
    ask_everything(cast)
    client.force_login(cast.supervisor)
    data = {"decision": "deny", "answer": "", "version": cast.answered.version}
    response = client.post(reverse("extension_decide", args=[cast.extension.pk]), data)
    page = parse(response)
    assert response.status_code == 422
    current = page.one("nav", of="tabs").one("a", **{"aria-current": "page"})
    assert current["href"] == address("item_requests", cast.answered.pk)
    assert page.one(id="extensions").one("form", action=reverse("extension_decide", args=[cast.extension.pk]))


def test_another_site_is_no_tab(client, cast):
    client.force_login(cast.liaison)
    sent = {"version": cast.led.version, "text": "已召开部署会", "next": "https://elsewhere.example/items/1/"}
    response = client.post(reverse("item_progress", args=[cast.led.pk]), sent)
    assert response["Location"] == cast.led.get_absolute_url()


# What can be done


def acts(page):
    """The forms of the panel: {its id: whether it is open}."""
    return {one["id"]: "open" in one.attributes for one in page.one(id="acts").all("details") if one.get("id")}


def waiting(page):
    """What the panel leads to: {words: address}."""
    return {link.text: link["href"] for lines in page.all(of="acts-waiting") for link in lines.all("a")}


@pytest.mark.parametrize("tab", list(ITEM_TABS))
def test_a_leader_finds_the_form_of_an_instruction_open_on_every_tab(get, cast, tab):
    page = get(cast.leader, cast.led, tab)
    assert acts(page) == {"instruct": True}
    assert page.one(id="instruct").one("form")["action"] == reverse("item_instruction", args=[cast.led.pk])


def test_a_liaison_is_led_to_the_report_that_is_due_before_anything_else(get, cast):
    cast.led.responsibilities.update(signed_for_at=moment("2011-02-02"), signed_for_by=cast.liaison)
    march = opened_first(cast.report)
    report = cast.led.updates.get(period=march, department=cast.civil_affairs)
    page = get(cast.liaison, cast.led)
    assert waiting(page) == {f"填报{march}进展（市民政局）": report.get_absolute_url()}
    assert not any(acts(page).values())
    assert waiting(get(cast.east_liaison, cast.led)) == {}


def test_whoever_has_one_clear_act_finds_it_open(get, cast):
    cast.led.responsibilities.update(signed_for_at=moment("2011-02-02"), signed_for_by=cast.liaison)
    assert acts(get(cast.liaison, cast.led)) == {"progress": True}
    assert acts(get(cast.supervisor, cast.open_lead))["lead"]
    assert not acts(get(cast.supervisor, cast.led))["lead"]


def test_what_was_asked_waits_for_whom_it_concerns(get, cast):
    ask_everything(cast)
    office = waiting(get(cast.supervisor, cast.answered))
    parts = ("objections", "extensions", "closing")
    assert set(office.values()) == {item_part(cast.answered, part) for part in parts}
    assert set(waiting(get(cast.leader, cast.answered)).values()) == {item_part(cast.answered, "closing")}
    assert item_part(cast.answered, "instructions") in waiting(get(cast.liaison, cast.answered)).values()
    assert waiting(get(cast.observer, cast.answered)) == {}
    Extension.objects.update(state="withdrawn")
    assert item_part(cast.answered, "extensions") not in waiting(get(cast.supervisor, cast.answered)).values()


def test_a_head_is_led_to_what_the_unit_has_written(get, cast):
    ask_everything(cast)
    item = cast.unsigned_extension.item
    head = set(waiting(get(cast.head, item)).values())
    assert head >= {item_part(item, "extensions"), item_part(item, "closing"), item_part(item, "instructions")}
    assert not head & set(waiting(get(cast.supervisor, item)).values())


def test_who_only_reads_is_told_so(get, cast):
    panel = get(cast.observer, cast.led).one(id="acts")
    assert "您可以查看" in panel.text
    assert not panel.all("form")
