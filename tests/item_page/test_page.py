"""What the page of one item shows: the reader's own unit, the ways on, the history, the place in the original."""

import pytest
from django.urls import reverse

from items.closing.moving import write_note
from items.ledger.editing import edit_item
from items.models import Colour, WorkItem

from ..given import factories
from ..given.chinese import chinese
from ..given.factories import day
from ..given.html import parse
from .looking import fresh, move

# The reader's own, and the ways on


def own_marks(page):
    """The units that the page marks as the reader's own."""
    lines = page.all(of="unit-line") + [
        line for members in page.all("details", of="members") for line in members.all("li")
    ]
    return {line.one("a").text for line in lines if line.all(of="own")}


def test_a_reader_sees_the_own_unit_marked_and_its_collective_open(view, cast):
    teacher = factories.person(role="liaison", department=cast.education)
    page = view(teacher, cast.open_lead)
    assert own_marks(page) == {"市教育局"}
    assert "open" not in page.one("details", of="members").attributes
    page = view(cast.east_liaison, cast.open_lead)
    assert own_marks(page) == {"东城区人民政府"}
    assert "open" in page.one("details", of="members").attributes
    page = view(cast.observer, cast.open_lead)
    assert own_marks(page) == set()
    assert "open" not in page.one("details", of="members").attributes


def test_the_second_skip_link_leads_to_what_can_be_done_where_there_is_something(view, cast):
    page = view(cast.liaison, cast.led)
    assert [link["href"] for link in page.all("a", of="skip-link")] == ["#content", "#acts"]
    assert page.one(id="acts")["tabindex"] == "-1"
    assert page.one(id="acts").one(id="progress").one("form")
    page = view(cast.observer, cast.led)
    assert [link["href"] for link in page.all("a", of="skip-link")] == ["#content"]


def test_a_deadline_that_was_moved_without_an_extension_says_so(view, cast):
    """As on reopening: nobody asked for an extension, so none is counted."""
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-11-30"), original_due_on=day("2011-06-30"))
    facts = view(cast.observer, cast.led).one(of="panel-facts").text
    assert "原定2011-06-30" in facts and "延期" not in facts


def ways_on(page):
    """{rel: address} of the links to the items beside this one."""
    return {link["rel"]: link["href"] for nav in page.all("nav", of="neighbours") for link in nav.all("a")}


def test_an_item_leads_to_the_ones_before_and_after_it_in_its_report(view, cast):
    factories.item(factories.report(year=2012), 4, position=4)
    first, second, third = (item.get_absolute_url() for item in (cast.led, cast.supported, cast.open_lead))
    assert ways_on(view(cast.observer, cast.led)) == {"next": second}
    assert ways_on(view(cast.observer, cast.supported)) == {"prev": first, "next": third}
    assert ways_on(view(cast.observer, cast.open_lead)) == {"prev": second}


def test_the_only_item_of_a_report_leads_nowhere_else(view, cast):
    alone = factories.item(factories.report(), 1, leads=[cast.health])
    assert ways_on(view(cast.observer, alone)) == {}


def test_neighbours_follow_the_position_and_not_the_number(view, cast):
    between = factories.item(cast.report, 9, position=2, leads=[cast.health])
    WorkItem.objects.filter(pk=cast.supported.pk).update(position=7)
    assert ways_on(view(cast.observer, cast.led)) == {"next": between.get_absolute_url()}


# History and the place in the original


def test_the_history_shows_who_did_what_before_and_after(view, cast):
    move(cast.led, "in_progress", by=cast.liaison)
    edit_item(
        fresh(cast.led), by=cast.supervisor, version=2, due_on=day("2011-10-31"), due_text="", remark="先前的备注"
    )
    WorkItem.objects.filter(pk=cast.led.pk).update(issued_on=None)
    edit_item(fresh(cast.led), by=cast.supervisor, version=3, due_on=None, due_text="", remark="后来的备注")
    entries = view(cast.observer, fresh(cast.led)).one(id="history").one("ol").all("li")
    assert [cast.supervisor.name in entry.text for entry in entries] == [True, True, False, False]
    latest, first = entries[0], entries[-1]
    assert [change.text for change in latest.all("del")] and "先前的备注" in latest.text
    assert any("后来的备注" in change.text for change in latest.all("ins"))
    assert any("2011-10-31" in change.text for change in latest.all("del"))
    words = first.text + entries[-2].text
    assert chinese("Not started") in words and chinese("In progress") in words
    assert cast.liaison.name in words and "市民政局" in words


