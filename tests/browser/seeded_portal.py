"""Items, units and steps of the seeded report, and the item list as the browser shows it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from departments import clock
from departments.models import Department, User
from items.closing.moving import move_status
from items.models import WorkItem, WorkReport
from items.pages.addresses import item_part
from items.rounds.running import run_due

from ..given import factories

WHY_SHORT = "其余任务并入2012年计划。"
SEEDED = [str(number) for number in range(184, 215)]


def item(number):
    return WorkItem.objects.get(number=number)


def unit(name):
    return Department.objects.get(name=name)


def move(number, status, username, text="说明", anyway=WHY_SHORT):
    """Take a step outside the browser; `anyway` is why, where the item is short of something then."""
    what, by = item(number), User.objects.get(username=username)
    said = {"text": text, "anyway": anyway}
    move_status(what, by=by, version=what.version, on=factories.day("2011-05-01"), status=status, **said)


def open_round():
    """Open the period of the present month and no other: in its first days the one before would be open, too."""
    WorkReport.objects.update(rounds_from=clock.today().replace(day=1))
    run_due(clock.now())


def act(page, name):
    """What the panel of an item's page has under the name, unfolded."""
    found = page.locator(f"#acts #{name}")
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def see(page, number, part):
    """Go to a part of an item's page; returns it."""
    page.goto(item_part(item(number), part))
    return page.locator(f"#{part}")


def say_why_short(page, sentence):
    """Read below “Status and notes” that the item is short of what the sentence says, and save again with a reason."""
    expect(page.locator("#progress .left-open")).to_contain_text(sentence)
    page.fill("#progress [name=anyway]", WHY_SHORT)
    page.click("#progress button")


def rows(page):
    """The rows of the list on the page."""
    return page.locator("#found table.items tbody tr")


def numbers(page):
    return page.locator("#found tbody .col-number").all_inner_texts()


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
