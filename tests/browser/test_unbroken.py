"""On a narrow screen no line ends within a date, a percentage, or between a number and its unit, nor begins with one
because it was kept whole.
"""

import pytest
from django.urls import reverse

from items.dashboard.past import month_ends
from items.lights.recording import record_lights
from items.models import WorkItem

from ..given.factories import day
from ..given.together import moment

pytestmark = pytest.mark.once

# What stands on more than one line: [text] of all in the page's words.
BROKEN = r"""() => {
  const whole = /\d{4}-\d\d-\d\d|\d[\d,.]*(?:个百分点|[%‰天])/g;
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const around = node.parentElement;
    if (!around.checkVisibility() || around.closest(".clamp, .visually-hidden, option, script, .source")) continue;
    for (const match of node.data.matchAll(whole)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const lines = new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top)));
      if (lines.size > 1) found.push(`${around.className || around.tagName}: ${match[0]}`);
    }
  }
  return found;
}"""

# What is kept whole and does not stand within its sentence: [text] of all in the page's words.
TORN = r"""() => Array.from(document.querySelectorAll("main .nowrap"))
  .filter((one) => one.checkVisibility() && /^\d[\d.,-]*(?:[%‰]|\D{1,5})?$/.test(one.textContent)
    && one.parentElement.firstChild.nodeType === Node.TEXT_NODE && one.parentElement.firstChild.data.trim()
    && getComputedStyle(one).display !== "inline")
  .map((one) => one.parentElement.textContent.trim())"""


@pytest.fixture
def behind(accounts):
    """Every item is overdue, and was lit so at the end of every month."""
    WorkItem.objects.update(due_on=day("2011-02-15"), status="in_progress")
    for end in month_ends(2011, day("2012-01-01")):
        record_lights(moment(f"{end}"))


def addresses():
    item = WorkItem.objects.in_order().first()
    return [
        reverse("dashboard"),
        reverse("dashboard_lights") + "?on=2011-04-30",
        reverse("dashboard_since") + "?from=2011-01-31&to=2011-04-30",
        reverse("dashboard_curve"),
        reverse("item_list"),
        item.get_absolute_url(),
        item.report.get_absolute_url(),
        reverse("target_list"),
        reverse("report_lights", args=[item.report_id]),
        reverse("round_list"),
        reverse("workbench"),
        reverse("inbox"),
    ]


@pytest.mark.parametrize("width", [390, 360, 412])
def test_dates_percentages_and_numbers_with_units_stay_on_one_line(page, sign_in, behind, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "supervision", reverse("workbench"))
    broken = {}
    for address in addresses():
        page.goto(address)
        if found := page.evaluate(BROKEN) + page.evaluate(TORN):
            broken[address] = sorted(set(found))
    assert not broken
