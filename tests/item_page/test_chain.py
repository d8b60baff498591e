"""How far the reports of a period are: by whom and when each step was taken, and who has it now."""

import pytest

from departments import clock
from items.item_page.chain import chain_of
from items.pages.addresses import address
from items.rounds.running import close_period

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def in_march():
    with clock.at(moment("2011-03-20")):
        yield


@pytest.fixture
def march(cast):
    return opened(cast.report)


def steps(item):
    """[(word, state, by, what is said beside it)] of the first line."""
    return [(one.label, one.state, str(one.by or ""), one.words) for one in chain_of(item).lines[0].steps]


def test_nothing_is_shown_where_nothing_was_asked_for(client, cast):
    assert chain_of(cast.led) is None
    client.force_login(cast.observer)
    assert parse(client.get(cast.led.get_absolute_url())).all(id="chain") == []


def test_a_report_goes_from_its_liaison_over_the_head_to_the_office(cast, march):
    update = update_of(march, cast.led, cast.civil_affairs)
    merging = ("汇总", "ahead", "", "0/1")
    ahead = [("审签", "ahead", "", ""), ("审核", "ahead", "", "")]
    assert steps(cast.led) == [merging, ("填报", "now", "", "现由市民政局联络员办理"), *ahead]
    put(update, State.AWAITING_SIGN_OFF, by=cast.liaison, office=None)
    written = ("填报", "done", "李联络", "")
    assert steps(cast.led) == [merging, written, ("审签", "now", "", "现由市民政局负责人办理"), ahead[1]]
    put(
        update, State.AWAITING_REVIEW, by=cast.liaison, office=None, signed_by=cast.head, signed_at=moment("2011-03-11")
    )
    signed = ("审签", "done", "赵局长", "")
    assert steps(cast.led) == [merging, written, signed, ("审核", "now", "", "现由督查室办理")]
    put(update_of(march, cast.led, cast.health), State.ACCEPTED, by=cast.health_liaison, office=cast.liaison)
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    assert steps(cast.led) == [("汇总", "done", "", "1/1"), written, signed, ("审核", "done", "钱督查", "")]


def test_what_was_returned_is_with_its_writer_again(cast, march):
    put(update_of(march, cast.led, cast.civil_affairs), State.RETURNED, by=cast.liaison, office=cast.supervisor)
    assert steps(cast.led)[1] == ("填报", "now", "", "现由市民政局联络员办理")


def test_rules_leave_steps_out(cast, march):
    cast.report.with_sign_off = cast.report.with_merging = False
    cast.report.save()
    assert [word for word, *_rest in steps(cast.led)] == ["填报", "审核"]


def test_a_part_alone_goes_to_its_lead(cast, march):
    march.updates.filter(item=cast.led, role="lead").delete()
    assert [word for word, *_rest in steps(cast.led)] == ["填报", "审签", "汇总"]


def test_a_few_units_have_a_line_and_the_others_are_counted(client, cast):
    for number in range(5):
        unit = factories.department(f"第{number}局")
        cast.open_lead.responsibilities.create(
            department=unit, role="responsible", position=9, issued_on=factories.day("2011-02-01")
        )
    opened(cast.report)
    chain = chain_of(cast.open_lead)
    assert (len(chain.lines), chain.more) == (3, 5)
    client.force_login(cast.observer)
    for tab in ("item_detail", "item_updates"):
        shown = parse(client.get(address(tab, cast.open_lead.pk))).one(id="chain")
        assert len(shown.one("ul").all("ol")) == 3 and "另有5个单位" in shown.text


def test_in_a_closed_period_nobody_has_it_any_more(cast, march):
    close_period(march, at=moment("2011-04-10"))
    assert "现由" not in steps(cast.led)[1][3] and steps(cast.led)[1][3]


def test_its_queries_do_not_grow(cast, march, django_assert_num_queries):
    with django_assert_num_queries(1):
        chain_of(cast.led)
