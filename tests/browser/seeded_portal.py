"""Items, units and steps of the seeded report, and the item list as the browser shows it."""

from urllib.parse import parse_qs, urlsplit

from departments.models import Department, User
from items.closing.moving import move_status
from items.models import WorkItem

from ..given import factories

SEEDED = [str(number) for number in range(184, 215)]


def item(number):
    return WorkItem.objects.get(number=number)


def unit(name):
    return Department.objects.get(name=name)


def move(number, status, username, text="说明"):
    """Take a step outside the browser."""
    what, by = item(number), User.objects.get(username=username)
    move_status(what, by=by, version=what.version, on=factories.day("2011-05-01"), status=status, text=text)


def rows(page):
    """The rows of the list on the page."""
    return page.locator("#found table.items tbody tr")


def numbers(page):
    return page.locator("#found tbody .col-number").all_inner_texts()


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
