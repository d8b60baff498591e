"""Locked accounts in the administration: shown and unlocked."""

from axes.models import AccessAttempt, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone
from django.utils.formats import date_format

from departments import clock
from items.models import ProgressNote

from ..given.factories import moment
from ..given.html import parse
from .admin_pages import failed, page, shown


def test_an_attempt_without_a_name_is_not_taken_for_everybody(office, cast):
    nameless, other = failed(None, "10.0.0.3", 5), failed("head", "10.0.0.2", 1)
    address = page("axes_accessattempt_changelist")
    office.post(address, {"action": "unlock", "_selected_action": [nameless.pk]})
    assert set(AccessAttempt.objects.all()) == {other}
    assert office.get(page("axes_accessattempt_change", other.pk)).status_code == 200


def test_a_demonstration_tells_sign_ins_by_the_portals_calendar(office, cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    log = AccessLog.objects.create(username="liaison", logout_time=timezone.now())
    attempt = failed("liaison", "10.0.0.1", 1)
    today, real = date_format(clock.today()), date_format(timezone.localdate())
    for name, row in (("axes_accesslog", log), ("axes_accessattempt", attempt)):
        list_ = parse(office.get(page(f"{name}_changelist"))).one("table", id="result_list").text
        one = parse(office.get(page(f"{name}_change", row.pk))).one("main").text
        for text in (list_, one):
            assert today in text and real not in text, name


def test_a_demonstration_tells_the_import_of_a_report_by_the_portals_calendar(office, cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    text = parse(office.get(page("items_workreport_change", cast.report.pk))).one("main").text
    assert date_format(clock.today()) in text and date_format(timezone.localdate()) not in text


def test_the_list_of_sign_ins_is_narrowed_by_the_portals_calendar(office, cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    with clock.at(moment("2011-10-20 09:00")):
        for user, told in (("today", "2011-10-20 00:05"), ("month", "2011-10-01 00:05"), ("year", "2011-09-30 23:55")):
            log = AccessLog.objects.create(username=user)
            AccessLog.objects.filter(pk=log.pk).update(attempt_time=clock.noted(moment(told)))
        answer = office.get(page("axes_accesslog_changelist"))
        assert "2026" not in parse(answer).one("main").text
        found = {words: names_found(office, link) for words, link in day_links(answer)}
    assert found == {
        "任意日期": {"today", "month", "year"},
        "今天": {"today"},
        "过去7天": {"today"},
        "本月": {"today", "month"},
        "今年": {"today", "month", "year"},
    }


def test_the_history_is_narrowed_by_the_portals_calendar(office, cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    with clock.at(moment("2011-10-20 09:00")):
        for text, at in (("today", "2011-10-20 00:05"), ("month", "2011-10-01 00:05"), ("year", "2011-09-30 23:55")):
            ProgressNote.objects.create(item=cast.led, by=cast.liaison, text=text, at=moment(at))
        answer = office.get(page("items_progressnote_changelist"))
        found = {words: len(shown(office.get(link))) for words, link in day_links(answer)}
    assert found == {"任意日期": 3, "今天": 1, "过去7天": 1, "本月": 2, "今年": 3}


def day_links(answer):
    """[(words, address)] of the filter by day."""
    [box] = [one for one in parse(answer).one("nav", id="changelist-filter").all("details") if "今天" in one.text]
    return [("".join(link.text.split()), answer.request["PATH_INFO"] + link["href"]) for link in box.all("a")]


def names_found(office, link):
    return {row.username for row in shown(office.get(link))} - {"administrator"}


def test_what_was_done_to_a_row_is_told_by_the_portals_calendar(office, cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    LogEntry.objects.log_actions(
        cast.administrator.pk, [cast.health], CHANGE, change_message="改名", single_object=True
    )
    text = parse(office.get(page("departments_department_history", cast.health.pk))).one("main").text
    assert date_format(clock.today()) in text and date_format(timezone.localdate()) not in text
