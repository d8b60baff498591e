"""What a merger does to reports, and what its question and its answer say of them: nothing handed in as a part goes."""

from itertools import product

import pytest

from departments.models import Department, DepartmentAlias, User
from items.models import HistoryEntry, Message, ProgressUpdate, WorkItem
from items.rounds.running import close_period, run_due
from items.units.merging import merge, merge_all, preview_merge, rehearse
from items.units.merging_rounds import _outcome
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .test_merge_page import post_merge

AT = moment("2011-03-12")
ON = day("2011-03-12")
SENT = (State.AWAITING_MERGE, State.AWAITING_REVIEW, State.ACCEPTED)


@pytest.fixture
def march(cast):
    return opened(cast.report)


def bring(cast, march, item, unit, state):
    words = {"text": f"{unit}的情况"}
    return put(update_of(march, item, unit), state, by=cast.liaison, office=cast.supervisor, **words)


def reports_of(march, item):
    """{unit: (state, text, role)} of the item's updates in the period."""
    rows = march.updates.filter(item=item).select_related("department")
    return {update.department.name: (update.state, update.text, update.role) for update in rows}


KINDS = {
    "lead": {"role": "lead"},
    "responsible": {"role": "responsible"},
    "support": {"role": "support"},
    "member": {"role": "responsible", "via_id": 1},
}


@pytest.mark.parametrize(("merged", "successor"), list(product(KINDS, KINDS)))
def test_what_was_accepted_is_never_let_go(merged, successor):
    for state, other in product(State.values, State.values):
        if state == State.DROPPED:
            continue  # nobody moves it
        update = ProgressUpdate(pk=1, department_id=1, state=state, **KINDS[merged])
        twin = ProgressUpdate(pk=2, department_id=2, state=other, **KINDS[successor])
        kept, beside, left = _outcome(update, twin)
        assert left is None or left.state != State.ACCEPTED, (state, other)
        assert {one.pk for one in (kept, beside, left) if one} == {1, 2}, (state, other)
        assert {one.pk for one in (kept, beside, left) if one and one.is_part and one.is_handed_in} <= {
            one.pk for one in (kept, beside) if one
        }, (state, other)


@pytest.mark.parametrize("lead", [State.EXPECTED, State.DRAFT, State.AWAITING_SIGN_OFF, State.AWAITING_REVIEW])
@pytest.mark.parametrize("part", SENT)
def test_the_part_of_a_unit_that_becomes_the_lead_stands_beside_its_report(cast, march, lead, part):
    whole = bring(cast, march, cast.supported, cast.health, lead)
    sent = bring(cast, march, cast.supported, cast.civil_affairs, part)
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=ON, reason="机构改革")
    run_due(AT)
    assert reports_of(march, cast.supported) == {
        "市民政局": (lead, whole.text, "lead"),
        "市卫生局": (part, sent.text, "support"),
    }
    [told] = HistoryEntry.objects.filter(action="department_merged", item=cast.supported, after__period=march.key)
    assert told.reason.startswith("机构改革 ")
    assert "市卫生局" in told.reason


def test_the_new_lead_takes_its_own_part_up(cast, march):
    bring(cast, march, cast.supported, cast.health, State.DRAFT)
    part = bring(cast, march, cast.supported, cast.civil_affairs, State.AWAITING_MERGE)
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=ON)
    part.refresh_from_db()
    taken = reporting.accept(part, by=User.objects.get(pk=cast.supervisor.pk), at=AT, version=part.version)
    assert (taken.state, taken.department) == (State.ACCEPTED, cast.health)


# The question and the answer


