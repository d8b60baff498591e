"""The bulletin of a period of the simulated year: its numbers are those of dashboard and sheet, also on paper."""

import datetime
import re
from collections import Counter

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from departments import clock
from departments.models import User
from items.bulletins.deciding import issue_bulletin, submit_bulletin
from items.bulletins.drafting import draft_bulletin
from items.bulletins.filling import word_file
from items.lights.recording import record_lights
from items.models import Colour, ProgressUpdate, Schedule, WorkItem, WorkReport
from items.models.target import spell_number
from items.rounds.sheet import lights, sheet_of

from ..given.documents_made import converted, needs_soffice
from ..given.html import parse
from ..given.together import moment
from ..given.two_rounds import TODAY, two_rounds
from ..kept import for_a_whole_file
from .word_read import paragraphs, tables

pytestmark = pytest.mark.once
AT = moment(f"{TODAY} 10:00")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(autouse=True)
def _in_chinese():
    """As documents are written, whatever language a request before has left."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="module")
def lived(shared, django_db_blocker):
    with for_a_whole_file(django_db_blocker) as ready:
        two_rounds(shared)
        report = WorkReport.objects.get()
        office = User.objects.get(username="supervision")
        period = report.periods.filter(closed_at__isnull=False).order_by("start_on").last()
        with clock.at(AT):
            drafted = draft_bulletin(report, by=office, at=AT, period=period)
        with ready():
            yield drafted


@pytest.fixture
def bulletin(lived, db):
    with clock.at(AT):
        yield lived


@pytest.fixture
def office(bulletin):
    client = Client()
    client.force_login(User.objects.get(username="supervision"))
    return client


@pytest.fixture
def then(bulletin):
    """{item key: Light} of the items that counted at the closing, as the page of the period has them."""
    told = lights(bulletin.period, bulletin.report.items.values("pk"), on=TODAY)
    return {pk: light for pk, light in told.items() if light.colour != Colour.NONE}


def issued(bulletin):
    office, leader = (User.objects.get(username=name) for name in ("supervision", "leader"))
    submit_bulletin(bulletin, by=office, at=AT, version=bulletin.version)
    return issue_bulletin(bulletin, by=leader, at=AT, version=bulletin.version + 1)


def counts_in(sentence):
    """{word: (count, percent)} of a sentence of counts with their shares."""
    found = re.findall(r"([^\d，；。（）]+)(\d+)项（占([\d.]+)%）", sentence)
    return {word.strip(): (int(count), percent) for word, count, percent in found}


def share(count, of):
    return f"{100 * count / of:.1f}"


def sentence_with(bulletin, words):
    return next(line for line in paragraphs(word_file(bulletin)) if words in line)


def test_its_data_date_is_the_day_on_which_the_period_was_frozen(bulletin):
    assert bulletin.on == timezone.localdate(bulletin.period.closed_at) < TODAY


def test_the_lights_are_those_of_the_closing(bulletin, then):
    sentence = sentence_with(bulletin, "按亮灯情况")
    tally = Counter(light.word for light in then.values())
    assert counts_in(sentence) == {word: (count, share(count, len(then))) for word, count in tally.items()}
    assert sentence.startswith(f"截至{bulletin.on:%Y年%-m月%-d日}（{bulletin.period}报送截止时）")


def test_its_page_and_that_of_the_period_name_the_same_moment(bulletin, office):
    closed = f"{timezone.localtime(bulletin.period.closed_at):%Y-%m-%d %H:%M}"
    assert closed in parse(office.get(bulletin.period.get_absolute_url())).one("main").text
    assert f"（{closed}封存）" in parse(office.get(bulletin.get_absolute_url())).one("main").text


def test_of_a_day_the_lights_are_those_of_the_dashboards_day(bulletin, office):
    drafted = draft_bulletin(bulletin.report, by=bulletin.by, at=AT, on=bulletin.on)
    told = counts_in(sentence_with(drafted, "按亮灯情况"))
    listed = {}
    for colour in Colour:
        page = office.get(
            reverse("dashboard_lights"),
            {"report": bulletin.report_id, "on": bulletin.on.isoformat(), "light": colour.value},
        )
        if colour != Colour.NONE and page.context["count"]:
            [word] = {one.light.word for one in page.context["page"].object_list}
            listed[word] = page.context["count"]
    total = sum(listed.values())
    assert told == {word: (count, share(count, total)) for word, count in listed.items()}
    assert len(told) > 1 and f"共{total}项" in sentence_with(drafted, "按亮灯情况")


def test_the_plans_are_those_of_the_lights_of_that_day(bulletin, then):
    told = counts_in(sentence_with(bulletin, "对照序时进度"))
    tally = Counter(light.schedule_word for light in then.values())
    assert told == {word: (count, share(count, len(then))) for word, count in tally.items()}


def test_the_reports_are_those_of_the_frozen_sheet(bulletin, office):
    figures = {one.label: one.count for one in office.get(bulletin.period.get_absolute_url()).context["figures"]}
    told = sentence_with(bulletin, "应报送进展")
    asked, handed_in, late, silent = map(int, re.findall(r"(\d+)份", told))
    assert (asked, handed_in, silent) == (figures["应报"], figures["已报"], figures["未报合计"])
    assert late == figures.get("迟报", 0)
    assert asked > handed_in > 0


def test_the_silent_units_are_named_with_their_numbers(bulletin):
    rows = [row for row in sheet_of(bulletin.period).rows if row.state not in ProgressUpdate.HANDED_IN]
    silent = Counter(row.unit for row in rows)
    told = dict(
        re.findall(r"([^：、（）]+)（(\d+)）", sentence_with(bulletin, "单位未按时报送进展").partition("：")[2])
    )
    assert told == {unit: str(count) for unit, count in silent.items()}
    *_others, annex = tables(word_file(bulletin))
    assert {row[1]: row[3] for row in annex[1:]} == told


def test_every_late_item_stands_in_the_annex_with_its_reason_of_that_day(bulletin, then):
    annex = tables(word_file(bulletin))[0]
    late = {pk: light for pk, light in then.items() if light.colour in (Colour.RED, Colour.YELLOW)}
    numbers = {pk: str(number) for pk, number in WorkItem.objects.filter(pk__in=late).values_list("pk", "number")}
    assert len(annex) - 1 == len(late) > 0
    reasons = {row[1].split()[0].partition("-")[0]: (row[4], row[5]) for row in annex[1:]}
    assert reasons == {numbers[pk]: (light.word, light.reason) for pk, light in late.items()}


def test_what_went_well_is_completed_or_ahead(bulletin, then):
    well = [row["item"] for row in bulletin.data["results"]]
    fits = {pk for pk, light in then.items() if light.schedule in (Schedule.COMPLETED, Schedule.AHEAD)}
    late = {row["item"] for row in bulletin.data["late"]}
    assert set(well) == fits - late
    for row in bulletin.data["results"]:
        assert row["completion"] == f"{spell_number(then[row['item']].completion)}%"


def test_no_number_stands_in_it_that_the_portal_does_not_say_of_that_day(bulletin, office, then):
    """Every number of text and annexes is one of a page of the day, of the sheet or of the document itself."""
    known = set()
    number, pages = 1, 1
    while number <= pages:
        answer = office.get(
            reverse("dashboard_lights"),
            {"report": bulletin.report_id, "on": bulletin.on.isoformat(), "page": number},
        )
        known |= set(NUMBER.findall(parse(answer).one("main").text))
        number, pages = number + 1, answer.context["page"].paginator.num_pages
    known |= set(NUMBER.findall(parse(office.get(bulletin.period.get_absolute_url())).one("main").text))
    known |= set(NUMBER.findall(f"{bulletin.on:%Y年%-m月%-d日}{bulletin.period}{bulletin.report}"))
    known |= {str(count) for count in Counter(light.schedule for light in then.values()).values()}
    known |= {share(count, len(then)) for count in range(len(then) + 1)}
    known |= {spell_number(light.completion) for light in then.values() if light.completion is not None}
    silent = Counter(row.unit for row in sheet_of(bulletin.period).rows if row.state not in ProgressUpdate.HANDED_IN)
    asked = Counter(row.unit for row in sheet_of(bulletin.period).rows)
    known |= {str(count) for count in (*silent.values(), *asked.values(), len(silent))}
    places = {
        str(place) for place in range(1, 1 + max(len(bulletin.data[key]) for key in ("late", "results", "silent")))
    }
    content = word_file(bulletin)
    told = paragraphs(content) + [cell for table in tables(content) for row in table for cell in row[1:]]
    told = [line for line in told if not line.startswith(("附件", "督查通报〔"))]
    strange = {found for line in told for found in NUMBER.findall(line)} - known - places
    assert strange == set()


def test_it_is_drafted_in_chinese_whoever_has_it_drafted(bulletin):
    assert "Item" not in "".join(bulletin.blocks.values())


@needs_soffice
def test_it_opens_in_libreoffice_as_pages_of_a4(bulletin):
    pdf = pypdfium2.PdfDocument(converted(word_file(issued(bulletin)), "docx", "pdf"))
    assert {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdf} == {(210, 297)}
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pdf]
    assert "督查通报〔2011〕1号" in texts[0] and "一、总体情况" in texts[0]
    assert any("附件1" in text and "进度滞后事项" in text for text in texts[1:])
    # What stands below the type area is the number of the page, on its outer side.
    for number, page in enumerate(pdf, 1):
        assert f"—{number}—" in texts[number - 1]
        text = page.get_textpage()
        left, bottom, _right, _top = text.get_charbox(text.get_text_range().rindex(str(number)))
        assert (left > 297.5) == bool(number % 2) and bottom < 35 / 25.4 * 72
        # Within the margins: 28 mm at the binding, 26 mm outside.
        edges = [text.get_charbox(place) for place in range(text.count_chars())]
        edges = [box for box in edges if box[2] > box[0]]
        assert min(box[0] for box in edges) > 26 / 25.4 * 72
        assert max(box[2] for box in edges) < 595 - 24 / 25.4 * 72


def test_what_is_issued_reads_the_same_after_everything_has_changed(bulletin, office):
    sent = issued(bulletin)
    content, page = word_file(sent), parse(office.get(sent.get_absolute_url())).one("article").text
    WorkItem.objects.filter(report=sent.report).update(text="改过的事项", due_on=datetime.date(2011, 1, 5))
    User.objects.filter(username="leader").update(name="另一人")
    record_lights(moment(f"{TODAY} 18:00"))
    with clock.at(moment("2011-03-10 10:00")):
        again = type(sent).objects.get(pk=sent.pk)
        assert word_file(again) == content
        assert parse(office.get(sent.get_absolute_url())).one("article").text == page
    assert paragraphs(content)[1] == "督查通报〔2011〕1号"
