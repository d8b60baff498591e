"""The day of the pages' tests, and what stands on a page."""

from items.models import Responsibility

from ..given.factories import day
from ..given.html import parse
from ..given.together import moment

AT = moment("2011-05-10")
DUE, WANTED = day("2011-06-30"), day("2011-09-30")


def said(response):
    """Everything the page complains about."""
    page = parse(response)
    return " ".join(element.text for of in ("alert", "notice-error", "invalid-feedback") for element in page.all(of=of))


def of(page, id):
    found = page.all(id=id)
    return found[0] if found else None


def own(item, department):
    return Responsibility.objects.get(item=item, department=department)


def buttons(element):
    return [button.text for button in element.all("button")]


def typed(page, form, name):
    """What stands in a field of a form on the page."""
    field = of(page, f"{form}-{name}")
    return field.literal.strip() if field.tag == "textarea" else field.get("value")
