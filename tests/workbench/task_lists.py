"""Tasks of a person and the lists that they lead to."""

from departments.models import User
from items.workbench.page import workbench

from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import put, update_of
from ..given.together import moment

TODAY = day("2011-03-20")
NOW = moment("2011-03-20")


def tasks(user):
    """{title: Task} of the person's rounds, in order."""
    bench = workbench(User.objects.get(pk=user.pk), on=TODAY)
    return {str(task.title): task for task in [*bench.first, *bench.tasks] if task.lines}


def numbers(task):
    return [line.number for line in task.lines]


def listed(client, person, url):
    """How many rows the list at the address shows the person."""
    client.force_login(person)
    main = parse(client.get(url)).one("main")
    rows = [*main.all("li", of="entry"), *[row for ul in main.all("ul", of="task-items") for row in ul.all("li")]]
    return len(rows)


def table_rows(client, person, url):
    """The rows of the table that the person finds at the address."""
    client.force_login(person)
    return [row.text for row in parse(client.get(url)).one("main").all("tr")[1:]]


def brought(cast, period, item, unit, state, **fields):
    return put(update_of(period, item, unit), state, by=cast.liaison, office=cast.supervisor, **fields)
