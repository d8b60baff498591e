"""What every page may contain, and the pages that say what went wrong."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from items.workbench import views

from ..given import factories
from ..given.access_table import NO_PAGES, ROWS, read
from ..given.html import parse

pytestmark = pytest.mark.once


@pytest.fixture
def cast(lived_in):
    return lived_in


# What `readable` has read: the portal is built anew for every test, and its pages are the same.
FOUND = []


def readable(cast):
    """(address, answer, page parsed) of every page that the office reads, plus the pages without a person.

    Read once for all tests, which look at them and change nothing.
    """
    if not FOUND:
        FOUND.extend((address, answer, parse(answer)) for address, answer in _pages(cast))
    return FOUND


def _pages(cast):
    client = Client()
    pages = [("sign_in", client.get(reverse("sign_in")))]
    client.force_login(cast.supervisor)
    for row in ROWS:
        wanted = row.method == "GET" and row.answers["supervisor"] in ("200", "404")
        if wanted and row.name not in NO_PAGES:
            pages.append((row.address, client.get(row.url(cast))))
    pages.append(("403", client.get(reverse("admin:index"), follow=True)))
    pages.append(("422", client.post(reverse("item_progress", args=[cast.led.pk]), {"version": "x"})))
    pages.append(("wrong filter", client.get(reverse("item_list"), {"status": "x"})))
    pages.append(("wrong unit rows", client.post(reverse("item_units", args=[cast.led.pk]), {"version": 1})))
    pages.append(("wrong target rows", client.post(reverse("item_targets", args=[cast.led.pk]), {"version": 1})))
    pages.extend(import_pages(client, cast))
    pages.extend(round_pages(client, cast))
    client.force_login(cast.administrator)
    pages.append(("administrator", client.get(reverse("workbench"))))
    return pages


def round_pages(client, cast):
    """(address, page) of the pages of the rounds in other arrangements, and refused."""
    for name in ("round_list", "review_list", "own_updates"):
        yield f"{name}, wrong filter", client.get(reverse(name), {"kind": "x", "select": "clean", "what": "merge"})
    for query in ({"group": "unit"}, {"state": "x"}, {"state": "silent", "select": "clean"}):
        yield f"period {query}", client.get(reverse("period_detail", args=[cast.period.pk]), query)
    for name in ("round_settings", "round_rhythm", "round_add_period", "round_issue"):
        yield f"{name}, nothing sent", client.post(reverse(name, args=[cast.report.pk]), {})
    yield "return without reason", client.post(reverse("review_list"), {"return": f"{cast.sent.pk}:1"})
    for person, name in [(cast.head, "sign_off_list"), (cast.head, "workbench"), (cast.leader, "workbench")]:
        client.force_login(person)
        yield f"{name} of {person}", client.get(reverse(name))


TO_BE_CHECKED = """一、民生
1、修路。架桥5座。(责任单位:市民政局、市卫生局;完成时限:6月底)
2、种树(责任单位:市气象局*、各区人民政府)。
绿化荒山。
2、疏浚河道(责任单位:市教育局)。
7、防汛
8、甲(责任单位:市教育局)。"""


# A table of which no column is known, and text that nobody divides.
TO_BE_SAID = """2012年任务分解
甲栏\t乙栏\t丙栏\t丁栏
1\t王伟\t修路5公里\t市民政局
2\t李强\t架桥6座\t市教育局

