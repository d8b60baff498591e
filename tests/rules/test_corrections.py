"""The office's own percentage (核减) beside what the unit reported: how long it stands, and where it is told."""

from decimal import Decimal

import pytest
from django.utils import translation

from items.lights.facts import lights_of
from items.lights.records import read, write
from items.models import ProgressUpdate, WorkItem
from items.plans.page import ITEM, plan_sheet
from items.rounds.running import close_period
from items.rules.accepted import completion_of
from items.units.merging import merge
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.refusals import refused
from ..given.together import moment
from .test_blanks import ON, accept, lit

WHY = "现场核查，部分项目尚未验收。"


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


@pytest.fixture
def target(cast):
    return factories.target(cast.led, number=100)


@pytest.fixture
def corrected(cast, february, target):
    """28 % by the figures of February, of which the office took off five."""
    return accept(cast, february, {target: 28}, note=WHY, completion=Decimal(23))


def no_change(cast, period):
    update = update_of(period, cast.led, cast.civil_affairs)
    sent = reporting.report_no_change(update, by=cast.head, at=moment("2011-03-18"))
    return reporting.accept(sent, by=cast.supervisor, at=moment("2011-03-21"), version=sent.version)


def test_both_are_kept_and_the_offices_counts(cast, corrected):
    corrected.refresh_from_db()
    assert (corrected.completion, corrected.verified, corrected.review_note) == (28, 23, WHY)
    assert completion_of(cast.led) == WorkItem.objects.get(pk=cast.led.pk).completion == 23
    [row] = [row for row in plan_sheet(cast.led, on=ON).rows if row.day == day("2011-02-28")]
    assert next(cell.reported for cell in row.cells if cell.column.key == ITEM) == 23


def test_a_report_without_change_leaves_it_standing(cast, corrected, march):
    sent = no_change(cast, march)
    assert (sent.completion, sent.verified) == (28, None)
    assert completion_of(cast.led) == 23
    assert [one.reason for one in lit(cast.led).facts.corrections] == [WHY]


@pytest.mark.parametrize("values", [{}, {"same": 28}])
def test_so_does_one_that_names_no_figure_or_the_same(cast, corrected, march, target, values):
    accept(cast, march, dict.fromkeys([target] if values else [], 28))
    assert completion_of(cast.led) == 23


def test_new_figures_end_it_once_they_are_accepted(cast, corrected, march, target):
    update = update_of(march, cast.led, cast.civil_affairs)
    update.values.create(target=target, label=target.label, unit=target.unit, value=30)
    assert completion_of(cast.led) == 23
    update.values.all().delete()
    accept(cast, march, {target: 30})
    assert completion_of(cast.led) == 30
    assert lit(cast.led).facts.corrections == ()


def test_a_first_figure_on_another_target_is_new(cast, corrected, march, target):
    other = factories.target(cast.led, "护理员", number=10)
    assert completion_of(cast.led) == 23
    accept(cast, march, {other: 10})
    assert completion_of(cast.led) == 64


def judge(cast, period, percent, **more):
    """The unit's own judgement, accepted."""
    update = update_of(period, cast.led, cast.civil_affairs)
    people = {"by": cast.liaison, "office": cast.supervisor}
    update = put(update, State.AWAITING_REVIEW, completion=Decimal(percent), **people)
    return reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version, **more)


def test_on_a_units_judgement_it_stands_until_the_unit_judges_anew(cast, february, march):
    judge(cast, february, 50, note=WHY, completion=Decimal(40))
    judge(cast, march, 50)
    assert completion_of(cast.led) == 40
    judge(cast, opened(cast.report, "2011-04-01"), 60)
    assert completion_of(cast.led) == 60


def test_an_older_one_that_comes_late_does_not_outweigh_newer_figures(cast, february, march, target):
    accept(cast, march, {target: 60})
    accept(cast, february, {target: 28}, note=WHY, completion=Decimal(23))
    assert completion_of(cast.led) == 60


def test_it_speaks_for_the_successor(cast, corrected):
    into = factories.department("市社会事务局")
    merge(cast.civil_affairs, into=into, by=cast.administrator, on=day("2011-03-12"))
    assert completion_of(cast.led) == 23
    [one] = lit(cast.led).facts.corrections
    assert (one.unit, one.reported, one.verified) == ("市社会事务局", 28, 23)


def test_after_a_merger_it_is_not_said_of_what_the_successor_reported_itself(cast, february, march):
    """The unit that goes on stands on the item, too, and nobody corrected its own report."""
    more = {"unit": cast.education, "item": cast.open_lead}
    both = {"by": cast.liaison, "office": cast.supervisor}
    for unit in (cast.education, cast.east):
        put(update_of(february, cast.open_lead, unit), State.AWAITING_REVIEW, completion=Decimal(34), **both)
    gone = update_of(february, **more)
    reporting.accept(
        gone, by=cast.supervisor, at=moment("2011-03-20"), version=gone.version, note=WHY, completion=Decimal(29)
    )
    close_period(february, at=moment("2011-03-21"))
    merge(cast.education, into=cast.east, by=cast.administrator, on=day("2011-03-21"))
    [one] = lit(cast.open_lead).facts.corrections
    assert (one.unit, one.before) == ("东城区人民政府", "市教育局")
    assert read(write(lit(cast.open_lead).facts)).corrections == (one,)
    with translation.override("zh-hans"):
        assert "东城区人民政府（原市教育局）上报34%，督查室核定为29%" in lit(cast.open_lead).corrected


