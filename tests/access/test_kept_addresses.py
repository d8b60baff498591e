"""Addresses that were kept from before a report was withdrawn or archived: each says what became of it and leads on."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from departments import clock
from departments.models import User
from items.models import ProgressUpdate, WorkReport
from items.report.archiving import archive
from items.report.withdrawing import withdraw

from ..given import factories
from ..given.access_table import CAST_NAMES, NO_PAGES, ROWS, read
from ..given.html import parse
from .test_addresses import form_data
from .test_read_only_pages import FILES, WAY_BACK
from .test_sent_twice import rows_by_table, send
from .test_withdrawn import NOW, TEXT, TITLE
from .test_withdrawn import other as told  # noqa: F401 - the report that is withdrawn

LATER = factories.moment("2011-03-21 09:00")
# Lists, figures and files that an address with `?report=` asks for.
FILTERED = [
    *("item_list", "target_list", "round_list", "dashboard", "dashboard_lights", "dashboard_curve", "dashboard_since"),
    *("instruction_list", "extension_list", "objection_list", "closing_list"),
]
EXPORTS = ["item_export", "target_export", "round_export", "instruction_export", "extension_export"]


@pytest.fixture
def cast(lived_in):
    return lived_in


@pytest.fixture
def other(told):  # noqa: F811
    return told


def addresses_of(report):
    """Everything of the report that has an address, before it ends."""
    item = report.items.first()
    rows = [row for row in ROWS if row.method == "GET" and row.name not in NO_PAGES]
    found = [one.get_absolute_url() for one in (report, *report.items.all(), *report.periods.all())]
    found += [one.get_absolute_url() for one in ProgressUpdate.objects.filter(item__report=report)]
    found += [one.get_absolute_url() for one in (*report.meetings.all(), *report.bulletins.all())]
    found += [reverse(row.name, args=[item.pk]) for row in rows if row.address.endswith(":led")]
    found += [reverse(row.name, args=[report.pk]) for row in rows if row.address.endswith(":report")]
    return dict.fromkeys(found)


END = {
    "撤回": lambda report, by: withdraw(report, by=by, at=NOW, reason="导入了旧稿", is_issued=True),
    "归档": lambda report, by: archive(report, by=by, at=NOW),
}


@pytest.mark.parametrize("word", END)
@pytest.mark.parametrize("person", ["supervisor", "liaison"])
def test_every_address_of_a_report_that_has_ended_says_so_and_offers_no_step(client, cast, other, word, person):
    places = addresses_of(other)
    END[word](other, cast.supervisor)
    client.force_login(getattr(cast, person))
    wrong = []
    with clock.at(LATER):
        for address in places:
            answer = read(client.get(address, follow=True))
            if answer.status_code == 403 or WAY_BACK in address:
                continue
            page = parse(answer).one("main")
            steps = [form for form in page.all("form", method="post") if not form["action"].endswith(FILES)]
            if word not in page.text or steps or not page.links():
                wrong.append((address, answer.status_code, page.text[:80]))
    assert len(places) > 20 and not wrong


@pytest.mark.parametrize("name", FILTERED)
def test_a_filter_that_was_kept_says_that_its_report_was_withdrawn(client, cast, other, name):
    END["撤回"](other, cast.supervisor)
    client.force_login(cast.supervisor)
    page = parse(client.get(reverse(name), {"report": other.pk})).one("main")
    assert f"《{TITLE}》已撤回" in page.text and TEXT not in page.text
    made_up = parse(client.get(reverse(name), {"report": 10**6})).one("main")
    assert "没有这个选项" in made_up.text


@pytest.mark.parametrize("name", EXPORTS)
def test_a_file_of_a_report_that_was_withdrawn_leads_to_the_page_that_says_so(client, cast, other, name):
    END["撤回"](other, cast.supervisor)
    client.force_login(cast.supervisor)
    answer = client.get(reverse(name), {"report": other.pk}, follow=True)
    assert answer.redirect_chain and f"《{TITLE}》已撤回" in parse(answer).one("main").text


# Steps

# Their things are none of the report's: people, units, messages, calendar, workbooks, imports, kept views of the list,
# a head of tables that is no more.
OTHER_THINGS = {
    *("post", "delegation", "delivery", "template", "message", "workbook", "draft", "leader", "districts", "missing"),
    *("view", "shared_view", "layout", "export", "failed_export", "unit_workbook", "ledger_workbook"),
    "liaison",
}
# A page left as it was shown, with nothing to save; and whoever follows what has ended may stop.
# What has been archived is taken along as a file.
UNCHANGED = {"item_related", "item_shares", "item_targets", "item_unfollow", "item_dossier", "report_dossiers"}
REFUSED = [
    row
    for row in ROWS
    if row.method == "POST" and ":" in row.address and "302" in row.answers.values() and row.name not in UNCHANGED
    if not row.address.partition(":")[2].isdigit() and row.address.partition(":")[2] not in OTHER_THINGS
    if row.name != "report_reopen"
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.address)
def test_a_step_on_what_has_ended_is_refused_in_a_sentence(cast, row):
    WorkReport.objects.update(archived_at=LATER)
    name = next(name for name, answer in row.answers.items() if answer == "302" and name != "anonymous")
    person, client = getattr(cast, CAST_NAMES.get(name, name)), Client()
    client.force_login(User.objects.get(pk=person.pk))
    with clock.at(LATER):
        data, before = form_data(row, cast, person), rows_by_table()
        answer = send(client, row.url(cast), data)
    assert rows_by_table() == before
    said = [str(one) for one in get_messages(answer.wsgi_request)]
    if answer.status_code != 302:
        said.append(parse(answer).one("main").text)
    assert any("归档" in one for one in said), (answer.status_code, said)
