"""Plain factories: one valid row each, every field open to the caller."""

import datetime
import hashlib
import itertools
from decimal import Decimal

from django.utils import timezone

from departments.models import CollectiveMember, Department, Membership, User
from items.models import (
    Bulletin,
    BulletinFile,
    Chapter,
    Delivery,
    DigestSettings,
    Follow,
    FrozenSheet,
    ImportDraft,
    Layout,
    Meeting,
    Message,
    Milestone,
    ReportingPeriod,
    Responsibility,
    SavedView,
    SecondLook,
    Target,
    WordTemplate,
    WorkItem,
    WorkReport,
)

_count = itertools.count(1)


def department(name=None, **fields):
    return Department.objects.create(name=name or f"市第{next(_count)}局", **fields)


def collective(name, members, **fields):
    """A collective of the departments `members`."""
    whole = department(name, is_collective=True, kind=Department.Kind.COUNTY, **fields)
    for member in members:
        CollectiveMember.objects.create(collective=whole, member=member)
    return whole


def person(username=None, *, role=None, department=None, **fields):
    """A user, with one post if `role` is given; the password is the user name plus "-Pass-1"."""
    username = username or f"user{next(_count)}"
    user = User.objects.create_user(username, f"{username}-Pass-1", name=fields.pop("name", username), **fields)
    if role:
        Membership.objects.create(user=user, role=role, department=department)
    return user


def report(text="", **fields):
    """A report that was read from `text`."""
    return WorkReport.objects.create_with_text(text, **{"year": 2011, "title": f"报告{next(_count)}", **fields})


def chapter(report, literal="(一)工作", parent=None, position=None, **fields):
    position = position or report.chapters.count() + 1
    path = (parent.path if parent else "") + f"{position:04d}."
    values = {"label": "", "title": literal, "literal": literal, "start": 0, "end": 0, "path": path}
    return Chapter.objects.create(report=report, parent=parent, position=position, **{**values, **fields})


def item(report, number, text="推进工作", leads=(), supports=(), responsible=(), **fields):
    """An item with the given units, in that order; `fields` go to the item."""
    values = {
        "position": number,
        "number_literal": f"{number}、",
        "start": 0,
        "text_start": 0,
        "text_end": 0,
        "end": 0,
        "updated_at": None,
    }
    made = WorkItem.objects.create(report=report, number=number, text=text, **{**values, **fields})
    roles = Responsibility.Role
    groups = [(leads, roles.LEAD, "star"), (supports, roles.SUPPORT, "star"), (responsible, roles.RESPONSIBLE, "none")]
    position = itertools.count(1)
    for units, role, basis in groups:
        for unit in units:
            Responsibility.objects.create(
                item=made, department=unit, role=role, basis=basis, position=next(position), literal=unit.name
            )
    return made


def target(item, label="新建站点", number=30, **fields):
    """A target below those that the item has, by hand unless told otherwise."""
    values = {"position": item.targets.count() + 1, "label": label, "number": Decimal(number), "unit": "个"}
    return Target.objects.create(item=item, **{**values, **fields})


def milestone(item, title="主体工程完工", **fields):
    """A milestone below those that the item has."""
    return Milestone.objects.create(item=item, **{"position": item.milestones.count() + 1, "title": title, **fields})


def draft(by, text="1、推进工作(责任单位:市民政局)。", **fields):
    """An import of `by` that has been read and is being checked."""
    upload = fields.pop("upload", text.encode())
    values = {"name": "breakdown.txt", "state": "ready", "year": 2012, "title": f"导入{next(_count)}", "text": text}
    return ImportDraft.objects.create(created_by=by, upload=upload, size=len(upload), **{**values, **fields})


def period(report, **fields):
    """The report's period of March 2011, due on Friday the 25th, parts on the 22nd; not opened yet."""
    values = {
        "rhythm": "month",
        "start_on": day("2011-03-01"),
        "end_on": day("2011-03-31"),
        "opens_on": day("2011-03-01"),
        "parts_due_on": day("2011-03-22"),
        "due_on": day("2011-03-25"),
        "closes_on": day("2011-04-15"),
    }
    return ReportingPeriod.objects.create(report=report, **{**values, **fields})


