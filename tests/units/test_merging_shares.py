"""Units merged that report a part of a whole: what the gone unit had written never takes the place of what the other
one has said, and is not counted twice."""

import pytest

from departments import clock
from items import access
from items.models import HistoryEntry, ProgressUpdate
from items.rounds.running import close_period, run_due
from items.rules.accepted import account
from items.units.merging import merge
from items.updates import drafting, reporting
from items.updates.page import fetch, page_of

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from ..rules.test_blanks import accept

ON, AFTER = day("2011-03-12"), moment("2011-03-15")


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def target(cast, march):
    """Of two districts, whose figures add up, the east had 10 accepted in February and the west 20."""
    target = factories.target(cast.open_lead, number=100)
    february = march.report.periods.get(start_on=FEBRUARY)
    for unit, value in [(cast.east, 10), (cast.west, 20)]:
        accept(cast, february, {target: value}, unit=unit, item=cast.open_lead)
    close_period(february, at=moment("2011-03-08"))
    return target


def written(cast, march, target, state, *, unit=None, value=12):
    update = put(
        update_of(march, target.item, unit or cast.east), state, by=cast.east_liaison, office=cast.supervisor,
        text="东城区三月的话",
    )  # fmt: skip
    update.values.create(target=target, label=target.label, unit=target.unit, value=value)
    return update


def do(cast, source, into):
    merge(source, into=into, by=cast.administrator, on=ON)
    run_due(moment("2011-03-12 12:00"))


def amount(target):
    return account(target.item).amounts([target])[target.pk].value


def report(cast, march, target, unit, value):
    """The unit's own report after the merger, accepted."""
    update = update_of(march, target.item, unit)
    person = type(cast.east_liaison).objects.get(pk=cast.east_liaison.pk)
    words = {"text": "合并后的话", f"value_{target.pk}": str(value)}
    saved = drafting.save(update, by=person, at=AFTER, was={}, changes=words)
    sent = reporting.send(saved.update, by=person, at=AFTER, version=saved.update.version, anyway="已核对")
    return reporting.accept(sent, by=cast.supervisor, at=AFTER, version=sent.version)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.AWAITING_SIGN_OFF])
def test_a_share_that_never_left_the_gone_unit_is_set_aside_and_offered(cast, march, target, state):
    draft = written(cast, march, target, state)
    do(cast, cast.east, cast.west)
    draft.refresh_from_db()
    assert (draft.department, draft.state) == (cast.east, State.DROPPED)
    own = update_of(march, target.item, cast.west)
    assert (own.state, own.text, own.values.count()) == (State.EXPECTED, "", 0)
    assert amount(target) == 30
    told = HistoryEntry.objects.filter(action="department_merged", item=target.item, after__period=march.key)
    assert told.count() == 1
    person = type(cast.east_liaison).objects.get(pk=cast.east_liaison.pk)
    page = page_of(fetch(own.pk), person, on=ON)
    assert page.set_aside == [draft]
    assert page.figures[0].last.value == 30
    report(cast, march, target, cast.west, 35)
    assert amount(target) == 35


@pytest.mark.parametrize("state", [State.AWAITING_REVIEW, State.AWAITING_MERGE])
def test_a_share_that_was_handed_in_is_accepted_under_its_units_name(cast, march, target, state):
    sent = written(cast, march, target, state)
    do(cast, cast.east, cast.west)
    sent.refresh_from_db()
    assert (sent.department, sent.state) == (cast.east, state)
    assert update_of(march, target.item, cast.west).state == State.EXPECTED
    reporting.accept(sent, by=cast.supervisor, at=AFTER, version=sent.version)
    assert amount(target) == 32
    report(cast, march, target, cast.west, 35)
    assert amount(target) == 35


def test_both_sent_count_both(cast, march, target):
    """Neither is lost for the other one, whoever had come further."""
    for unit, value in [(cast.east, 12), (cast.west, 21)]:
        written(cast, march, target, State.AWAITING_REVIEW, unit=unit, value=value)
    do(cast, cast.east, cast.west)
    for update in march.updates.filter(item=target.item, state=State.AWAITING_REVIEW):
        reporting.accept(update, by=cast.supervisor, at=AFTER, version=update.version)
    assert amount(target) == 33


@pytest.mark.parametrize("state", [State.AWAITING_REVIEW, State.ACCEPTED])
def test_what_a_unit_new_on_the_item_takes_over_is_not_counted_twice(cast, march, target, state):
    sent = written(cast, march, target, state)
    new = factories.department("新城区人民政府")
    do(cast, cast.east, new)
    sent.refresh_from_db()
    if state != State.ACCEPTED:
        reporting.accept(sent, by=cast.supervisor, at=AFTER, version=sent.version)
    assert amount(target) == 32
    # It has reported for the period, so that the new unit is not asked once more.
    assert march.updates.filter(item=target.item, via=cast.districts).asked_for().count() == 2


