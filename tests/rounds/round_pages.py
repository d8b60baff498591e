"""Addresses, exports and readers of the pages of the rounds."""

import io

from openpyxl import load_workbook

from items.pages.addresses import address

from ..given.together import moment

NOW = moment("2011-03-20")
EVERYBODY = ["liaison", "head", "health_liaison", "east_liaison", "supervisor", "leader", "observer", "newcomer"]


def period_url(period, **filters):
    return address("period_detail", period.pk, **filters)


def workbook(client, person, url):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200, url
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def table(sheet, head_row=4):
    """The rows below the head as {label: value}."""
    head, *rows = list(sheet.iter_rows(min_row=head_row, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(found):
    """{unit: text of its cells} of a matrix."""
    return {line.department.name: [cell and cell.text for cell in line.cells] for line in found.lines}


def reports_listed(page):
    return len(page.one("main").all("li", of="entry"))


def names(shown):
    """The units or items of the entries, in the order of the page."""
    return [link.text for link in shown.one("main").all("a", of="entry-name")]
