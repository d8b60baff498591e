"""What is told before a report is sent: how its item will be lit, and that nothing of the trial remains."""

from decimal import Decimal

import pytest
from django.urls import reverse

from items.lights.present import differing, present_lights
from items.models import HistoryEntry, LightRecord, ProgressUpdate, Responsibility, WorkItem
from items.updates import reporting
from items.updates.afterwards import light_afterwards
from items.updates.page import fetch

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

pytestmark = pytest.mark.usefixtures("in_march", "in_english")
AT = moment("2011-03-20")


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


def drafted(cast, period, item, unit, *, values=None, percent=None):
    """The unit's draft with values {target: number}, or with a completion that it judges itself."""
    update = put(update_of(period, item, unit), State.DRAFT, by=cast.liaison, office=None, completion=percent)
    for target, value in (values or {}).items():
        update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    return fetch(update.pk)


def told(light):
    return light.colour, light.rule, light.schedule, light.completion, light.reason


def accepted(cast, update):
    """The light once the draft has been sent and accepted."""
    update.period.report.with_sign_off = False
    update.period.report.save()
    person = cast.liaison if update.department_id == cast.civil_affairs.pk else cast.health_liaison
    version = ProgressUpdate.objects.get(pk=update.pk).version
    sent = reporting.send(fetch(update.pk), by=person, at=AT, version=version, anyway="数据已核对")
    reporting.accept(sent, by=cast.supervisor, at=AT, version=sent.version)
    return present_lights(WorkItem.objects.filter(pk=update.item_id).for_lights(), on=AT.date())[update.item_id]


@pytest.mark.parametrize(
    ("number", "due_on"), [("3", None), ("29", None), ("30", "2011-06-30"), ("1", "2011-03-10"), ("30", "2011-03-10")]
)
def test_what_is_told_is_what_acceptance_brings_with_targets(cast, march, number, due_on):
    target = factories.target(cast.led)
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=due_on and day(due_on))
    update = drafted(cast, march, cast.led, cast.civil_affairs, values={target: number})
    foretold = light_afterwards(update, by=cast.liaison, at=AT)
    assert told(foretold.then) != told(foretold.now)
    assert told(foretold.then) == told(accepted(cast, update))


@pytest.mark.parametrize("percent", [None, 0, 12, 100])
def test_what_is_told_is_what_acceptance_brings_as_the_unit_judges(cast, march, percent):
    update = drafted(cast, march, cast.led, cast.civil_affairs, percent=percent and Decimal(percent))
    foretold = light_afterwards(update, by=cast.liaison, at=AT)
    assert told(foretold.then) == told(accepted(cast, update))


def test_of_two_leads_it_counts_what_the_other_has_said(cast, march):
    target = factories.target(cast.led)
    Responsibility.objects.filter(item=cast.led, department=cast.health).update(role="lead")
    ProgressUpdate.objects.filter(item=cast.led, department=cast.health).update(role="lead")
    other = drafted(cast, march, cast.led, cast.health, values={target: 20})
    accepted(cast, other)
    update = drafted(cast, march, cast.led, cast.civil_affairs, values={target: 10})
    assert told(light_afterwards(update, by=cast.liaison, at=AT).then) == told(accepted(cast, update))


def test_nothing_remains_of_the_trial(cast, march):
    target = factories.target(cast.led)
    update = drafted(cast, march, cast.led, cast.civil_affairs, values={target: 10})

    def rows():
        return [
            list(model.objects.order_by("pk").values())
            for model in (ProgressUpdate, WorkItem, HistoryEntry, LightRecord)
        ]

    before = rows()
    light_afterwards(update, by=cast.liaison, at=AT)
    assert rows() == before
    assert not differing(WorkItem.objects.for_lights(), on=AT.date())


def test_a_supporting_part_moves_no_light(cast, march):
    update = drafted(cast, march, cast.led, cast.health)
    assert light_afterwards(update, by=cast.health_liaison, at=AT) is None


def test_the_page_asks_for_the_line_and_who_writes_gets_it(client, cast, march):
    target = factories.target(cast.led)
    update = drafted(cast, march, cast.led, cast.civil_affairs, values={target: 15})
    client.force_login(cast.liaison)
    address = reverse("update_afterwards", args=[update.pk])
    page = parse(client.get(update.get_absolute_url())).one("main")
    assert [one for one in page.walk() if one.get("hx-post") == address]
    line = parse(client.post(address)).text
    assert "Once sent and accepted:" in line and "50%" in line
    client.force_login(cast.observer)
    assert client.post(address).status_code == 403
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None)
    client.force_login(cast.liaison)
    assert "Once sent" not in client.post(address).content.decode()


def test_a_changed_figure_asks_for_the_line_anew_a_changed_word_does_not(client, cast, march):
    target = factories.target(cast.led)
    update = drafted(cast, march, cast.led, cast.civil_affairs)
    client.force_login(cast.liaison)

    def saved(name, value):
        now = ProgressUpdate.objects.get(pk=update.pk)
        sent = {name: value, f"was_{name}": "", "only": name, "writer": cast.liaison.username, "version": now.version}
        response = client.post(reverse("update_save", args=[update.pk]), sent, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return response.get("HX-Trigger", "")

    assert "afterwards" in saved(f"value_{target.pk}", "5")
    assert "afterwards" not in saved("problems", "资金不足")


def test_the_table_says_the_increase_and_what_is_planned(client, cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    target = factories.target(cast.led)
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-12-31"))
    before = put(
        update_of(february, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor
    )
    before.values.create(target=target, label=target.label, unit="个", value=Decimal(8))
    update = drafted(cast, march, cast.led, cast.civil_affairs, values={target: 12})
    client.force_login(cast.liaison)
    [table] = parse(client.get(update.get_absolute_url())).one("main").all("table", of="update-figures")
    cells = {cell["data-label"]: cell.text for cell in table.all("td") if cell.get("data-label")}
    assert (cells["Target"], cells["Last time"], cells["Increase"]) == ("30个", "8个", "+4个")
    assert cells["Planned by now"] == "7个"
