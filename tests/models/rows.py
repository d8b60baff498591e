"""Rows of every kind, on the cast, that keep every rule of the database until a test breaks one."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import translation

from departments.models import CollectiveMember, Delegation, Department, DepartmentAlias, Membership
from items.models import (
    Attachment,
    Call,
    Chapter,
    Closing,
    Delivery,
    Extension,
    Follow,
    HolidayNotice,
    HolidaySpan,
    ImportDraft,
    Instruction,
    InstructionAnswer,
    Layout,
    LightRecord,
    LightRules,
    ListSettings,
    Meeting,
    Message,
    Milestone,
    MilestoneReached,
    Objection,
    PlannedCurve,
    Portfolio,
    PresentLight,
    ProgressNote,
    ProgressUpdate,
    Reminder,
    ReportingPeriod,
    Responsibility,
    SavedView,
    SecondLook,
    SourceText,
    Target,
    TargetShare,
    TargetValue,
    UnavailableFigure,
    WorkItem,
    WorkReport,
)
from items.models.packed import as_text, pack

from ..given import factories
from ..given.factories import day

FIRST, LAST = day("2011-03-01"), day("2011-02-28")  # the wrong way round


def with_period_and_message(cast):
    cast.period = factories.period(cast.report)
    cast.message = factories.message(cast.head)
    return cast


def a_report(cast, **fields):
    return WorkReport(
        **{"year": 2012, "title": "2012年任务分解", "source": SourceText.objects.create(text="甲"), **fields}
    )


def a_chapter(cast, **fields):
    values = {"title": "工作", "literal": "一、工作", "position": 1, "path": "0001.", "start": 0, "end": 4}
    return Chapter(**{"report": cast.report, **values, **fields})


def an_item(cast, **fields):
    offsets = {"start": 1, "text_start": 2, "text_end": 3, "end": 4}
    return WorkItem(
        **{
            "report": cast.report,
            "number": 4,
            "number_literal": "4、",
            "position": 4,
            "text": "丁",
            **offsets,
            **fields,
        }
    )


def a_responsibility(cast, **fields):
    return Responsibility(**{"item": cast.led, "department": cast.education, "role": "lead", "position": 3, **fields})


def a_note(cast, **fields):
    return ProgressNote(
        **{"item": cast.led, "by": cast.liaison, "text": "已启动", "at": cast.report.created_at, **fields}
    )


def a_draft(cast, **fields):
    return ImportDraft(**{"created_by": cast.supervisor, "name": "方案.txt", "upload": b"1", "size": 1, **fields})


def a_target(cast, **fields):
    return Target(
        **{"item": cast.led, "position": 1, "label": "新建站点", "number": Decimal(30), "unit": "个", **fields}
    )


def a_share(cast, **fields):
    """What falls to the east of a target that is there."""
    target = factories.target(cast.led)
    return TargetShare(**{"target": target, "department": cast.east, "number": Decimal(10), "unit": "个", **fields})


def a_milestone(cast, **fields):
    return Milestone(**{"item": cast.led, "position": 1, "title": "主体工程完工", **fields})


def a_message(cast, **fields):
    values = {"to": cast.liaison, "kind": "decided", "title": "题", "day": FIRST, "at": cast.report.created_at}
    return Message(**{**values, **fields})


def a_reminder(cast, **fields):
    """Of the report due on 25 March."""
    values = {
        "to": cast.liaison,
        "department": cast.civil_affairs,
        "due_on": day("2011-03-25"),
        "rule": "before_5",
        "at": cast.report.created_at,
    }
    return Reminder(**{"period": cast.period, "message": cast.message, **values, **fields})


def a_delivery(cast, **fields):
    values = {"channel": "email", "address": "li@example.gov.cn", "next_try_at": cast.report.created_at}
    return Delivery(**{"message": cast.message, **values, **fields})


def a_call(cast, **fields):
    values = {"period": cast.period, "department": cast.health, "name": "王卫生", "said": "明日报送"}
    moments = {"called_at": cast.report.created_at, "at": cast.report.created_at}
    return Call(**{**values, **moments, "by": cast.supervisor, **fields})


def a_holiday(cast, **fields):
    notice, _is_new = HolidayNotice.objects.get_or_create(year=2011)
    return HolidaySpan(**{"notice": notice, "name": "国庆节", "start_on": LAST, "end_on": FIRST, **fields})


def a_portfolio(cast, **fields):
    Portfolio.objects.get_or_create(leader=cast.leader, department=cast.health)
    return Portfolio(**{"leader": cast.leader, "department": cast.education, **fields})


def a_period(cast, **fields):
    """April's, not opened."""
    days = {"start_on": "2011-04-01", "end_on": "2011-04-30", "opens_on": "2011-04-01"}
    later = {"parts_due_on": "2011-04-22", "due_on": "2011-04-25", "closes_on": "2011-05-05"}
    base = {name: day(text) for name, text in (days | later).items()}
    return ReportingPeriod(**{"report": cast.report, "rhythm": "month", **base, **fields})


