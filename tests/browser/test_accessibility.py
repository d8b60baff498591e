"""WCAG 2.2 AA, measured in the browser: every address as everybody sees it, refusals, and the visible focus."""

import re
from itertools import pairwise

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import expect

from items.models import WorkItem
from items.workbench import views

from ..given.access_table import CAST_NAMES, ROWS
from ..given.form_pages import pages_of
from ..given.lived_in import LIVED_IN
from .accessibility import OPEN_ALL, complaints, complaints_at, violations
from .addresses import addresses, rounds
from .seeded_portal import act, move
from .sessions import take_session

pytestmark = pytest.mark.once

FOCUS = """() => {
  const element = document.activeElement;
  if (element.type === "date") return ""; // the browser shows which of its parts has the focus
  // The segments' radio buttons are transparent; their words show the focus. A field in which a unit is typed has the
  // frame of what is chosen in it.
  const frame = element.closest(".ts-wrapper");
  const own = element.matches(".segments input") ? element.nextElementSibling : element;
  const shows = shown => {
    const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return box.width > 0 && box.right > 0 && box.bottom > 0 && (outline || style.boxShadow !== "none");
  };
  const visible = (frame ? [frame, frame.querySelector(".ts-control")] : [own]).some(shows);
  return visible || element === document.body ? "" : element.outerHTML.slice(0, 120);
}"""

WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .filter(element => !element.closest(".site-nav, .visually-hidden, .skip-link, thead"))
  .slice(0, 5).map(element => element.tagName + "." + element.className + ": " + element.innerText.slice(0, 30))"""

# Those who write most, and so see most. On a narrow screen they alone, for the rest is the same.
WRITERS = ["supervisor", "head"]
# A screen of 1440 pixels read at twice the size (WCAG 1.4.4), and telephones.
NARROW = (720, 390, 360)
# Whom the table of tests/data/access.txt answers.
EVERYBODY = {1440: sorted(ROWS[0].answers, key=lambda name: name not in WRITERS), 390: WRITERS}
# What keeps nobody out whatever it says, as long as it says something: words, and where links and forms lead.
WORDS = re.compile(r">\s*[^<\s][^<]*<")
SAID = re.compile(
    r'\b(href|action|src|value|title|content|datetime|nonce|placeholder|alt|data-[\w-]+|aria-label)="[^"]+"'
)

TAG = re.compile(r"<\w[^>]*>")
NUMBER = re.compile(r"\d+")


@pytest.fixture
def everything(transactional_db, settings, tmp_path):
    """The cast, with one thing for every address of the table."""
    settings.VAR_DIR = tmp_path
    return LIVED_IN()


def parts_of(client, address):
    """What the page is built of: each element with the next one, in its head with the menus or in pages of its kind.

    Who sees nothing but what others have seen there, more rows of a list or fewer, meets the same obstacles.
    """
    build = SAID.sub(r"\1", WORDS.sub(">words<", client.get(address).text))
    head, _main, rest = build.partition("<main")
    kind = NUMBER.sub("", address)
    return {(of, *pair) for of, part in (("head", head), (kind, rest)) for pair in pairwise(TAG.findall(part))}


def test_every_address_is_accessible_to_everybody(page, live_server, everything, problems):
    """What was built just so for others (`parts_of`) is not measured again."""
    seen, found = {width: set() for width in EVERYBODY}, []
    for name in EVERYBODY[1440]:
        person = None if name == "anonymous" else getattr(everything, CAST_NAMES.get(name, name))
        client = take_session(page, live_server.url, person)
        for row in pages_of(name):
            parts = parts_of(client, row.url(everything))
            widths = [width for width, names in EVERYBODY.items() if name in names and not parts <= seen[width]]
            if widths:
                page.set_viewport_size({"width": widths[0], "height": 900})
                page.goto(row.url(everything))
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                page.evaluate(OPEN_ALL)
                found += complaints(page, f"{name} {row.address} {width}")
                seen[width] |= parts
    problems.clear()  # some of the pages answer 403 and 404
    assert not found, "\n".join(found)


# Good practice that Django's own templates leave out, to nobody's harm: it heads the columns of a row's name and of its
# deletion with nothing, and the label of its search field is a picture with a text, which the rule does not see.
DJANGOS = ["empty-table-header", "label-title-only"]


def admin_addresses():
    """Every address of the administration that shows a page: about a row, of the first row that there is."""
    yield from (reverse("admin:index"), reverse("admin:password_change"))
    yield from (reverse("admin:app_list", args=[app]) for app in ("departments", "items"))
    for model, model_admin in admin.site._registry.items():
        first = model.objects.order_by("pk").first()
        for pattern in model_admin.get_urls():
            if pattern.name and not pattern.pattern.converters:
                yield reverse(f"admin:{pattern.name}")
            elif pattern.name and first:
                yield reverse(f"admin:{pattern.name}", args=[first.pk])


def test_the_administration_is_accessible(page, live_server, everything, problems):
    take_session(page, live_server.url, everything.administrator)
    found = []
    for address in admin_addresses():
        page.goto(address)
        page.evaluate(OPEN_ALL)
        found += violations(page, address, without=DJANGOS)
    problems.clear()  # what is only to be read answers 403 to adding and deleting
    assert not found, "\n".join(found)


def test_what_axe_cannot_like_is_found(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.evaluate("document.querySelector('label[for=id_q]').remove()")
    page.evaluate("document.querySelector('h1').outerHTML = '<h1>one</h1><h1>two</h1><h4>three</h4>'")
    found = {complaint.split()[1] for complaint in complaints(page, "list")}
    assert {"label:", "heading-order:", "heading:"} <= found


@pytest.fixture
def busy(accounts):
    """The seeded portal with items in every status, one of them late, and notes."""
    steps = {185: ["in_progress"], 191: ["in_progress"], 192: ["in_progress", "awaiting_closure"]}
    steps |= {193: ["in_progress", "completed"], 194: ["cancelled"], 195: ["carried_over"]}
    for number, way in steps.items():
        for status in way:
            move(number, status, "supervision")
    WorkItem.objects.filter(number__in=[185, 191]).update(due_on="2011-03-01")


def test_the_real_report_is_accessible_and_fits(page, sign_in, busy, problems):
    """Every kind of page: a visible focus wherever it goes, nothing scrolls sideways, nothing keeps anybody out."""
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is none that anybody reads
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/sign-in/")
    found = sideways(page, "/sign-in/", 390)
    move(191, "awaiting_closure", "liaison", text="https://example.cn/" + "x" * 300)
    sign_in(page, "supervision")
    for address in addresses():
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        found += hidden_focus(page, address)
        for width in (1024, *NARROW):
            found += sideways(page, address, width)
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate(OPEN_ALL)
        found += complaints(page, f"{address} 390")
        page.set_viewport_size({"width": 1440, "height": 900})
        found += complaints(page, address)
    problems.clear()  # one of the pages answers 404
    assert not found, "\n".join(found)


def hidden_focus(page, address):
    """What the Tab key comes to in its first thirty steps without a visible focus."""
    found = []
    for _press in range(30):
        page.keyboard.press("Tab")
        if complaint := page.evaluate(FOCUS):
            found.append(f"{address} {complaint}")
    return found


def sideways(page, address, width):
    """What is wider than a page of this width."""
    page.set_viewport_size({"width": width, "height": 844})
    fits = page.evaluate("document.documentElement.scrollWidth") <= width
    return [] if fits else [f"{address} scrolls sideways at {width}: {page.evaluate(WIDER)}"]


def test_the_pages_that_a_unit_writes_on_are_accessible_and_fit(page, sign_in, busy):
    written, _waiting = rounds()
    sign_in(page, "head")
    found = []
    for address in ("/", written.get_absolute_url(), written.item.get_absolute_url(), "/sign-for/", "/posts/"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        for width in (1440, *NARROW):
            found += sideways(page, address, width)
            page.evaluate(OPEN_ALL)
            found += complaints(page, f"{address} {width}") if width in (1440, 390) else []
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_menu_of_the_person_is_accessible_and_fits(page, sign_in, width):
    sign_in(page, "liaison", reverse("personal"))
    page.set_viewport_size({"width": width, "height": 900})
    page.click(".user-menu summary")
    expect(page.locator(".user-menu form button")).to_be_in_viewport()
    found = sideways(page, "menu", width) + complaints(page, "menu")
    assert not [one for one in found if "target-size" not in one]  # what it lies over


@pytest.mark.parametrize("person", ["leader", "liaison", "admin"])
def test_every_page_that_the_header_leads_to_fits(page, sign_in, busy, person):
    rounds()
    sign_in(page, person)
    links = page.eval_on_selector_all(
        ".site-head a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
    )
    found = []
    assert len(set(links)) > 5
    for address in sorted(set(links) - {reverse("admin:index")}):
        page.goto(address)
        page.evaluate(OPEN_ALL)
        for width in (1440, *NARROW):
            found += sideways(page, address, width)
    assert not found, "\n".join(found)


def test_pages_with_errors_are_accessible(page, sign_in, busy, problems):
    item = WorkItem.objects.get(number=191)
    sign_in(page, "supervision", item.get_absolute_url())
    act(page, "progress")
    page.fill("#progress textarea", "字" * 2001)
    page.click("#progress button")
    page.locator("#progress .alert").wait_for()
    page.evaluate(OPEN_ALL)
    found = complaints(page, "progress")
    page.fill("#progress textarea", "")
    page.check("#progress input[value=completed]")
    page.click("#progress button")
    page.locator("#progress .left-open").wait_for()
    found += complaints(page, "why short")
    page.goto(f"{item.get_absolute_url()}units/")
    move(191, "awaiting_closure", "supervision")
    page.click("main form button")
    page.locator("main .notice-error").wait_for()
    found += complaints(page, "units")
    problems.clear()  # the browser reports the answers 422 and 409
    assert not found, "\n".join(found)


def test_the_pages_before_signing_in_are_accessible(page, accounts, settings, problems):
    page.goto("/sign-in/?next=/items/")
    page.click("main button")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "guess")
    page.click("main button")
    page.locator("main .alert").wait_for()
    found = complaints(page, "refused")
    page.context.clear_cookies(name="csrftoken")
    page.fill("#id_password", "guess")
    with page.expect_navigation():
        page.click("main button")
    found += complaints(page, "too old")
    assert page.title().startswith("页面"), page.title()
    settings.AXES_ENABLED, settings.PORTAL_LOCK_FAILURES = True, 1
    page.goto("/sign-in/")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "guess")
    with page.expect_navigation():
        page.click("main button")
    found += complaints(page, "locked")
    problems.clear()  # the answers 403 and 429
    assert not found, "\n".join(found)


def test_a_broken_page_and_a_bad_request_are_accessible(page, sign_in, accounts, settings, monkeypatch, problems):
    def break_down(*args, **kwargs):
        raise RuntimeError("out of order")

    sign_in(page, "liaison", "/items/")
    monkeypatch.setattr(views, "workbench_of", break_down)
    found = complaints_at(page, reverse("workbench"), "500")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    found += complaints_at(page, "/items/?q=a&q=b", "400")
    problems.clear()  # the answers 500 and 400
    assert not found, "\n".join(found)
