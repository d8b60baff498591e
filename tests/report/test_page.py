"""The report as published: every character of the text once, with the items where they stand."""

import pytest

from items.imports import ReportData, apply_import, plan_import
from items.lights.facts import lights_of
from items.lights.renewing import renew
from items.models import Colour, Schedule, SourceText, WorkItem, WorkReport
from items.report.page import AROUND, Wanted, excerpt, living_report
from items.report_text.parser import parse as parse_text

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.together import moment

TODAY = day("2011-05-01")
TEXT = """前言
一、民生
1、养老(责任单位:市民政局)。2、医疗
救助(责任单位:市卫生局)。
(一)改革。3、学前(责任单位:市教育局)。

结语"""


@pytest.fixture
def report(cast):
    data = ReportData(year=2012, title="2012年任务分解")
    return apply_import(plan_import(parse_text(TEXT), data), by=cast.supervisor)


def living(report, **wanted):
    return living_report(report, on=TODAY, wanted=Wanted(**wanted))


def lines_of(report):
    return living(report).lines


def text_of(lines):
    return "\n".join("".join(span.text for span in line.spans) for line in lines)


def numbers(items):
    return [item.number for item in items]


def put(report, number, **values):
    """Change an item of the report, and read it again."""
    WorkItem.objects.filter(report=report, number=number).update(**values)
    return report.items.get(number=number)


def test_the_spans_are_the_text(report):
    assert text_of(lines_of(report)) == TEXT


def test_an_item_stands_in_the_margin_of_the_line_where_it_begins(report):
    assert [numbers(line.items) for line in lines_of(report)] == [[], [], [1, 2], [], [3], [], []]


def test_spans_tell_headings_items_and_clauses_apart(report):
    kinds = [
        (span.text, span.chapter and span.chapter.label, span.item and span.item.number, span.is_clause, span.is_first)
        for line in lines_of(report)
        for span in line.spans
        if span.chapter or span.item
    ]
    assert kinds == [
        ("一、民生", "一、", None, False, False),
        ("1、养老", None, 1, False, True),
        ("(责任单位:市民政局)", None, 1, True, False),
        ("2、医疗", None, 2, False, True),
        ("救助", None, 2, False, False),
        ("(责任单位:市卫生局)", None, 2, True, False),
        ("(一)改革。", "(一)", None, False, False),
        ("3、学前", None, 3, False, True),
        ("(责任单位:市教育局)", None, 3, True, False),
    ]


def test_a_heading_before_an_item_on_one_line_is_no_heading_line(report):
    headings = [line.is_heading for line in lines_of(report)]
    assert headings == [False, True, False, False, False, False, False]


def test_an_item_without_a_place_takes_nothing_from_the_text(report):
    factories.item(report, 9)
    assert text_of(lines_of(report)) == TEXT


def test_an_empty_report_is_one_empty_line(cast):
    found = living(factories.report())
    [line] = found.lines
    assert (line.spans, line.items, line.is_heading) == ([], [], False)
    assert (found.total, found.counts, found.chapters, found.fitting) == (0, [], [], None)


# Lights


def test_every_item_has_its_light_of_the_day(report):
    put(report, 2, due_on=day("2011-04-30"), issued_on=day("2011-02-01"))

    def late(on):
        lines = living_report(report, on=on, wanted=Wanted()).lines
        return [note.item.number for line in lines for note in line.notes if note.light.rule == "overdue"]

    assert (late(day("2011-04-30")), late(day("2011-05-01"))) == ([], [2])


def test_chapters_count_the_lights_of_all_that_stands_below_them(report):
    put(report, 1, status="completed", completed_on=TODAY)
    put(report, 3, due_on=day("2011-04-30"), issued_on=day("2011-02-01"))
    told = {
        line.chapter.label: (line.total, [(one.look.word, one.count) for one in line.counts])
        for line in living(report).chapters
    }
    red, blue, grey = (str(colour.label) for colour in (Colour.RED, Colour.BLUE, Colour.GREY))
    assert told == {"一、": (3, [(red, 1), (blue, 1), (grey, 1)]), "(一)": (1, [(red, 1)])}


def test_items_in_no_chapter_stand_in_a_line_of_their_own_behind_all_chapters(client, cast, report):
    assert all(line.chapter for line in living(report).chapters)
    for number in (8, 9):
        factories.item(report, number)
    *chapters, left = living(report).chapters
    assert all(line.chapter for line in chapters)
    assert (left.chapter, left.heading, left.total) == (None, "未列入章节", 2)
    assert sum(one.count for one in left.counts) == 2
    client.force_login(cast.leader)
    *_rest, link = parse(client.get(report.get_absolute_url())).all("a", of="toc-count")
    found = client.get(link["href"]).context["page"].object_list
    assert (link.text.split()[0], [item.number for item in found]) == ("2项", [8, 9])


def test_every_number_leads_to_the_list_that_it_counts(client, cast, report):
    put(report, 1, status="completed", completed_on=TODAY)
    put(report, 3, due_on=day("2011-04-30"), issued_on=day("2011-02-01"))
    client.force_login(cast.leader)
    page = parse(client.get(report.get_absolute_url())).one("main")
    links = [link for each in page.all("ul", of="lit") for link in each.all("a")]
    assert len(links) == 7
    for link in links:
        assert client.get(link["href"]).context["page"].paginator.count == int(link.one("b").text), link["href"]
    for link in page.all("a", of="toc-count"):
        assert client.get(link["href"]).context["page"].paginator.count == int(link.text.split()[0].rstrip("项"))


