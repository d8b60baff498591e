"""The export of the item list holds exactly what the list shows."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from ..given.html import parse
from .listed import BAD, EXPORT, LIST, exported, numbers, parameters, show


def test_the_export_link_carries_the_query(reader, register):
    query = {"department": str(register.civil_affairs.pk), "q": "粮食 & 水=渠", "sort": "-due"}
    link = parse(show(reader, **query)).one("a", of="export")
    assert urlsplit(link["href"]).path == EXPORT
    assert parameters(link) == query


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "-number"},
        {"sort": "due", "overdue": "on"},
        {"role": "lead", "sort": "-status"},
        {"q": "粮食"},
        {"q": "没有这样的词"},
    ],
    ids=str,
)
def test_the_export_holds_exactly_the_list_in_its_order(reader, query):
    assert exported(reader, query) == numbers(show(reader, **query))


def test_the_export_has_no_pages(reader, many):
    query = {"report": many.pk, "sort": "-number"}
    assert exported(reader, query) == [str(number) for number in range(220, 100, -1)]
    assert exported(reader, {**query, "page": "2"}) == exported(reader, query)


def test_the_export_names_the_chosen_report(reader, register):
    response = reader.get(EXPORT, {"report": register.report.pk})
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert "2011年任务分解" in book.worksheets[0]["A1"].value


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_an_export_with_a_wrong_filter_leads_to_the_list_that_says_why(reader, name, value):
    response = reader.get(EXPORT, {name: value})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{LIST}?")
    page = parse(reader.get(response["Location"]))
    assert page.one("p", of="notice-error")