def test_returned_it_is_the_successors_to_write(cast, march, target):
    sent = written(cast, march, target, State.AWAITING_REVIEW)
    do(cast, cast.east, cast.west)
    sent.refresh_from_db()
    reporting.send_back(sent, by=cast.supervisor, at=AFTER, version=sent.version, reason="口径不一致")
    sent.refresh_from_db()
    assert (sent.department, sent.state, sent.return_reason) == (cast.east, State.DROPPED, "口径不一致")
    own = update_of(march, target.item, cast.west)
    message = cast.east_liaison.messages.get(kind="returned")
    assert (message.url, message.text) == (own.get_absolute_url(), "口径不一致")
    person = type(cast.east_liaison).objects.get(pk=cast.east_liaison.pk)
    assert page_of(fetch(own.pk), person, on=ON).set_aside == [sent]


def test_returned_to_a_unit_new_on_the_item_it_is_that_units_report(cast, march, target):
    sent = written(cast, march, target, State.AWAITING_REVIEW)
    new = factories.department("新城区人民政府")
    do(cast, cast.east, new)
    sent.refresh_from_db()
    reporting.send_back(sent, by=cast.supervisor, at=AFTER, version=sent.version, reason="口径不一致")
    sent.refresh_from_db()
    assert (sent.department, sent.state) == (new, State.RETURNED)
    assert cast.east_liaison.messages.get(kind="returned").url == sent.get_absolute_url()
    report(cast, march, target, new, 13)
    assert amount(target) == 33


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_MERGE])
def test_a_part_does_not_become_the_report_of_the_lead(cast, march, state):
    """What a supporting unit contributed would else stand in the place of what the lead had said of the whole."""
    target = factories.target(cast.led, number=100)
    february = march.report.periods.get(start_on=FEBRUARY)
    accept(cast, february, {target: 40})
    part = written(cast, march, target, state, unit=cast.health, value=5)
    do(cast, cast.health, cast.civil_affairs)
    part.refresh_from_db()
    assert part.department == cast.health
    assert part.state == (State.DROPPED if state == State.DRAFT else state)
    own = update_of(march, cast.led, cast.civil_affairs)
    assert (own.state, own.values.count()) == (State.EXPECTED, 0)
    assert amount(target) == 40


def test_the_form_shows_what_was_set_aside_and_takes_its_words_over(cast, march, target, client):
    draft = written(cast, march, target, State.DRAFT)
    do(cast, cast.east, cast.west)
    own = update_of(march, target.item, cast.west)
    client.force_login(type(cast.east_liaison).objects.get(pk=cast.east_liaison.pk))
    page = parse(client.get(own.get_absolute_url()))
    assert "东城区三月的话" in page.one("section", id="set-aside").text
    assert "12个" in page.one("section", id="set-aside").text
    with clock.at(AFTER):
        client.post(f"{own.get_absolute_url()}save/", {"was_text": "", "text": "本区新建2所", "take_part": draft.pk})
    own.refresh_from_db()
    assert own.text == "本区新建2所\n西城区人民政府（原东城区人民政府）：东城区三月的话"
    assert ProgressUpdate.objects.get(pk=draft.pk).state == State.DROPPED


def test_the_address_of_what_was_set_aside_shows_it_to_its_people_and_leads_on(cast, march, target, client):
    draft = written(cast, march, target, State.DRAFT)
    do(cast, cast.east, cast.west)
    client.force_login(type(cast.east_liaison).objects.get(pk=cast.east_liaison.pk))
    client.cookies["django_language"] = "en"
    answer = client.get(draft.get_absolute_url())
    assert answer.status_code == 200
    page = parse(answer).one("main")
    assert "东城区三月的话" in page.text and not page.all("form", method="post")
    own = update_of(march, target.item, cast.west)
    assert page.one("p", id="goes-on").one("a")["href"] == own.get_absolute_url()
    client.force_login(cast.liaison)
    assert client.get(draft.get_absolute_url()).status_code == 403


def test_lists_show_it_to_whom_its_own_page_does(cast, march, target):
    sent = written(cast, march, target, State.AWAITING_REVIEW)
    do(cast, cast.east, cast.west)
    sent.refresh_from_db()
    for name in ("east_liaison", "liaison", "supervisor"):
        person = type(cast.liaison).objects.get(pk=getattr(cast, name).pk)
        [row] = access.with_readable(person, ProgressUpdate.objects.filter(pk=sent.pk))
        assert row.is_readable == access.can_read_update(person, sent) == (name != "liaison")