def test_the_margin_has_percent_and_the_newest_sentence(client, cast, report):
    item = put(report, 1, completion=45, status="in_progress")
    for text, at in (("第一句", "2011-04-01"), ("最新一句", "2011-04-20")):
        item.notes.create(by=cast.liaison, department=cast.civil_affairs, text=text, at=moment(at))
    client.force_login(cast.leader)
    margin = parse(client.get(report.get_absolute_url())).all("ul", of="margin")[2]
    first, second = margin.all("li")
    assert "45%" in first.text and "最新一句" in first.text and "市民政局 04-20" in first.text
    assert "第一句" not in first.text and "%" not in second.text


# What is looked for


def test_nothing_looked_for_dims_nothing(report):
    found = living(report)
    assert found.fitting is None
    assert all(note.fits for line in found.lines for note in line.notes)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"light": Colour.BLUE}, [1]),
        ({"light": Colour.YELLOW}, []),
        ({"schedule": Schedule.OVERDUE}, [3]),
        ({"words": "医疗"}, [2]),
        ({"words": "市教育局"}, [3]),
        ({"words": "第3项"}, [3]),
        ({"words": "学前", "light": Colour.BLUE}, []),
    ],
    ids=str,
)
def test_what_is_looked_for_stands_out_and_the_rest_is_dimmed(report, wanted, expected):
    put(report, 1, status="completed", completed_on=TODAY)
    put(report, 3, due_on=day("2011-04-30"), issued_on=day("2011-02-01"))
    found = living(report, **wanted)
    assert numbers(found.fitting) == expected
    assert [note.item.number for line in found.lines for note in line.notes if note.fits] == expected
    assert text_of(found.lines) == TEXT


def test_a_unit_is_found_on_its_items(report, cast):
    assert numbers(living(report, department=cast.health).fitting) == [2]


def test_a_wrong_filter_says_so_and_nothing_stands_out(client, cast, report):
    client.force_login(cast.leader)
    for wrong in ("light=purple", f"department={cast.office.pk}", "schedule=x", "q=" + "字" * 101):
        page = parse(client.get(f"{report.get_absolute_url()}?{wrong}"))
        assert page.one(of="notice-error"), wrong
        items = page.all(of="source-item")
        assert items and all("is-dim" in item.classes for item in items), wrong


def test_the_page_dims_what_does_not_fit_and_leads_to_what_does(client, cast, report):
    client.force_login(cast.leader)
    page = parse(client.get(f"{report.get_absolute_url()}?q=医疗"))
    shown = [span.text for span in page.all(of="source-item") if "is-dim" not in span.classes]
    assert "".join(shown) == "2、医疗救助(责任单位:市卫生局)"
    assert page.one("nav", of="fitting").links() == ["#item-2"]
    assert page.one(id="item-2")
    assert page.one("main").one("input", name="q")["value"] == "医疗"


def test_htmx_gets_the_part_below_the_filter(client, cast, report):
    client.force_login(cast.leader)
    part = client.get(f"{report.get_absolute_url()}?q=医疗", headers={"HX-Request": "true"})
    assert not parse(part).all("form") and parse(part).one("div", of="source")
    assert "HX-Request" in part["Vary"]


def test_the_reading_mode_has_the_text_alone(client, cast, report):
    client.force_login(cast.leader)
    page = parse(client.get(f"{report.get_absolute_url()}?mode=read")).one("main")
    assert not page.all("form") and not page.all(of="toc") and not page.all(of="lit")
    assert "\n".join(line.literal for line in page.one(of="source-read").all("p")) == TEXT
    assert report.get_absolute_url() in page.links()


def test_the_page_costs_the_same_for_many_items(cast, django_assert_num_queries):
    for count in (1, 50):
        text = "\n".join(f"{number}、工作(责任单位:市民政局、市卫生局)。" for number in range(1, count + 1))
        data = ReportData(year=2012, title=f"{count}项")
        report = apply_import(plan_import(parse_text(text), data), by=None)
        renew(moment(f"{TODAY}"))
        with django_assert_num_queries(6):
            found = living(report, words="工作", department=cast.health)
            shown = [
                (note.item.latest_note, note.light.reason, note.fits) for line in found.lines for note in line.notes
            ]
        assert shown == [(None, shown[0][1], True)] * count


def test_the_lights_are_those_of_the_item_list(client, cast, report):
    put(report, 3, due_on=day("2011-04-30"), issued_on=day("2011-02-01"))
    items = list(WorkItem.objects.filter(report=report).for_lights())
    lit = lights_of(items, on=TODAY)
    found = [note for line in lines_of(report) for note in line.notes]
    assert {note.item.pk: note.light.why for note in found} == {pk: light.why for pk, light in lit.items()}


def test_an_excerpt_shows_the_item_in_its_surroundings(report):
    before, own, after = excerpt(report.items.get(number=2))
    assert (before, own) == ("前言\n一、民生\n1、养老(责任单位:市民政局)。", "2、医疗\n救助(责任单位:市卫生局)")
    assert before + own + after == TEXT


@pytest.mark.parametrize(("length", "cut"), [(AROUND, False), (AROUND + 1, True)])
def test_long_surroundings_are_cut_and_marked(length, cut):
    before, after = "前" * length, "后" * length
    item = WorkItem(
        report=WorkReport(source=SourceText(text=f"{before}1、甲{after}")),
        start=length,
        text_end=length + 3,
        end=length + 3,
    )
    found = excerpt(item)
    assert found == (
        ("…" if cut else "") + "前" * AROUND,
        "1、甲",
        "后" * AROUND + ("…" if cut else ""),
    )
