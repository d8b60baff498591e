"""A page that is used with the keys alone."""

import pytest

# What has the focus: whether it fits the selector, and says the words if there are any.
FITS = """([selector, words]) => {
  const element = document.activeElement, labels = [...(element.labels ?? [])].map(label => label.innerText);
  return element.matches(selector)
    && [element.innerText, element.getAttribute("aria-label") ?? "", ...labels].join(" ").includes(words);
}"""


def tab_to(page, selector, words="", limit=60):
    """Press Tab until an element that fits the selector, and says the words, has the focus."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(FITS, [selector, words]):
            return
    pytest.fail(f"{selector} {words} was not reached by Tab")


def follow(page, selector, words="", **more):
    """Go there by Tab and press Enter, which leads to another page: a link, or the button of a form."""
    tab_to(page, selector, words, **more)
    with page.expect_navigation():
        page.keyboard.press("Enter")