def closed(cast, **fields):
    return a_period(
        cast, **{"opened_at": MOMENT, "closed_at": MOMENT, "frozen_sheet": factories.frozen_sheet(), **fields}
    )


def an_update(cast, **fields):
    """What civil affairs reports on the item it leads."""
    base = {"period": cast.period, "item": cast.led, "department": cast.civil_affairs, "role": "lead"}
    return ProgressUpdate(**{**base, **fields})


def handed_in(cast, **fields):
    """The same, once it has left the unit."""
    moments = {"sent_at": MOMENT, "handed_in_at": MOMENT}
    return an_update(cast, **{**moments, "state": "awaiting_review", "text": "已完成", **fields})


def saved_update(cast):
    update = an_update(cast)
    update.save()
    return update


def a_value(cast, **fields):
    values = {"target": a_saved(a_target(cast)), "label": "新建站点", "unit": "个", "value": Decimal(12)}
    return TargetValue(**{"update": saved_update(cast), **values, **fields})


def an_unavailable(cast, **fields):
    values = {"target": a_saved(a_target(cast)), "label": "新建站点"}
    return UnavailableFigure(**{"update": saved_update(cast), **values, **fields})


def accepted(cast, **fields):
    """An update that the office has accepted."""
    decided = {"state": "accepted", "reviewed_at": MOMENT, "reviewed_by": cast.supervisor}
    return handed_in(cast, **{**decided, **fields})


def a_step_reached(cast, **fields):
    values = {"milestone": a_saved(a_milestone(cast)), "title": "主体工程完工"}
    return MilestoneReached(**{"update": saved_update(cast), **values, **fields})


def an_attachment(cast, **fields):
    about = {"item": cast.led, "update": saved_update(cast), "by": cast.liaison, "at": MOMENT}
    file = {"name": "证明.pdf", "kind": "pdf", "size": 9, "digest": "0" * 64, "stored_as": "0" * 32}
    return Attachment(**{**about, **file, **fields})


def a_saved(row):
    row.save()
    return row


def beside(row, **fields):
    """The row, with one of its kind that is there already."""
    fields = {field.name: getattr(row, field.name) for field in row._meta.fields if not field.primary_key} | fields
    type(row).objects.create(**fields)
    return row


def a_department(cast, **fields):
    return Department(**{"name": "市水利局", **fields})


def its_own_successor(cast):
    cast.education.successor = cast.education
    return cast.education


def an_alias(cast, **fields):
    return DepartmentAlias(**{"department": cast.education, "name": "市教体局", **fields})


def a_member(cast, **fields):
    return CollectiveMember(**{"collective": cast.districts, "member": cast.education, **fields})


def a_post(cast, **fields):
    return Membership(**{"user": cast.newcomer, "role": "liaison", "department": cast.education, **fields})


MOMENT = datetime.datetime(2011, 5, 1, tzinfo=datetime.UTC)


def asked(cast, model, **fields):
    """A row of a request on the item that civil affairs leads."""
    base = {"item": cast.led, "by": cast.liaison, "at": MOMENT}
    return model(**{**base, **fields})


def an_objection(cast, **fields):
    values = {"department": cast.civil_affairs, "kind": "duty", "reason": "不属职责"}
    return asked(cast, Objection, **{**values, **fields})