def frozen_sheet(text="{}"):
    """What a period said when it was closed, to be given to one."""
    return FrozenSheet.objects.create(text=text, digest=hashlib.sha256(text.encode()).hexdigest())


def message(to, **fields):
    """An unread message."""
    at = fields.setdefault("at", moment("2011-03-18 09:00"))
    values = {"kind": Message.Kind.DECIDED, "title": f"消息{next(_count)}", "day": timezone.localdate(at)}
    return Message.objects.create(to=to, **{**values, **fields})


def meeting(report, by, **fields):
    """A meeting on all items of the report on 20 March 2011."""
    values = {"held_on": day("2011-03-20"), "at": moment("2011-03-18 09:00")}
    return Meeting.objects.create(report=report, by=by, **{**values, **fields})


def second_look(item, by, **fields):
    """A second look at the item, planned for the end of May."""
    values = {"due_on": day("2011-05-31"), "at": moment("2011-03-01 09:00")}
    return SecondLook.objects.create(item=item, by=by, **{**values, **fields})


FACTS = {
    **{"report": "2011年任务分解", "on": "2011-03-01", "period": "", "total": 3, "unreported": 0, "reports": {}},
    **{name: [] for name in ("lights", "schedule", "late", "results", "silent", "units")},
}


def bulletin(report, by, **fields):
    """A draft of `by` with the figures of 1 March 2011 and one block of text; issued ones with number and file."""
    words = {"overall": "截至2011年3月1日，共3项。"}
    values = {
        **{"report": report, "by": by, "at": moment("2011-03-02 09:00"), "on": day("2011-03-01")},
        **{
            "title": f"关于落实情况的通报{next(_count)}",
            "issuer": "督查室",
            "word": "督查通报",
            "recipients": "各责任单位",
        },
        **{"data": FACTS, "drafted": words, "blocks": words},
    }
    if fields.get("number"):
        file = BulletinFile.objects.create(content=b"PK", digest="0" * 64)
        values |= {"state": "issued", "year": 2011, "decided_by": by, "decided_at": values["at"], "file": file}
    made = Bulletin.objects.create(**{**values, **fields})
    made.writers.add(by)
    return made


def word_template(by, content=b"PK", **fields):
    """A template of the office for bulletins; nobody has checked it."""
    values = {"kind": "bulletin", "name": "模板.docx", "size": len(content), "digest": "0" * 64, "by": by}
    return WordTemplate.objects.create(**{**values, "at": moment("2011-03-01 09:00"), "content": content, **fields})


def saved_view(owner, name="红灯事项", query="light=red", **fields):
    """A view of the list that the person keeps."""
    fields = {"created_at": moment("2011-03-01 09:00"), **fields}
    return SavedView.objects.create(owner=owner, name=name, query=query, **fields)


def layout(by, name="领导用表", **fields):
    """A layout of exports that the office keeps."""
    told = {"columns": ["running", "text", "light"], "sheets": ["main"], "paper": "A4"}
    fields = {"changed_at": moment("2011-03-01 09:00"), **told, **fields}
    return Layout.objects.create(name=name, changed_by=by, **fields)


def follow(user, item, at="2011-03-01 09:00"):
    """That the person follows the item."""
    return Follow.objects.create(user=user, item=item, at=moment(at))


def digest_settings(user, often="daily", last_on="2011-03-01", told_until="2011-03-01 09:00"):
    """That the person gets digests, the last one on the day."""
    return DigestSettings.objects.create(user=user, often=often, last_on=day(last_on), told_until=moment(told_until))


def delivery(message, **fields):
    """An e-mail that waits to be sent."""
    values = {"channel": "email", "address": "li@example.gov.cn", "next_try_at": message.at}
    return Delivery.objects.create(message=message, **{**values, **fields})


def moment(text):
    """An aware moment in the portal's time zone from "2011-05-01 09:30"."""
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def day(text):
    """A date from "2011-05-01"."""
    return datetime.date.fromisoformat(text)