def test_a_change_of_units_stands_in_the_history_with_roles_and_names(act, view, cast):
    act(cast.supervisor, "item_lead", cast.open_lead, leads=[cast.education.pk])
    entry = view(cast.observer, cast.open_lead).one(id="history").one("ol").one("li")
    before, after = entry.one("del"), entry.one("ins")
    assert [name.text for name in before.all(of="name")] == ["各区人民政府", "市教育局"]
    assert [name.text for name in after.all(of="name")] == ["各区人民政府", "市教育局"]
    assert f"{chinese('Lead')} 市教育局" in after.text


def test_a_long_history_shows_its_latest_part(view, cast):
    for count in range(60):
        write_note(cast.led, text=f"第{count}条", by=cast.liaison)
    history = view(cast.observer, cast.led).one(id="history")
    assert len(history.one("ol").all("li")) == 30
    assert "60" in history.one("h2").text
    notes = [link for link in history.all("a") if link["href"].endswith("page=2")]
    assert notes and notes[0]["href"] == "?page=2"


@pytest.fixture
def placed(cast):
    """The cast's item 1 as number 191 with its place in a text and two chapters above it."""
    source = "前言。\n(七)民生\n191、加强养老服务(责任单位:市民政局)。192、另一项。"
    report = cast.report
    report.source.text = source
    report.source.save()
    part = factories.chapter(report, "三、社会", start=0, end=0)
    chapter = factories.chapter(report, "(七)民生", parent=part, start=4, end=9)
    start = source.index("191、")
    WorkItem.objects.filter(pk=cast.led.pk).update(
        number=191,
        number_literal="191、",
        chapter=chapter,
        start=start,
        text_start=start + 4,
        text_end=source.index("(责任"),
        end=source.index("192、"),
    )
    cast.led = fresh(cast.led)
    return cast


def test_the_item_and_its_place_in_the_original_lead_to_each_other(client, view, placed):
    page = view(placed.observer, placed.led)
    target = placed.report.get_absolute_url() + "#item-191"
    assert target in page.links()
    assert page.one("mark").text == "191、加强养老服务(责任单位:市民政局)。"
    report = parse(client.get(placed.report.get_absolute_url()))
    assert report.one(id="item-191").text == "191、加强养老服务"
    margin = next(margin for margin in report.all("ul", of="margin") if margin.all("li"))
    assert placed.led.get_absolute_url() in margin.links()
    assert margin.one(of="light")


def test_a_long_place_in_the_original_can_be_scrolled_and_has_a_name(view, placed):
    assert "tabindex" not in view(placed.observer, placed.led).one(of="excerpt").attributes
    placed.report.source.text += "长" * 500
    placed.report.source.save()
    WorkItem.objects.filter(pk=placed.led.pk).update(end=len(placed.report.source.text))
    page = view(placed.observer, fresh(placed.led))
    excerpt = page.one(of="excerpt-long")
    assert (excerpt["tabindex"], excerpt["role"]) == ("0", "region")
    assert page.one(id=excerpt["aria-labelledby"]).text
    assert page.one("mark").text.startswith("191、")


def test_the_report_page_shows_the_text_as_published(client, placed):
    client.force_login(placed.observer)
    source = parse(client.get(placed.report.get_absolute_url())).one("div", of="source")
    lines = [line.literal for line in source.all("p")]
    assert "\n".join(lines) == placed.report.source.text


def test_the_margin_shows_the_light_of_an_item_and_why(client, placed):
    WorkItem.objects.filter(pk=placed.led.pk).update(due_on=day("2011-03-01"))
    client.force_login(placed.leader)
    source = parse(client.get(placed.report.get_absolute_url())).one("div", of="source")
    light = next(light for light in source.all(of="light") if "■" in light.text)
    assert light.text == f"■ {Colour.RED.label}"
    assert "2011-03-01" in light["title"]


def test_chapters_above_the_item_lead_to_their_lists(view, placed):
    crumbs = view(placed.observer, placed.led).one("nav", of="crumbs")
    chapter = placed.led.chapter
    assert [link.text for link in crumbs.all("a")][1:] == ["三、社会", "(七)民生"]
    assert crumbs.links()[-1] == f"{reverse('item_list')}?chapter={chapter.pk}"


def test_an_item_that_a_corrected_version_left_out_says_so(view, placed):
    gone = factories.item(placed.report, 9, "取消的工作", leads=[placed.health])
    page = view(placed.observer, gone)
    assert "已无此事项" in page.one(of="panel-place").text
    assert not page.all("mark")


def test_a_second_clause_under_one_number_has_its_own_name(view, placed):
    place = {"text_end": 3, "end": 3}
    second = factories.item(placed.report, 191, "第二款", position=9, clause=2, leads=[placed.health], **place)
    page = view(placed.observer, second)
    assert "191-2" in page.one("h1").text
    assert placed.report.get_absolute_url() + "#item-191-2" in page.links()
