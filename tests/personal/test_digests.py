"""Digests: on which days, once, to whom, and what they tell."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from departments.models import Membership, User
from items import history
from items.clockwork.ticking import tick
from items.inbox.page import describe
from items.models import Delivery, DigestSettings, HistoryEntry, Message, Responsibility, WorkReport
from items.personal import digesting
from items.personal.digesting import write_digests
from items.posts.handing_over import hand_over
from items.workbench.counting import waiting_for
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day, moment
from ..given.opened_rounds import State, opened_first, put, update_of
from ..given.together import at_once

FRIDAY, MONDAY = "2011-05-06", "2011-05-09"


def run(text):
    """The digests that a run of the clockwork writes at the moment, by a day alone at nine: {person: message}."""
    at = moment(text if " " in text else f"{text} 09:00")
    with clock.at(at):
        return {message.to.username: message for message in write_digests(at)}


def changed(item, by, at, remark="改", **fields):
    words = {"before": {"remark": ""}, "after": {"remark": remark}, **fields}
    return history.record(HistoryEntry.Action.ITEM_EDITED, by=by, item=item, at=moment(at), **words)


@pytest.fixture
def daily(cast):
    """The liaison, for whom something always waits, has a digest every workday."""
    return factories.digest_settings(cast.liaison)


@pytest.fixture
def weekly(cast):
    return factories.digest_settings(cast.liaison, "weekly", "2011-04-25", "2011-04-25 09:00")


# When


@pytest.mark.parametrize(
    ("at", "comes"),
    [
        ("2011-05-09 08:00", False),  # a Monday before work begins
        ("2011-05-09 09:00", True),
        ("2011-05-09 16:50", True),
        ("2011-05-09 22:00", False),
        ("2011-05-08 09:00", False),  # Sunday
        ("2011-05-02 09:00", False),  # Labour Day, a Monday
        ("2011-04-02 09:00", True),  # a Saturday that makes up for a holiday
    ],
)
def test_the_daily_one_comes_on_workdays_within_office_hours(daily, at, comes):
    assert bool(run(at)) == comes


def test_the_weekly_one_comes_on_tuesday_where_monday_is_a_holiday(weekly):
    days = [day("2011-05-01") + datetime.timedelta(days=number) for number in range(10)]
    assert [on.isoformat() for on in days if run(on.isoformat())] == ["2011-05-03", "2011-05-09"]


def test_who_has_chosen_nothing_gets_none(cast):
    assert run(MONDAY) == {}
    assert not Message.objects.exists()


def test_it_comes_once_a_day_however_often_and_late_the_clockwork_runs(daily):
    assert [len(run(f"{MONDAY} {hour}")) for hour in ("09:00", "09:10", "15:00")] == [1, 0, 0]
    assert len(run("2011-05-10 16:00")) == 1
    assert Message.objects.count() == 2


def test_after_days_on_which_nothing_ran_one_comes_that_tells_of_all_of_them(cast, daily):
    factories.follow(cast.liaison, cast.open_lead)
    run("2011-05-03")
    for at in ("2011-05-04 10:00", "2011-05-05 10:00"):
        changed(cast.open_lead, cast.supervisor, at, at[8:10])
    run(MONDAY)
    titles = list(Message.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["2011-05-03 每日摘要", "2011-05-09 每日摘要"]
    assert [line[:11] for line in changes_in(Message.objects.first())] == ["05-05 10:00", "05-04 10:00"]


def test_a_clock_that_jumps_back_writes_none_twice(daily):
    run(MONDAY)
    assert run(FRIDAY) == {}


def test_with_nothing_to_tell_none_comes_but_its_day_has_passed(cast):
    factories.digest_settings(cast.newcomer)
    factories.follow(cast.newcomer, cast.led)
    assert run(MONDAY) == {}
    changed(cast.led, cast.supervisor, f"{MONDAY} 10:00")
    assert run(f"{MONDAY} 11:00") == {}
    [line] = changes_in(run("2011-05-10")["newcomer"])
    assert line.startswith("05-09 10:00　1　加强养老服务：市政府办公室钱督查修改时限和备注")


def test_who_changes_from_a_week_to_a_day_gets_no_second_one_that_day(weekly):
    run("2011-05-03")
    DigestSettings.objects.update(often="daily")
    assert run("2011-05-03 10:00") == {}
    assert run("2011-05-04")
    DigestSettings.objects.update(often="weekly")
    assert run("2011-05-05") == {}


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_one(cast):
    factories.digest_settings(cast.liaison)
    factories.digest_settings(cast.head)
    step = lambda: len(run(MONDAY))  # noqa: E731
    assert sum(at_once(step, step)) == 2
    assert sorted(Message.objects.values_list("to__username", flat=True)) == ["head", "liaison"]


def test_a_run_that_breaks_off_writes_it_the_next_time(daily, monkeypatch):
    def fails(*arguments, **options):
        raise SystemExit("killed")

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(digesting, "tell", fails)
        run(MONDAY)
    assert len(run(MONDAY)) == 1


@pytest.mark.parametrize("step", ["digest_of", "tell"])
def test_what_is_wrong_with_one_digest_holds_up_no_other(cast, daily, monkeypatch, caplog, step):
    factories.digest_settings(cast.head)
    whole = getattr(digesting, step)

    def fails(who, **options):
        if cast.liaison in (who, *(who if isinstance(who, list) else ())):
            raise RuntimeError("no such unit")
        return whole(who, **options)

    with monkeypatch.context() as patch:
        patch.setattr(digesting, step, fails)
        assert set(run(MONDAY)) == {"head"}
    assert f"The digest with the settings {daily.pk}" in caplog.text
    assert set(run(MONDAY)) == {"liaison"}


def test_a_clock_that_was_far_ahead_for_a_while_silences_nobody(cast, daily):
    assert run("2012-03-19 10:00")
    assert set(run(MONDAY)) == {"liaison"}
    assert run(MONDAY) == {}


def test_it_is_a_step_of_the_clockwork_whose_e_mail_waits_for_the_same_run(cast, daily, settings):
    settings.PORTAL_CHANNELS = ["email"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(pk=cast.liaison.pk).update(email="li@example.gov.cn")
    with clock.at(moment(f"{MONDAY} 09:00")):
        done = tick(moment(f"{MONDAY} 09:00"))
        again = tick(moment(f"{MONDAY} 09:10"))
    assert [message.to for message in done.digested] == [cast.liaison] and not done.errors
    assert again.digested == []
    mail = Delivery.objects.get(message=done.digested[0])
    assert (mail.state, mail.address) == ("sent", "li@example.gov.cn")


def test_runs_with_nobody_due_ask_once(cast, daily):
    run(MONDAY)
    factories.digest_settings(cast.head, "weekly", MONDAY)
    with CaptureQueriesContext(connection) as queries:
        run(MONDAY)
    assert len([query for query in queries if "digestsettings" in query["sql"]]) == 1
    assert len(queries) <= 2  # and the calendar


# To whom


def test_who_may_not_sign_in_gets_nothing(cast, daily):
    User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    assert run(MONDAY) == {}
    User.objects.filter(pk=cast.liaison.pk).update(is_active=True)
    assert set(run(MONDAY)) == {"liaison"}


def test_it_is_a_message_of_its_kind_that_leads_to_the_workbench(cast, daily):
    message = run(MONDAY)["liaison"]
    message.refresh_from_db()
    assert (message.kind, message.get_kind_display(), message.url) == ("digest", "摘要", reverse("workbench"))
    assert (message.by, message.item, message.day, message.read_at) == (None, None, day(MONDAY), None)


def test_the_title_of_the_weekly_one_names_the_week(weekly):
    assert run("2011-05-03")["liaison"].title == "2011-05-02 至 2011-05-08 每周摘要"


def test_it_is_chinese_whatever_language_the_clockwork_speaks(daily):
    with translation.override("en"):
        assert run(MONDAY)["liaison"].title == "2011-05-09 每日摘要"


def test_a_successor_does_not_get_the_digests_of_a_predecessor(cast, daily):
    unread = run(MONDAY)["liaison"]
    issued = factories.message(cast.liaison, kind="issued", item=cast.led, at=moment(f"{MONDAY} 09:30"))
    post = Membership.objects.get(user=cast.liaison)
    with clock.at(moment(f"{MONDAY} 10:00")):
        hand_over(post, to=cast.newcomer, on=day(MONDAY), by=cast.administrator, at=moment(f"{MONDAY} 10:00"))
    titles = set(cast.newcomer.messages.values_list("title", flat=True))
    assert issued.title in titles and unread.title not in titles


def test_the_log_names_it_and_keeps_its_text_from_everybody_else(client, cast, daily):
    message = run(MONDAY)["liaison"]
    assert message.text
    for reader, text in ((cast.supervisor, ""), (cast.liaison, message.text)):
        assert [one.text for one in describe([message], reader)] == [text]
    client.force_login(cast.supervisor)
    page = client.get(reverse("message_log"), {"kind": "digest"}).content.decode()
    assert message.title in page and "个人设置”中调整" not in page


# What it tells


def waits_in(message):
    """{what: count} of the first part of the text."""
    _heading, *lines = message.text.split("\n\n")[0].splitlines()
    return {what: int(count) for what, count in (line.rsplit("：", 1) for line in lines)}


def changes_in(message):
    """The lines of the part about followed items; [] without one."""
    for part in message.text.split("\n\n"):
        heading, *lines = part.splitlines()
        if heading.startswith("您关注的事项"):
            return lines
    return []


@pytest.fixture
def busy(cast):
    """Something waits for everybody: reports, a signature, a review, an extension, an instruction."""
    period = opened_first(cast.report)
    put(update_of(period, cast.led, cast.civil_affairs), State.AWAITING_SIGN_OFF, by=cast.liaison, office=None)
    put(update_of(period, cast.supported, cast.health), State.AWAITING_REVIEW, by=cast.health_liaison, office=None)
    due = factories.item(cast.report, 8, leads=[cast.civil_affairs], due_on=day("2011-04-01"), status="in_progress")
    due.instructions.create(by=cast.leader, text="请加快", at=moment("2011-04-20"), due_on=day("2011-05-04"))
    factories.draft(cast.supervisor)
    return cast


@pytest.mark.parametrize("who", ["liaison", "head", "health_liaison", "supervisor", "leader", "observer", "newcomer"])
def test_what_waits_has_the_numbers_of_the_workbench(busy, who):
    person = getattr(busy, who)
    factories.digest_settings(person)
    told = waits_in(run("2011-05-10")[person.username])
    with clock.at(moment("2011-05-10 09:00")), translation.override("zh-hans"):
        bench = workbench(User.objects.get(pk=person.pk), on=day("2011-05-10"))
        counted = {str(task.title): task.count for task in [*bench.first, *bench.tasks]}
        counted |= {str(one.label): one.count for one in (bench.cards.counts if bench.cards else ()) if one.count}
        counted |= {
            str(one.label): one.count for one in (bench.pressing.figures if bench.pressing else ()) if one.count
        }
        counted |= {"待核对的导入": bench.open_imports} if bench.open_imports else {}
    assert told == counted and told


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("liaison", {"待反馈批示": 1, "待填报": 1, "待签收事项": 2, "已逾期": 1}),
        ("head", {"待审签": 1}),
        ("supervisor", {"待审核": 1, "待核对的导入": 1}),
        ("leader", {"我的批示": 1}),
        ("observer", {"已逾期": 1}),
    ],
)
def test_the_numbers_are_right(busy, who, expected):
    with clock.at(moment("2011-05-10 09:00")), translation.override("zh-hans"):
        counts = dict(waiting_for(User.objects.get(pk=getattr(busy, who).pk), on=day("2011-05-10")).counts)
    assert expected.items() <= counts.items(), counts


def test_only_what_others_changed_on_followed_items_since_the_last_one_is_told(cast, daily):
    factories.follow(cast.liaison, cast.open_lead)
    factories.follow(cast.liaison, cast.supported, "2011-05-07 09:00")
    changed(cast.open_lead, cast.supervisor, "2011-03-01 08:59", "早于上次")
    changed(cast.open_lead, cast.supervisor, "2011-05-05 10:00", "算")
    changed(cast.open_lead, cast.liaison, "2011-05-05 11:00", "自己")
    changed(cast.supported, cast.supervisor, "2011-05-06 10:00", "关注之前")
    changed(cast.led, cast.supervisor, "2011-05-06 10:00", "没有关注")
    [line] = changes_in(run(MONDAY)["liaison"])
    assert line == "05-05 10:00　3　发展学前教育：市政府办公室钱督查修改时限和备注（备注：算）"


def test_what_is_just_being_written_waits_for_the_next_one_and_is_told_once(cast, daily):
    factories.follow(cast.liaison, cast.open_lead)
    for at in ("08:54", "08:58", "09:01"):
        changed(cast.open_lead, cast.supervisor, f"{MONDAY} {at}")
    told = [changes_in(run(on)["liaison"]) for on in (MONDAY, "2011-05-10", "2011-05-11")]
    assert [[line[6:11] for line in lines] for lines in told] == [["08:54"], ["09:01", "08:58"], []]


def test_the_latest_twenty_are_told_one_by_one_the_others_counted(cast, daily):
    factories.follow(cast.liaison, cast.open_lead)
    for number in range(23):
        changed(cast.open_lead, cast.supervisor, f"2011-05-05 10:{number:02}")
    lines = changes_in(run(MONDAY)["liaison"])
    assert [line[6:11] for line in lines[:20]] == [f"10:{number:02}" for number in range(22, 2, -1)]
    assert lines[20:] == ["另有 3 条变化"]


def test_items_of_withdrawn_reports_are_not_told(cast, daily):
    factories.follow(cast.liaison, cast.open_lead)
    changed(cast.open_lead, cast.supervisor, "2011-05-05 10:00")
    WorkReport.objects.update(withdrawn_at=moment("2011-05-06 10:00"))
    assert run(MONDAY) == {}


def test_a_file_that_only_its_unit_reads_is_not_named_to_others(cast):
    """What the history keeps from a reader, the digest does, too."""
    for person in (cast.head, cast.observer):
        factories.digest_settings(person)
        factories.follow(person, cast.led)
    history.record(
        HistoryEntry.Action.UPDATE_RETURNED,
        by=cast.health_liaison,
        item=cast.led,
        department=cast.civil_affairs,
        after={"returned_by": "head", "sent_anyway": "内部缘由"},
        reason="退回原因",
        at=moment("2011-05-05 10:00"),
    )
    digests = run(MONDAY)
    assert "内部缘由" in digests["head"].text
    assert "内部缘由" not in digests["observer"].text and len(changes_in(digests["observer"])) == 1
    assert not any("退回原因" in one.text for one in digests.values())


def test_the_queries_of_a_digest_do_not_grow_with_what_is_followed(cast):
    Responsibility.objects.update(signed_for_at=moment("2011-03-01"), signed_for_by=cast.liaison)
    counted = []
    for many in (1, 40):
        for number in range(many):
            item = factories.item(cast.report, 100 * many + number)
            factories.follow(cast.newcomer, item)
            changed(item, cast.supervisor, "2011-05-05 10:00")
        DigestSettings.objects.all().delete()
        factories.digest_settings(cast.newcomer)
        with CaptureQueriesContext(connection) as queries:
            assert run(MONDAY)
        counted.append(len(queries))
    assert counted[0] == counted[1]
