"""After an ended session every form, the administration's too, gives back what was typed into it."""

import pytest

from ..given.access_table import CAST_NAMES
from ..given.form_pages import WRITERS, form_pages, with_every_form
from ..given.lived_in import LIVED_IN
from .sessions import take_session
from .test_accessibility import NUMBER, parts_of

pytestmark = pytest.mark.once

FORMS = """() => Array.from(document.querySelectorAll("form[method=post]"))
  .map((form, place) => [place, (form.getAttribute("action") || location.pathname) + " " +
    Array.from(form.elements).filter((field) => field.name && field.matches(KEPT)).map((field) => field.name).join()])
  .filter(([, kind]) => !kind.endsWith(" "))
  .filter(([place]) => !document.querySelectorAll("form[method=post]")[place].matches("#update-form"))"""
KEPT = "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), select, textarea"
# Changes every field of the form as a person would, and gives what stands in it then.
FILL = """(place) => {
  const form = document.querySelectorAll("form[method=post]")[place];
  for (const field of form.elements) {
    if (!field.name || !field.matches(KEPT) || field.disabled) continue;
    if (field.type === "checkbox") field.checked = !field.checked;
    else if (field.type === "radio") field.checked = true;
    else if (field.tagName === "SELECT") field.selectedIndex = field.options.length - 1;
    else if (field.type === "date") field.value = "2011-05-06";
    else if (field.type === "time") field.value = "10:11";
    else if (field.type === "number") field.value = "7";
    else field.value += "7";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return (STANDS)(form);
}"""
STANDS = """(form) => Array.from(form.elements).filter((field) => field.name && field.matches(KEPT))
  .map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value])"""


def script(text):
    return text.replace("STANDS", STANDS).replace("KEPT", f"{KEPT!r}")


@pytest.fixture
def everything(transactional_db, settings, tmp_path):
    """The cast, with one thing for every address of the table and for every form."""
    settings.VAR_DIR = tmp_path
    return with_every_form(LIVED_IN())


def test_every_form_gives_back_what_was_typed(page, live_server, everything, problems):
    """A form that others have found, and a page that is built of nothing new (`parts_of`), is not tried again."""
    page.on("dialog", lambda dialog: dialog.accept())
    seen, found, lost = set(), set(), []
    for name in WRITERS:
        person = getattr(everything, CAST_NAMES.get(name, name))
        client = take_session(page, live_server.url, person)
        for address in form_pages(name, everything):
            parts = parts_of(client, address)
            if not parts <= seen:
                lost += lost_at(page, live_server, person, address, found)
            seen |= parts
    assert not lost
    assert found
    problems.clear()


def lost_at(page, live_server, person, address, found):
    """[(address, form, what was typed and what stands there now)] of the forms of the page that are not `found` yet."""
    lost = []
    page.goto(address)
    for place, kind in page.evaluate(script(FORMS)):
        # The same form of another row is the same form.
        if (kind := NUMBER.sub("", kind)) in found:
            continue
        found.add(kind)
        typed = page.evaluate(script(FILL), place)
        page.context.clear_cookies(name="sessionid")
        page.evaluate("place => document.querySelectorAll('form[method=post]')[place].submit()", place)
        page.wait_for_url("**/sign-in/**")
        take_session(page, live_server.url, person)
        page.goto(address)
        stands = page.evaluate(
            script("(place) => (STANDS)(document.querySelectorAll('form[method=post]')[place])"), place
        )
        if stands != typed:
            lost.append((address, kind, [pair for pair in zip(typed, stands, strict=False) if pair[0] != pair[1]]))
        page.evaluate("() => sessionStorage.clear()")
        page.goto(address)
    return lost
