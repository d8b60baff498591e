"""Items on which everything was asked and nothing answered yet, and what people would send to answer it."""

import datetime

from departments import clock
from departments.models import Delegation, Membership
from items.models import Closing, Extension, Instruction, Objection, Responsibility

from . import factories

DAY = datetime.timedelta(days=1)


def ask_everything(cast, text="条件不具备"):
    """Gives the cast: `asked`, an item under way; `answered`, one with an open objection, extension, closing (with a
    leader) and instruction, also by name; `unsigned_…`, an extension, closing and answer that wait for the head;
    `earlier`, carried over from another year; `post` and a coming `delegation`.
    """
    today, now = clock.today(), clock.now()
    report = factories.report(year=today.year, title="今年任务分解", issued_on=today, with_leader=True)
    fields = {"leads": [cast.civil_affairs], "supports": [cast.health], "due_on": today + 20 * DAY, "issued_on": today}
    cast.asked = factories.item(report, 1, "改造老旧小区", status="in_progress", **fields)
    cast.answered = factories.item(report, 2, text, status="awaiting_closure", **fields)
    cast.earlier = factories.item(cast.report, 8, "上年续建", status="carried_over")
    about = {"item": cast.answered, "by": cast.liaison, "at": now}
    unit = {"department": cast.civil_affairs}
    cast.objection = Objection.objects.create(kind="duty", reason=text, **about, **unit)
    cast.extension = Extension.objects.create(
        due_on=cast.answered.due_on, wanted_on=cast.answered.due_on + 30 * DAY, reason=text, **about, **unit
    )
    figures = [{"label": text, "value": "12", "unit": "个", "target": "≥ 10个"}]
    cast.closing = Closing.objects.create(result=text, values=figures, state="with_leader", **about, **unit)
    cast.instruction = Instruction.objects.create(item=cast.answered, by=cast.leader, text=text, at=now)
    cast.instruction.answers.create(by=cast.liaison, text=text, at=now, **unit)
    waiting = factories.item(report, 3, "整治背街小巷", status="in_progress", **fields)
    Responsibility.objects.filter(item__report=report).update(issued_on=today)
    about = {"item": waiting, "by": cast.liaison, "at": now, "state": "unsigned", **unit}
    cast.unsigned_extension = Extension.objects.create(
        due_on=waiting.due_on, wanted_on=waiting.due_on + 30 * DAY, reason=text, **about
    )
    cast.unsigned_closing = Closing.objects.create(result=text, **about)
    told = Instruction.objects.create(item=waiting, by=cast.leader, text=text, at=now)
    cast.unsigned_answer = told.answers.create(by=cast.liaison, text=text, at=now, state="unsigned", **unit)
    cast.post = Membership.objects.get(user=cast.liaison)
    cast.delegation = Delegation.objects.create(
        post=cast.post,
        to=cast.newcomer,
        start_on=today + 2 * DAY,
        end_on=today + 9 * DAY,
        reason=text[:50],
        by=cast.liaison,
        at=now,
    )
    return cast


def act_data(name, cast, person):
    """What the person would send to the address, as somebody who may; {} for a button alone."""
    today = clock.today()
    units = Membership.objects.filter(user=person).values("department")
    own = Responsibility.objects.filter(item=cast.asked, department__in=units).first()
    version = {"version": 1}
    decisions = {cast.supervisor: "return", cast.leader: "approve"}
    return {
        "item_objection": {**version, "responsibility": own.pk if own else "", "kind": "duty", "reason": "不属职责"},
        "objection_settle": {**version, "decision": "keep", "answer": "维持"},
        "item_extension": {**version, "wanted_on": (today + 60 * DAY).isoformat(), "reason": "汛期"},
        "extension_decide": {**version, "decision": "deny", "answer": "按期完成"},
        "item_closing": {**version, "result": "全部建成"},
        "closing_decide": {**version, "decision": decisions.get(person, "withdraw"), "words": "说明"},
        "item_carry_over": {**version, "reason": "跨年度"},
        "item_continues": {"earlier": f"{cast.earlier.pk}-{cast.earlier.version}"},
        "item_instruction": {"text": "请加快"},
        "instruction_answer": {"text": "已办"},
        "item_second_look": {**version, "months": "3"},
        "second_look_result": {**version, "result": "holds", "finding": "成效保持"},
        "extension_sign": {"decision": "sign"},
        "closing_sign": {"decision": "return", "reason": "说明"},
        "answer_sign": {"decision": "sign"},
        "post_hand_over": {"to": cast.observer.pk, "confirmed": "on", "on": (today + DAY).isoformat()},
        "post_delegate": {
            "to": cast.observer.pk,
            "confirmed": "on",
            "start_on": (today + 30 * DAY).isoformat(),
            "end_on": (today + 40 * DAY).isoformat(),
        },
    }.get(name, {})