def side_by_side(cast, february, first, second):
    """Two units of an item judged themselves in February; the office set the first one's percentage to 29."""
    item = factories.item(cast.report, 4, responsible=[cast.health, cast.education], issued_on=day("2011-02-01"))
    item.responsibilities.update(issued_on=day("2011-02-01"))
    opened(cast.report, FEBRUARY)
    for unit, percent, more in [
        (cast.health, first, {"note": WHY, "completion": Decimal(29)}),
        (cast.education, second, {}),
    ]:
        update = update_of(february, item, unit)
        people = {"by": cast.liaison, "office": cast.supervisor}
        update = put(update, State.AWAITING_REVIEW, completion=Decimal(percent), **people)
        reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version, **more)
    return item


@pytest.mark.parametrize("second", [34, 50])
def test_after_a_merger_it_does_not_outweigh_the_successors_own_word_of_the_same_period(cast, february, second):
    item = side_by_side(cast, february, 34, second)
    close_period(february, at=moment("2011-03-21"))
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2011-03-21"))
    assert completion_of(item) == second
    assert lit(item).facts.corrections == ()


def test_the_successor_that_only_repeats_it_after_the_merger_leaves_it_standing(cast, corrected, march):
    into = factories.department("市社会事务局")
    close_period(corrected.period, at=moment("2011-03-08"))
    merge(cast.civil_affairs, into=into, by=cast.administrator, on=day("2011-03-12"))
    update = update_of(march, cast.led, into)
    sent = reporting.report_no_change(update, by=type(cast.head).objects.get(pk=cast.head.pk), at=moment("2011-03-18"))
    reporting.accept(sent, by=cast.supervisor, at=moment("2011-03-21"), version=sent.version)
    assert completion_of(cast.led) == 23


@pytest.fixture
def share(cast, february):
    """The east's share of what the districts are to build, 6 of 30, accepted."""
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    target = factories.target(cast.open_lead, number=30)
    return accept(cast, february, {target: 6}, unit=cast.east, item=cast.open_lead)


def test_where_members_shares_add_up_no_members_percentage_counts(cast, share):
    """One that was set before it was refused is not told as one that stands."""
    ProgressUpdate.objects.filter(pk=share.pk).update(verified=Decimal(5), review_note=WHY)
    assert completion_of(cast.open_lead) == 20
    assert lit(cast.open_lead).facts.corrections == ()


@pytest.mark.parametrize("unit", ["east", "west"])
def test_so_none_is_set_and_the_page_says_why(cast, share, march, client, unit):
    ProgressUpdate.objects.filter(pk=share.pk).update(verified=Decimal(5), review_note=WHY)
    people = {"by": cast.east_liaison, "office": cast.supervisor}
    update = put(update_of(march, cast.open_lead, getattr(cast, unit)), State.AWAITING_REVIEW, **people)
    with refused("a percentage of one of them would change nothing"):
        reporting.accept(
            update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version, note=WHY, completion=Decimal(5)
        )
    client.force_login(cast.supervisor)
    page = parse(client.get(update.get_absolute_url()))
    assert "单独核定某一成员单位的比例不起作用" in page.one("section", id="decide").text
    assert page.all("input", id="id_verified") == page.all("p", of="correction") == []
    reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version, note=WHY)


def test_a_member_that_judges_itself_is_corrected_as_any_unit(cast, february):
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    people = {"by": cast.liaison, "office": cast.supervisor}
    update = update_of(february, cast.open_lead, cast.east)
    update = put(update, State.AWAITING_REVIEW, completion=Decimal(50), **people)
    more = {"note": WHY, "completion": Decimal(40)}
    reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version, **more)
    assert completion_of(cast.open_lead) == 20  # of the two districts


def test_the_light_says_who_corrected_what_and_why(cast, corrected):
    light = lit(cast.led)
    assert "28%" in light.reason and "23%" in light.reason and WHY.rstrip("。") in light.reason


def test_targets_that_are_all_reached_are_not_where_the_office_found_less(cast, february, target):
    accept(cast, february, {target: 100}, note=WHY, completion=Decimal(90))
    assert lit(cast.led).rule != "reached"


def test_the_record_of_a_light_keeps_it_and_one_of_before_is_read(cast, corrected):
    facts = lit(cast.led).facts
    assert read(write(facts)) == facts
    [plain] = WorkItem.objects.filter(pk=cast.supported.pk).for_lights()
    data = write(lights_of([plain], on=ON)[plain.pk].facts)
    assert "corrections" not in data and read(data).corrections == ()
