"""No page scrolls sideways on narrow screens."""

import pytest

from .addresses import addresses
from .seeded_portal import move

WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .filter(element => !element.closest(".site-nav, .visually-hidden, .skip-link, thead"))
  .slice(0, 5).map(element => element.tagName + "." + element.className + ": " + element.innerText.slice(0, 30))"""


@pytest.mark.parametrize("width", [390, 1024])
def test_no_page_scrolls_sideways(page, sign_in, problems, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/sign-in/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    move(191, "in_progress", "liaison", text="https://example.cn/" + "x" * 300)
    sign_in(page, "supervision")
    for address in addresses():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, page.evaluate(WIDER))
    problems.clear()  # /nowhere/ answers 404
