"""After an ended session every form, the administration's too, gives back what was typed into it."""

import pytest

from ..given.access_table import CAST_NAMES
from ..given.form_pages import WRITERS, form_pages, with_every_form
from ..given.html import parse
from ..given.lived_in import LIVED_IN
from .sessions import take_session
from .test_accessibility import NUMBER

pytestmark = pytest.mark.once

FORMS = """() => Array.from(document.querySelectorAll("form[method=post]"))
  .map((form, place) => [place, (form.getAttribute("action") || location.pathname) + " " +
    Array.from(form.elements).filter((field) => field.name && field.matches(KEPT)).map((field) => field.name).join()])
  .filter(([, kind]) => !kind.endsWith(" "))
  .filter(([place]) => !document.querySelectorAll("form[method=post]")[place].matches("#update-form"))"""
KEPT = "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), select, textarea"
# Changes every field of the form as a person would, and gives what stands in it then. Parts that htmx would fetch upon
# it wait for ever: fetched after the session has ended, they lead to the sign-in beside the form that is sent.
FILL = """(place) => {
  document.addEventListener("htmx:beforeRequest", (event) => event.preventDefault());
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
    """A form that others have found, and a page on which the server puts no other form, is not tried again."""
    page.on("dialog", lambda dialog: dialog.accept())
    served, found, lost = set(), set(), []
    for name in WRITERS:
        person = getattr(everything, CAST_NAMES.get(name, name))
        client = take_session(page, live_server.url, person)
        for address in form_pages(name, everything):
            kinds = kinds_served(client, address)
            if not kinds <= served:
                lost += lost_at(page, live_server, person, address, found)
            served |= kinds
    assert not lost
    assert len(found) > 60
    problems.clear()


def kinds_served(client, address):
    """What `FORMS` says of the forms of the page, and which of their fields are no text, before any script has run."""
    kinds = set()
    for form in parse(client.get(address).text).all("form", method="post"):
        fields = [field for tag in ("input", "select", "textarea") for field in form.all(tag)]
        names = sorted({(field.get("name"), field.tag, field.get("type")) for field in fields if field.get("name")})
        kinds.add(NUMBER.sub("", f"{form.get('action') or address} {names}"))
    return kinds


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
    return lost