def test_it_counts_the_reports_that_become_the_successors(cast, march):
    bring(cast, march, cast.supported, cast.health, State.DRAFT)
    bring(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    february = march.report.periods.get(start_on=FEBRUARY)
    put(update_of(february, cast.led, cast.health), State.DROPPED, by=cast.liaison, office=cast.supervisor)
    into = factories.department("市卫生计生委")
    before = preview_merge(cast.health, into=into, on=ON)
    merge(cast.health, into=into, by=cast.administrator, on=ON)
    # Of four rows a part that was handed in and one that nobody asks for stay with the unit.
    assert before.reports == into.updates.count() == 2
    assert [one.update.state for one in before.beside] == [State.AWAITING_MERGE]


def test_the_question_rehearses_each_merger_after_the_other(cast, march):
    since = day("2011-02-01")
    item = factories.item(cast.report, 4, responsible=[cast.health, cast.education], issued_on=since)
    item.responsibilities.update(issued_on=since)
    run_due(AT)
    for unit in (cast.health, cast.education):
        bring(cast, march, item, unit, State.DRAFT)
    into = factories.department("新局")
    alone = [preview_merge(unit, into=into, on=ON).aside for unit in (cast.health, cast.education)]
    assert alone == [[], []]
    before = list(ProgressUpdate.objects.order_by("pk").values())
    asked = rehearse([cast.health, cast.education], into=into, by=cast.administrator, on=ON)
    assert list(ProgressUpdate.objects.order_by("pk").values()) == before
    assert not Department.objects.filter(successor__isnull=False).exists()
    assert [len(one.aside) for one in asked.values()] == [0, 1]
    assert merge_all([cast.health, cast.education], into=into, by=cast.administrator, on=ON) == asked


def test_names_that_lead_elsewhere_are_no_names_that_move(cast):
    DepartmentAlias.objects.create(department=cast.health, name=cast.education.name + "（旧）")
    DepartmentAlias.objects.create(department=cast.office, name=cast.health.short_name)
    into = factories.department("新局", short_name=cast.education.name + "（旧）")
    before = preview_merge(cast.health, into=into, on=ON).names
    merge(cast.health, into=into, by=cast.administrator, on=ON)
    assert before == list(into.aliases.values_list("name", flat=True)) == ["市卫生局"]


def test_the_page_says_before_and_after_what_stays_beside(office, cast, march):
    bring(cast, march, cast.supported, cast.health, State.DRAFT)
    bring(cast, march, cast.supported, cast.civil_affairs, State.ACCEPTED)
    question = parse(post_merge(office, [cast.health], cast.civil_affairs, sure="")).one("div", id="sure").text
    done = sentences(post_merge(office, [cast.health], cast.civil_affairs, follow=True))
    for words in ("1份已报出的进展", "保留在“市卫生局”名下", "市民政局", "第2项", "已通过"):
        assert words in question, words
        assert words in done, words


def test_the_question_counts_posts_as_of_the_day_that_was_entered(office, cast):
    cast.health.memberships.update(end_on=day("2014-06-01"))
    question = parse(post_merge(office, [cast.health], cast.education, sure="", on="2014-05-01")).one("div", id="sure")
    assert "1个任职" in question.text


def test_what_would_be_refused_is_refused_before_it_is_asked(office, cast):
    cast.health.active_from = day("2014-01-01")
    cast.health.save()
    answer = post_merge(office, [cast.health], cast.education, sure="", on="2013-05-01")
    assert answer.status_code == 422
    assert parse(answer).all("div", id="sure") == []
    assert "尚未启用" in answer.context["form"].non_field_errors()[0]


@pytest.mark.parametrize("state", [*SENT, State.RETURNED])
def test_no_unit_ends_before_it_handed_in_its_last_report(office, cast, march, state):
    bring(cast, march, cast.supported, cast.health, state)
    answer = post_merge(office, [cast.health], cast.education, on="2010-01-01")
    assert answer.status_code == 422
    [said] = answer.context["form"].non_field_errors()
    assert "市卫生局" in said and "2011-03-10" in said
    cast.health.refresh_from_db()
    assert cast.health.successor is None
    # Its own last day may be the day of the report.
    assert post_merge(office, [cast.health], cast.education, on="2011-03-10").status_code == 302


def test_the_question_names_the_day_as_of_which_it_merges(office, cast):
    question = parse(post_merge(office, [cast.health], cast.education, sure="", on="2011-05-01")).one("div", id="sure")
    assert "2011-05-01" in question.text


@pytest.mark.parametrize("state", [State.AWAITING_SIGN_OFF, State.AWAITING_REVIEW, State.ACCEPTED])
@pytest.mark.parametrize("is_closed", [False, True])
def test_what_is_kept_aside_is_read_from_the_successors_report_in_every_state(cast, march, client, state, is_closed):
    since = day("2011-02-01")
    item = factories.item(cast.report, 4, responsible=[cast.health, cast.education], issued_on=since)
    item.responsibilities.update(issued_on=since)
    run_due(AT)
    aside = bring(cast, march, item, cast.health, State.DRAFT)
    kept = bring(cast, march, item, cast.education, state)
    merge(cast.health, into=cast.education, by=cast.administrator, on=ON)
    if is_closed:
        close_period(march, at=moment("2011-04-20"))
    client.force_login(User.objects.get(pk=cast.health_liaison.pk))
    shown = parse(client.get(kept.get_absolute_url())).one("section", id="set-aside")
    assert aside.text in shown.text
    assert [link["href"] for link in shown.all("a")] == [aside.get_absolute_url()]
    assert shown.all("button") == []
    client.force_login(cast.supervisor)
    if state != State.AWAITING_SIGN_OFF:  # until it has left the unit the office reads neither
        assert parse(client.get(kept.get_absolute_url())).all("section", id="set-aside") == []


def test_whom_a_merger_concerns_is_told_of_it(cast, march):
    """Whose post moved, who has become responsible for more, and the office; not the administrator, who did it."""
    mine = factories.person("moved", role="liaison", department=cast.health)
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=ON, reason="襄编发〔2014〕3号")
    told = {message.to: message for message in Message.objects.filter(kind="post")}
    assert {mine, cast.liaison, cast.supervisor} <= told.keys() and cast.administrator not in told
    message = told[mine]
    assert "市卫生局" in message.title and "市民政局" in message.title
    assert "2011-03-12" in message.text and message.text.endswith("襄编发〔2014〕3号")
    assert message.url == f"/departments/{cast.civil_affairs.pk}/"


def test_the_question_says_on_how_many_items_both_units_stand(office, cast, march):
    both = WorkItem.objects.filter(responsibilities__department=cast.health)
    both = both.filter(responsibilities__department=cast.civil_affairs).count()
    assert both and preview_merge(cast.health, on=ON, into=cast.civil_affairs).shared == both
    assert preview_merge(cast.health, on=ON, into=cast.education).shared == 0
    asked = post_merge(office, [cast.health], cast.civil_affairs, sure="")
    assert f"其中{both}项事项两单位均列入责任分工" in parse(asked).one(id="sure").text
