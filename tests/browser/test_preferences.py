"""By keyboard, with less motion and in colours of the own choice: what is computed for every kind of control."""

import pytest
from django.urls import reverse

from departments.models import Department
from items.lights.terms import look
from items.models import Colour, LightRules, WorkItem, WorkReport

from ..given.factories import day
from ..given.together import moment
from .accessibility import OPEN_ALL

pytestmark = pytest.mark.once

NOW = moment("2011-01-01")

# The ring of every kind of control on the page, a kind being its element, type and classes: what is paler than 3:1
# against what it lies on. A ring inside lies on the control, one around it on what is behind. The segments of a choice
# have a white ring around theirs, for they touch each other.
FAINT = """() => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const luminance = rgb => rgb.slice(0, 3).map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, two) => {
    const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const kinds = new Set(), faint = [];
  const controls = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  for (const control of document.querySelectorAll(controls)) {
    const box = control.getBoundingClientRect();
    const kind = [control.tagName, control.type, control.className, Boolean(control.closest(".site-head"))].join(" ");
    if (kinds.has(kind) || control.type === "hidden" || control.disabled || !box.width) continue;
    control.focus();
    if (document.activeElement !== control) continue;
    kinds.add(kind);
    const frame = control.closest(".ts-wrapper") || control;
    const shown = control.matches(".segments input") ? control.nextElementSibling : frame;
    const style = getComputedStyle(shown), isInside = parseFloat(style.outlineOffset) < 0;
    const halo = style.boxShadow.startsWith("rgb(255, 255, 255) 0px 0px 0px 6px") && [255, 255, 255];
    const behind = halo || ground(isInside ? shown : shown.parentElement);
    const ratio = contrast(numbers(style.outlineColor), behind);
    if (style.outlineStyle !== "solid" || parseFloat(style.outlineWidth) < 2 || ratio < 3) {
      faint.push(`${kind}: ${style.outlineWidth} ${style.outlineStyle} ${style.outlineColor} ${ratio.toFixed(2)}`);
    }
  }
  return [kinds.size, faint];
}"""

MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return /[1-9]/.test(style.transitionDuration) && style.transitionProperty !== "none" || style.animationName !== "none"
    || style.scrollBehavior === "smooth";
}).map(element => element.tagName + "." + element.className)"""


def main_pages():
    return [
        reverse("workbench"),
        reverse("item_list"),
        WorkItem.objects.first().get_absolute_url(),
        reverse("dashboard"),
        reverse("round_list"),
        WorkReport.objects.get().get_absolute_url(),
        reverse("department_detail", args=[Department.objects.get(name="市民政局").pk]),
        reverse("meeting_new"),
        reverse("import_list"),
    ]


def test_the_focus_of_every_kind_of_control_can_be_seen(page, sign_in):
    sign_in(page, "supervision")
    for address in main_pages():
        page.goto(address)
        page.evaluate(OPEN_ALL)
        page.keyboard.press("Tab")  # from here on the browser shows the focus
        kinds, faint = page.evaluate(FAINT)
        assert kinds > 10, address
        assert faint == [], address


def test_the_focus_of_a_chosen_segment_and_of_the_skip_link_can_be_seen(page, sign_in):
    sign_in(page, "supervision", reverse("item_list"))
    page.keyboard.press("Tab")
    first = page.evaluate("getComputedStyle(document.activeElement).outlineOffset")
    assert page.evaluate("document.activeElement.className") == "skip-link" and first.startswith("-")
    page.locator(".segments input:checked").focus()
    ring = page.locator(".segments input:checked + span").evaluate("one => getComputedStyle(one).boxShadow")
    assert ring.startswith("rgb(255, 255, 255)")


def test_who_wants_less_motion_gets_none(page, sign_in):
    sign_in(page, "supervision")
    page.emulate_media(reduced_motion="reduce")
    for address in main_pages():
        page.goto(address)
        assert page.evaluate(MOVING) == [], address


def computed(locator, *names):
    return locator.evaluate("(one, names) => names.map(name => getComputedStyle(one)[name])", list(names))


def test_in_the_systems_colours_the_present_page_is_marked_by_more_than_a_ground(page, sign_in):
    sign_in(page, "supervision", reverse("item_list"))
    page.emulate_media(forced_colors="active")
    here = page.locator(".site-nav [aria-current]")
    elsewhere = page.locator(".site-nav a:not([aria-current])").first
    marks = ["borderBottomWidth", "textDecorationLine", "fontWeight"]
    assert computed(here, *marks) == ["4px", "underline", "700"]
    assert computed(elsewhere, *marks) == ["0px", "none", "400"]
    chosen = page.locator(".segments input:checked + span")
    assert computed(chosen, "textDecorationLine") == ["underline"]


def test_in_the_systems_colours_lights_keep_shape_word_and_edge_and_the_focus_its_ring(page, sign_in):
    # Whatever the day is: every light of this report in the colour that has a ground.
    looks = {colour: {"colour": look(Colour.YELLOW).colour} for colour in Colour.values}
    LightRules.objects.create(report=WorkReport.objects.get(), effective_on=day("2011-01-01"), at=NOW, looks=looks)
    sign_in(page, "supervision", reverse("item_list"))
    page.emulate_media(forced_colors="active")
    lights = page.locator("#found .light")
    shown = set(lights.all_inner_texts())
    assert shown and all(len(text.split()) == 2 for text in shown)
    yellow = page.locator("#found .light.tone-8a5a00").all()
    assert yellow
    for badge in yellow:
        assert computed(badge, "borderTopStyle", "borderTopWidth") == ["solid", "1px"]
    field = page.locator("#id_q")
    field.focus()
    assert computed(field, "outlineStyle", "borderTopStyle") == ["solid", "solid"]
    assert computed(page.locator(".filter button.btn-primary"), "borderTopStyle") == ["solid"]
