"""The item list and its export, read from outside."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from openpyxl import load_workbook

from items.models import Responsibility, WorkItem

from ..given.factories import day
from ..given.html import parse

LIST, EXPORT = "/items/", "/items/export.xlsx"
Role = Responsibility.Role


def show(client, query="", **parameters):
    """The list page for a query string or parameters."""
    return client.get(LIST + query, parameters)


def numbers(response):
    """The numbers in the table's first column, top to bottom."""
    return [cell.text for cell in parse(response).all("th", of="col-number") if cell["scope"] == "row"]


def found(client, query="", **parameters):
    """The same without their order."""
    return sorted(map(int, numbers(show(client, query, **parameters))))


def parameters(link):
    """The query of a link as {name: value}."""
    query = parse_qs(urlsplit(link["href"]).query, keep_blank_values=True)
    return {name: values[0] for name, values in query.items()}


BAD = [
    ("department", "999999"),
    ("department", "abc"),
    ("department", "9" * 40),
    ("department", "\0"),
    ("role", "boss"),
    ("chapter", "999999"),
    ("chapter", "x"),
    ("status", "nonsense"),
    ("status", "\0"),
    ("report", "999999"),
    ("report", "-1"),
    ("sort", "nonsense"),
    ("sort", "--number"),
    ("q", "字" * 101),
    ("q", "a\0b"),
]


def add_items(report, count, units, *, first=1):
    """Many items at once, each with the units (the first leads) and a note by its lead."""
    line = len("1、推进工作。")
    items = WorkItem.objects.bulk_create(
        WorkItem(
            report=report,
            number=first + place,
            position=first + place,
            number_literal="1、",
            text="推进工作",
            start=line * place,
            text_start=line * place + 2,
            text_end=line * place + line - 1,
            end=line * (place + 1),
            due_on=day("2012-06-30") if place % 3 else None,
        )
        for place in range(count)
    )
    Responsibility.objects.bulk_create(
        Responsibility(item=item, department=unit, role=Role.SUPPORT if place else Role.LEAD, position=place)
        for item in items
        for place, unit in enumerate(units)
    )
    report.source.text += "1、推进工作。" * count
    report.source.save()
    return items


def exported(client, query):
    """The item numbers in the workbook, in its order (column 原编号)."""
    response = client.get(EXPORT, query)
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if all(row))
    return [str(row[1]) for row in rows[head + 1 :] if isinstance(row[0], int)]
