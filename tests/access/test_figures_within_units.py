"""The figures of a report in the history: before and after are read by whom the report has been handed to."""

import pytest
from django.urls import reverse

from departments.models import Department
from items import history
from items.models import HistoryEntry
from items.pages.entries import for_reader
from items.updates.drafting import save
from items.updates.reporting import accept, report_no_change, send, sign_off
from items.updates.undoing import undo_acceptance

from ..given import factories
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from . import everybody
from .test_words_within_units import pages

pytestmark = pytest.mark.once

AT, LATER = moment("2011-03-10"), moment("2011-03-11")
PEOPLE = [name for name in everybody.PEOPLE if name != "health_head"]
UNIT = {"liaison", "head"}
# Of the figures as pages write them: of February, of March.
WAS, IS = "1111个", "7777个"


@pytest.fixture
def target(cast):
    return factories.target(cast.led, number=10000)


@pytest.fixture
def own(cast, target):
    """What civil affairs reports in March; it had said 1,111 in February, which was accepted."""
    before = update_of(opened(cast.report, FEBRUARY), cast.led, cast.civil_affairs)
    before.values.create(target=target, label=target.label, unit=target.unit, value=1111)
    put(before, State.AWAITING_REVIEW, by=cast.liaison, office=None)
    return update_of(opened(cast.report), cast.led, cast.civil_affairs)


def sent(update, by, target, **changes):
    changes = {"text": "建成福利院", "next_steps": "继续", f"value_{target.pk}": "7777", **changes}
    current = save(update, by=by, at=AT, was={}, changes=changes).update
    return send(current, by=by, at=AT, version=current.version, anyway="属实")


def readers(cast, action):
    """{who reads both figures of the latest such entry}; everybody else reads neither of them."""
    found = set()
    for name in PEOPLE:
        [read] = for_reader(HistoryEntry.objects.filter(action=action)[:1], getattr(cast, name))
        told = [(one.before, one.after) for one in history.describe(read)]
        if (WAS, IS) in told:
            found.add(name)
        else:
            words = f"{read.before}{read.after}"
            assert "1111" not in words and "7777" not in words, name
    return found


def test_what_waits_for_the_head_is_the_units_own(cast, own, target):
    sent(own, cast.liaison, target)
    assert readers(cast, "update_sent") == UNIT


def test_what_was_signed_is_read_by_the_office_too(cast, own, target):
    current = sent(own, cast.liaison, target)
    sign_off(current, by=cast.head, at=AT, version=current.version)
    assert readers(cast, "update_signed") == {*UNIT, "supervisor"}
    assert readers(cast, "update_sent") == UNIT


def test_what_a_head_sends_himself_is_read_by_the_office_too(cast, own, target):
    sent(own, cast.head, target)
    assert readers(cast, "update_sent") == {*UNIT, "supervisor"}


def test_a_part_is_read_by_the_lead_to_which_it_goes(cast, target):
    before = update_of(opened(cast.report, FEBRUARY), cast.led, cast.health)
    before.values.create(target=target, label=target.label, unit=target.unit, value=1111)
    put(before, State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    part = update_of(opened(cast.report), cast.led, cast.health)
    assert sent(part, cast.health_liaison, target).state == State.AWAITING_MERGE
    assert readers(cast, "update_sent") == {"health_liaison", *UNIT, "supervisor"}


def test_that_nothing_has_changed_is_a_word_of_the_report(cast, own):
    report_no_change(own, by=cast.liaison, at=AT)
    told = {}
    for name in PEOPLE:
        [read] = for_reader(HistoryEntry.objects.filter(action="update_sent"), getattr(cast, name))
        told[name] = "no_change" in read.after
    assert {name for name, is_told in told.items() if is_told} == UNIT


def test_what_an_acceptance_makes_of_the_item_is_everybodys_until_it_is_taken_back(cast, own, target):
    accept_february(cast, own)
    current = sent(own, cast.head, target)
    current = accept(current, by=cast.supervisor, at=AT, version=current.version)
    assert readers(cast, "update_accepted") == set(PEOPLE)
    undo_acceptance(current, by=cast.supervisor, at=AT, version=current.version, reason="数字重复统计")
    undone = HistoryEntry.objects.filter(action="acceptance_undone")
    [read] = for_reader(undone, cast.head)
    assert [(one.before, one.after) for one in history.describe(read)][:2] == [(IS, WAS), ("77.8%", "11.1%")]
    # What was sent by mistake is not told once more, nor any longer; what was accepted before stands.
    [read] = for_reader(undone, cast.observer)
    assert (read.reason, {*read.before, *read.after}) == ("", {"period", "returned_by"})
    taken_back, _february = for_reader(HistoryEntry.objects.filter(action="update_accepted"), cast.observer)
    assert set(taken_back.after) == {"period"}
    assert readers(cast, "update_accepted") == {"liaison", "head", "supervisor"}
    current.refresh_from_db()
    accept(current, by=cast.supervisor, at=LATER, version=current.version)
    assert readers(cast, "update_accepted") == set(PEOPLE)


def accept_february(cast, own):
    before = cast.led.updates.exclude(pk=own.pk).get(department=cast.civil_affairs)
    accept(before, by=cast.supervisor, at=AT, version=before.version)


@pytest.mark.parametrize("name", ["supervisor", "observer", "health_liaison", "leader", "newcomer"])
def test_no_page_tells_a_figure_before_the_head_has_signed(client, cast, own, target, name):
    sent(own, cast.liaison, target)
    person = getattr(cast, name)
    assert "7777" not in everything(client, cast, own, person)
    assert "7777" in everything(client, cast, own, cast.head)


def everything(client, cast, own, person):
    words = pages(client, cast, own, person)
    return words + client.get(reverse("item_history", args=[cast.led.pk])).content.decode()


def test_the_administration_tells_none_either(client, cast, own, target):
    current = sent(own, cast.liaison, target)
    current = sign_off(current, by=cast.head, at=AT, version=current.version)
    client.force_login(cast.administrator)
    for entry in HistoryEntry.objects.filter(action__in=["update_sent", "update_signed"]):
        addresses = [
            reverse("admin:items_historyentry_changelist"),
            reverse("admin:items_historyentry_change", args=[entry.pk]),
        ]
        assert all("7777" not in client.get(address).content.decode() for address in addresses)


@pytest.mark.parametrize(("name", "count"), [("liaison", 1), ("east_liaison", 2), ("supervisor", 0), ("observer", 0)])
def test_whom_it_concerns_is_asked_once_at_most(cast, target, django_assert_num_queries, name, count):
    part = update_of(opened(cast.report), cast.led, cast.health)
    sent(part, cast.health_liaison, target)
    entries, person = list(HistoryEntry.objects.filter(action="update_sent")) * 3, getattr(cast, name)
    for_reader(entries, person)  # whose units the person's are is known once asked
    with django_assert_num_queries(count):
        for_reader(entries, person)


def test_the_figures_of_a_merged_unit_are_its_successors_own(cast, own, target):
    sent(own, cast.head, target)
    heir = factories.department("甲局")
    liaison = factories.person("heir", role="liaison", department=heir)
    Department.objects.filter(pk=cast.civil_affairs.pk).update(successor=heir)
    [read] = for_reader(HistoryEntry.objects.filter(action="update_sent")[:1], liaison)
    assert "7777" in read.after["reported"]