种树要紧。看水要勤。防火要早。"""


def import_pages(client, cast):
    """(address, page) of imports in every state, with all kinds of findings, refused and correcting."""
    full = factories.draft(cast.supervisor, TO_BE_CHECKED, earlier=[{}])
    address = full.get_absolute_url()
    yield "import with findings", client.get(address)
    said = factories.draft(cast.supervisor, TO_BE_SAID).get_absolute_url()
    table, text = TO_BE_SAID.index("甲栏"), TO_BE_SAID.index("种树")
    yield "columns and starts", client.get(said, {"table": table, "starts": text, "mark": [text, text + 5]})
    client.post(f"{said}remember/", {"remember": table, "version": 1})
    yield "remembered heads", client.get(reverse("remembered_list"))
    yield "import, nothing sent", client.post(reverse("import_list"), {"text": ""})
    yield "import, incomplete button", client.post(f"{address}decide/", {"version": 1})
    yield "import, wrong data", client.post(f"{address}data/", {"version": 1, "year": "x"})
    yield "import, stale", client.post(f"{address}apply/", {"version": 7})
    yield "correction", client.get(factories.draft(cast.supervisor, corrects=cast.report).get_absolute_url())
    for state in ("waiting", "reading", "failed"):
        yield state, client.get(factories.draft(cast.supervisor, state=state).get_absolute_url())
    yield (
        "applied",
        client.get(factories.draft(cast.supervisor, state="applied", report=cast.report).get_absolute_url()),
    )
    yield "imports", client.get(reverse("import_list"))


def test_every_page_is_well_formed_and_without_inline_script_or_style(cast):
    for address, _response, page in readable(cast):
        for element in page.walk():
            inline = [name for name in element.attributes if name == "style" or name.startswith(("on", "hx-on"))]
            assert not inline, (address, element.tag, inline)
            assert element.tag != "style", address
            assert element.tag != "script" or (element["src"] and not element.text), address
            for name in ("href", "src", "action"):
                target = element.get(name) or ""
                assert not target.lower().startswith(("javascript:", "http:", "https:", "//")), (address, target)


def test_every_page_forbids_foreign_and_inline_content(cast):
    for address, response, _page in readable(cast):
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        assert "object-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert "*" not in policy and "http" not in policy, address
        assert response["X-Frame-Options"] == "DENY", address


def test_every_page_has_one_heading_a_title_and_the_language(cast):
    for address, _response, page in readable(cast):
        assert page.one("h1").text, address
        assert page.one("title").text.strip(" ·"), address
        assert page.one("html")["lang"] == "zh-CN", address
        ids = [element["id"] for element in page.walk() if element.get("id")]
        assert len(ids) == len(set(ids)), (address, sorted(i for i in ids if ids.count(i) > 1))


def test_every_link_to_a_part_of_a_page_finds_it(cast):
    for address, _response, page in readable(cast):
        ids = {element.get("id") for element in page.walk()}
        parts = {link[1:] for link in page.links() if link.startswith("#")}
        assert parts <= ids, (address, parts - ids)


@pytest.mark.parametrize("address", ["/items/0/", "/items/9999999999999999999999/", "/departments/0/", "/nowhere/"])
def test_a_missing_page_keeps_the_frame_and_leads_on(client, cast, address):
    client.force_login(cast.observer)
    response = client.get(address)
    assert response.status_code == 404
    page = parse(response)
    assert page.one("nav", of="site-nav")
    assert {reverse("workbench"), reverse("item_list")} <= set(page.one("main").links())
    assert "WorkItem" not in page.text and "Department" not in page.one("main").text


def test_without_a_report_the_page_of_reports_says_so(client, db):
    client.force_login(factories.person("first", name="第一人"))
    response = client.get(reverse("report_list"))
    assert response.status_code == 404
    with translation.override("zh-hans"):
        assert gettext("No report has been imported yet.") in parse(response).one("main").text


def test_an_empty_portal_shows_every_page(client, db):
    client.force_login(factories.person("first", name="第一人", role="supervision"))
    for name in ("workbench", "item_list", "lead_list", "department_list", "item_export"):
        assert read(client.get(reverse(name))).status_code == 200, name


def test_a_forbidden_page_gives_the_reason(client, cast):
    client.force_login(cast.east_liaison)
    response = client.post(reverse("item_progress", args=[cast.led.pk]), {"version": 1, "text": "越权"})
    assert response.status_code == 403
    page = parse(response)
    with translation.override("zh-hans"):
        sentence = gettext("Your unit is not named on this item, so you can read it but not report on it.")
    assert sentence in page.one("main").text
    assert reverse("item_list") in page.one("main").links()


def test_a_form_without_its_token_is_told_apart_from_a_lack_of_rights(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.liaison)
    response = client.post(reverse("item_progress", args=[cast.led.pk]), {"version": 1, "text": "有进展"})
    assert response.status_code == 403
    page = parse(response)
    with translation.override("zh-hans"):
        assert page.one("h1").text == gettext("The page was too old")
    assert page.one("nav", of="site-nav")
    assert not cast.led.notes.exists()


def test_a_broken_page_still_answers_in_words(cast, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError("out of order")

    monkeypatch.setattr(views, "workbench_of", break_down)
    client = Client(raise_request_exception=False)
    client.force_login(cast.liaison)
    response = client.get(reverse("workbench"))
    assert response.status_code == 500
    page = parse(response)
    assert page.one("h1").text and page.one("main").all("p")
    assert "out of order" not in page.text
    assert "/" in page.links()
