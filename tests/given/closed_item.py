"""An item through all that a closing dossier tells: reported, extended, objected, instructed, proved, closed."""

from io import BytesIO

from items.files.attaching import attach
from items.models import Closing, Extension, Instruction, Objection, ProgressUpdate, Responsibility, WorkItem

from . import factories
from .documents_made import pdf_of
from .factories import day
from .opened_rounds import opened_first, put, update_of
from .together import moment

AT = moment("2011-05-09 15:00")
State = ProgressUpdate.State


def closed_item(cast):
    """The cast, its item `led` closed on 2011-05-10; `proofs` are a report's and the closing request's.

    Needs a folder of its own in settings.VAR_DIR.
    """
    item, civil = cast.led, cast.civil_affairs
    period = opened_first(cast.report)
    people = {"by": cast.liaison, "office": cast.supervisor}
    target = factories.target(item, label="新建站点", number=30, unit="个", comparator=">=")
    led, part = update_of(period, item, civil), update_of(period, item, cast.health)
    first = attach(led, file=BytesIO(pdf_of(b"A")), name="验收表.pdf", by=cast.liaison, at=AT)
    led.refresh_from_db()
    led = put(
        led, State.ACCEPTED, text="30个站点\x0b全部建成", completion=100, signed_by=cast.head, signed_at=AT, **people
    )
    led.values.create(target=target, label="新建站点", unit="个", value=30)
    put(part, State.ACCEPTED, text="配合完成医养结合", **people)
    own = {"item": item, "department": civil, "by": cast.liaison, "at": AT}
    extended = {"due_on": day("2011-04-30"), "wanted_on": day("2011-05-31"), "granted_on": day("2011-05-20")}
    decided = {"decided_by": cast.supervisor, "decided_at": AT}
    Extension.objects.create(reason="汛期无法施工", state="approved", answer="同意延期", **extended, **decided, **own)
    settled = {"state": "settled", "decision": "keep", "settled_by": cast.supervisor, "settled_at": AT}
    Objection.objects.create(kind="role", reason="应为配合单位", answer="维持原分工", **settled, **own)
    told = Instruction.objects.create(
        item=item, by=cast.leader, text="务必按期建成", at=AT, state="done", done_at=AT, due_on=day("2011-05-01")
    )
    told.answers.create(by=cast.liaison, department=civil, text="已按要求倒排工期", at=AT)
    closing = Closing.objects.create(result="三十个站点投入使用", **own)
    second = attach(closing, file=BytesIO(pdf_of(b"B")), name="验收表.pdf", by=cast.liaison, at=AT)
    Closing.objects.filter(pk=closing.pk).update(state="closed", answer="同意办结", **decided)
    Closing.objects.create(result="仅本单位可见的草稿", **{**own, "state": "unsigned"})
    Responsibility.objects.filter(item=item, department=civil).update(signed_for_at=AT, signed_for_by=cast.liaison)
    WorkItem.objects.filter(pk=item.pk).update(status="completed", completed_on=day("2011-05-10"))
    item.refresh_from_db()
    cast.proofs = [first, second]
    return cast
