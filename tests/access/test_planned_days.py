"""No form is left out: wherever somebody types a day to come, it is said that the year's holidays are not known yet."""

from django.test import Client

from departments import clock

from ..given.access_table import CAST_NAMES
from ..given.factories import moment
from ..given.form_pages import form_pages, with_every_form
from ..given.html import parse

# Nothing is due on these days: they are over, say as of when something holds, or who stands where.
NOT_PLANNED = {"completed_on", "called_at", "held_on", "effective_on", "issued_on", "start_on", "end_on", "on", "start"}
AT = moment("2026-12-10 09:00")


def days_asked(form):
    """Names of the fields of a form in which a day is planned, without what parts rows and forms of one page."""
    fields = form.all("input", type="date")
    names = {field["name"].rpartition("-")[2] for field in fields if "name" in field.attributes}
    return {name for name in names if name not in NOT_PLANNED and not name.startswith("reached")}


def test_every_form_that_plans_a_day_says_that_the_years_holidays_are_not_known(lived_in):
    cast = with_every_form(lived_in)
    planned, silent = set(), {}
    for name in ("liaison", "supervisor", "leader"):  # the others have the forms of one of them
        client = Client()
        client.force_login(getattr(cast, CAST_NAMES.get(name, name)))
        with clock.at(AT):
            for address in form_pages(name, cast):
                page = parse(client.get(address))
                for form in page.all("form", method="post"):
                    days = days_asked(form)
                    planned |= days
                    if days and not form.all("p", of="years-note") and not page.all("p", of="years-note"):
                        silent[address] = sorted(days)
    assert silent == {}
    assert len(planned) >= 8, planned
