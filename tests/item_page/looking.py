"""What an item, its history and its page say after a step."""

from items.closing.moving import move_status
from items.models import WorkItem

from ..given.factories import day

EDIT = {"due_on": "2011-10-31", "due_text": "十月底前", "remark": "市长督办"}


def fresh(item):
    return WorkItem.objects.get(pk=item.pk)


def notes(item):
    return list(item.notes.values_list("department__name", "text"))


def actions(item):
    """What the history says was done, oldest first."""
    return list(item.history.order_by("pk").values_list("action", flat=True))


def alert(page):
    """What the forms of a page complain about."""
    return " ".join(element.text for of in ("alert", "notice-error", "invalid-feedback") for element in page.all(of=of))


def move(item, status, *, by):
    """Take a step outside the page."""
    return move_status(item, by=by, version=fresh(item).version, on=day("2011-05-01"), status=status, text="说明")


def assert_kept(page, text):
    """What was typed still stands in the form of the page."""
    assert page.one("textarea", name="text").text == text


def roles(item):
    """{unit: role} of the units as written."""
    return dict(item.responsibilities.direct().order_by("position").values_list("department__name", "role"))