def an_extension(cast, **fields):
    values = {"department": cast.civil_affairs, "due_on": LAST, "wanted_on": FIRST, "reason": "汛期"}
    return asked(cast, Extension, **{**values, **fields})


def a_closing(cast, **fields):
    return asked(cast, Closing, **{"department": cast.civil_affairs, "result": "建成", **fields})


def a_look(cast, **fields):
    return SecondLook(**{"item": cast.led, "due_on": FIRST, "by": cast.supervisor, "at": MOMENT, **fields})


def an_instruction(cast, **fields):
    return asked(cast, Instruction, **{"by": cast.leader, "text": "请加快", **fields})


def an_answer(cast, **fields):
    values = {"instruction": a_saved(an_instruction(cast)), "department": cast.civil_affairs, "by": cast.liaison}
    return InstructionAnswer(**{**values, "text": "已办", "at": MOMENT, **fields})


def a_delegation(cast, **fields):
    values = {"post": Membership.objects.get(user=cast.liaison), "to": cast.newcomer, "by": cast.liaison, "at": MOMENT}
    return Delegation(**{**values, "start_on": LAST, "end_on": FIRST, **fields})


def light_rules(cast, **fields):
    return LightRules(**{"report": cast.report, "effective_on": FIRST, "at": MOMENT, **fields})


def a_light(cast, **fields):
    values = {
        "since": MOMENT,
        "colour": "green",
        "rule": "normal",
        "schedule": "unknown",
        "packed": pack(as_text({"status": "已立项"})),
    }
    return LightRecord(**{"item": cast.led, **values, **fields})


def a_present_light(cast, **fields):
    values = {"colour": "green", "rule": "normal", "schedule": "unknown", "facts": {"status": "已立项"}}
    days = {"is_unreported": False, "judged_on": FIRST, "is_recorded": False}
    return PresentLight(**{"item": cast.led, "report": cast.report, **values, **days, **fields})


def a_curve(cast, **fields):
    values = {"starts_on": FIRST, "points": [["2011-12-31", "100"]], "state": "proposed"}
    return asked(cast, PlannedCurve, **{**values, **fields})


def of_target(cast):
    cast.target = getattr(cast, "target", None) or factories.target(cast.led)
    return a_curve(cast, target=cast.target)


def a_meeting(cast, **fields):
    return Meeting(**{"report": cast.report, "held_on": FIRST, "by": cast.supervisor, "at": MOMENT, **fields})


def a_view(cast, **fields):
    """The liaison's, who keeps 红灯事项 already."""
    own = {"owner": cast.liaison, "created_at": MOMENT}
    SavedView.objects.get_or_create(owner=cast.liaison, name="红灯事项", defaults=own)
    return SavedView(**{**own, "name": "本单位牵头", "query": "role=lead&mine=on", **fields})


def a_layout(cast, **fields):
    """Beside one that is called 领导用表."""
    told = {"columns": ["text"], "sheets": ["main"], "paper": "A4", "changed_by": cast.supervisor, "changed_at": MOMENT}
    Layout.objects.get_or_create(name="领导用表", defaults=told)
    return Layout(**{**told, "name": "会议用表", **fields})


def followed_again(cast):
    values = {"user": cast.liaison, "item": cast.led, "at": MOMENT}
    Follow.objects.create(**values)
    return Follow(**values)


def list_settings(cast, **fields):
    return ListSettings(**{"user": cast.liaison, **fields})


def second(make):
    """The same request once more, beside one that is open."""

    def build(cast):
        make(cast).save()
        return make(cast)

    return build


def signed(cast, **fields):
    """A responsibility that was issued and signed for."""
    values = {"issued_on": FIRST, "signed_for_at": MOMENT, "signed_for_by": cast.liaison}
    return a_responsibility(cast, **{**values, **fields})


def its_own_sequel(cast):
    cast.led.status, cast.led.carried_to = "carried_over", cast.led
    return cast.led


def complaints(check):
    """The sentences with which `check` refuses; none if it does not."""
    with translation.override("en"):
        try:
            check()
        except ValidationError as error:
            return error.messages
    return []
