"""Every main page: labels, headings, contrast, visible focus (WCAG 2.2 AA), measured in the browser."""

import pytest

from items.models import WorkItem

from .test_main_jobs import addresses, move, rounds

# Each script returns a list of complaints.

LABELS = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, summary")]
  .filter(control => {
    const words = [...(control.labels || [])].map(label => label.innerText).join("")
      || control.getAttribute("aria-label")
      || (["BUTTON", "SUMMARY"].includes(control.tagName) ? control.textContent : "");
    return !words.trim();
  })
  .map(control => control.outerHTML.slice(0, 120))"""

IDS = """() => [...document.querySelectorAll("[id]")].map(element => element.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""

REFERENCES = """() => ["for", "aria-describedby", "aria-labelledby", "aria-controls"].flatMap(name =>
  [...document.querySelectorAll(`[${name}]`)].flatMap(element => element.getAttribute(name).split(" "))
    .filter(id => id && !document.getElementById(id)).map(id => `${name}=${id}`))"""

HEADINGS = """() => {
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(heading => +heading.tagName[1]);
  const complaints = levels.filter((level, place) => level > (levels[place - 1] || 0) + 1).map(l => `jumps to h${l}`);
  if (levels.filter(level => level === 1).length !== 1) complaints.push("not exactly one h1");
  if ([...document.querySelectorAll("h1, h2, h3")].some(heading => !heading.innerText.trim())) complaints.push("empty");
  return complaints;
}"""

IMAGES = """() => [...document.querySelectorAll("img:not([alt])")].map(image => image.src)"""

LINKS = """() => [...document.querySelectorAll("a[href]")].filter(link => !link.textContent.trim())
  .map(link => link.outerHTML.slice(0, 120))"""

TABLES = """() => [...document.querySelectorAll("table")]
  .filter(table => [...table.querySelectorAll("th")].some(cell => !cell.scope))
  .map(table => "a head without scope in " + table.className)"""

# Relative luminance and contrast as WCAG 2 defines them; backgrounds are blended from the page's ground upwards.
CONTRAST = """() => {
  const colour = text => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    return parts.length < 4 ? [...parts, 1] : parts;
  };
  const over = (front, back) => [0, 1, 2].map(i => front[i] * front[3] + back[i] * (1 - front[3]));
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const luminance = rgb => rgb.map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, two) => {
    const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const complaints = new Set();
  const check = (element, words) => {
    const style = getComputedStyle(element);
    if (style.visibility !== "visible" || !element.getClientRects().length) return;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
    const back = ground(element), ink = colour(style.color);
    const ratio = contrast(over([...ink.slice(0, 3), ink[3] * opacity], back), back);
    if (ratio < 4.5) {
      complaints.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${words.trim().slice(0, 20)}`);
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && !element.closest("script, option")) check(element, walker.currentNode.data);
  }
  const fields = document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea");
  fields.forEach(field => check(field, field.name));
  return [...complaints];
}"""

FOCUS = """() => {
  const element = document.activeElement;
  if (element.type === "date") return ""; // the browser shows which of its parts has the focus
  // The segments' radio buttons are transparent; their words show the focus.
  const shown = element.matches(".segments input") ? element.nextElementSibling : element;
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const visible = box.width > 0 && box.right > 0 && box.bottom > 0 && (outline || style.boxShadow !== "none");
  return visible || element === document.body ? "" : element.outerHTML.slice(0, 120);
}"""

CHECKS = {
    "label": LABELS,
    "id twice": IDS,
    "reference to nothing": REFERENCES,
    "heading": HEADINGS,
    "image": IMAGES,
    "empty link": LINKS,
    "table": TABLES,
    "contrast": CONTRAST,
}


def complaints(page, address):
    return [f"{address} {name}: {complaint}" for name, script in CHECKS.items() for complaint in page.evaluate(script)]


@pytest.fixture
def lived_in(accounts):
    """The seeded portal with items in every status, one of them late, and notes."""
    steps = {185: ["in_progress"], 191: ["in_progress"], 192: ["in_progress", "awaiting_closure"]}
    steps |= {193: ["in_progress", "completed"], 194: ["cancelled"], 195: ["carried_over"]}
    for number, way in steps.items():
        for status in way:
            move(number, status, "supervision")
    WorkItem.objects.filter(number__in=[185, 191]).update(due_on="2011-03-01")


def test_the_sign_in_page_is_accessible(page, accounts):
    page.goto("/sign-in/?next=/items/")
    found = complaints(page, "sign-in")
    page.click("main button")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "guess")
    page.click("main button")
    page.locator("main .alert").wait_for()
    assert found + complaints(page, "refused") == []


@pytest.mark.parametrize("width", [1440, 390])
def test_every_main_page_is_accessible(page, sign_in, lived_in, problems, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "supervision")
    found = []
    for address in addresses():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        found += complaints(page, address)
    problems.clear()  # one of the pages answers 404
    assert found == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_that_a_unit_writes_on_are_accessible(page, sign_in, lived_in, width):
    page.set_viewport_size({"width": width, "height": 900})
    written, _waiting = rounds()
    sign_in(page, "head")
    found = []
    for address in ("/", written.get_absolute_url(), written.item.get_absolute_url(), "/sign-for/", "/posts/"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        found += complaints(page, address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} scrolls sideways")
    assert found == []


def test_pages_with_errors_are_accessible(page, sign_in, lived_in, problems):
    item = WorkItem.objects.get(number=191)
    sign_in(page, "supervision", item.get_absolute_url())
    page.fill("#progress textarea", "字" * 2001)
    page.click("#progress button")
    page.locator("#progress .alert").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    found = complaints(page, "progress")
    page.goto(f"{item.get_absolute_url()}units/")
    move(191, "awaiting_closure", "supervision")
    page.click("main form button")
    page.locator("main .notice-error").wait_for()
    found += complaints(page, "units")
    problems.clear()  # the browser reports the answers 422 and 409
    assert found == []


def test_the_focus_is_visible_wherever_it_goes(page, sign_in, lived_in, problems):
    sign_in(page, "supervision")
    found = []
    for address in addresses():
        page.goto(address)
        for _press in range(30):
            page.keyboard.press("Tab")
            if complaint := page.evaluate(FOCUS):
                found.append((address, complaint))
    problems.clear()  # one of the pages answers 404
    assert found == []
