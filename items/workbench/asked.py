"""What was asked and instructed, as tasks: requests to decide on, to sign off, instructions to answer and to follow."""

from functools import partial

from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .. import access
from ..models import Closing, Extension, Instruction, InstructionAnswer, Objection
from ..models.querysets import live
from ..models.work_item import WorkItem
from ..pages.addresses import address, item_part
from ..pages.paging import few_of
from ..pages.tasks import Button, Pending, Task, TaskLine
from ..requests.instructing import part_of
from ..rounds.words import spell_days_left
from ..rules.accepted import signed
from ..updates.waiting import EXCERPT

# So many rows of what there is no list for beside them.
SHOWN_REQUESTS = 30
# Instructions by the day set for their answer, those without one last.
TO_ANSWER_ORDER = (F("due_on").asc(nulls_last=True), "at", "pk")
State = Instruction.State


def requests(title, hint, rows, describe, *, part, url=""):
    """Requests on items; `describe` gives (text, facts) of a row, `part` its place on the item's page."""
    return _waiting(title, hint, rows, lambda row: _line(row, part, *describe(row)), url)


def _waiting(title, hint, rows, line_of, url=""):
    rows = rows.filter(live("item__report"))
    return Pending(rows, lambda: [_task(title, hint, rows, line_of, url)], title, url)


def _task(title, hint, rows, line_of, url):
    related = [name for name in ("by", "department") if name in {field.name for field in rows.model._meta.fields}]
    first, count = few_of(rows.select_related("item__report", *related), SHOWN_REQUESTS)
    return Task(title, hint, count, url, lines=tuple(map(line_of, first)))


def _line(row, part, text, facts, **options):
    return TaskLine(
        text=text,
        url=item_part(row.item, part),
        number=row.item.display_number,
        report=row.item.report,
        facts=tuple(fact for fact in facts if fact),
        **options,
    )


def to_answer(departments):
    """Open instructions of leaders and decisions of meetings on items that the units steer.

    `is_written` says that an answer of the units waits for their head.
    """
    written = InstructionAnswer.objects.filter(
        instruction=OuterRef("pk"), state=InstructionAnswer.State.UNSIGNED, department__in=departments
    )
    rows = access.steered_by(departments, Instruction.objects.filter(live("item__report"), state=State.OPEN))
    rows = rows.select_related("item", "by", "meeting").defer("meeting__leader", "meeting__chapter")
    return rows.annotate(is_written=Exists(written))


def instruction_words(row):
    """What a card says of an instruction: who gave it, what, and that its answer waits for the head."""
    given = {"who": row.meeting if row.is_decision else row.by, "text": Truncator(row.text).chars(EXCERPT)}
    written = _("Answer written, awaiting the unit head's sign-off")
    return (_("%(who)s: %(text)s") % given, *([written] if row.is_written else []))


def unanswered(on):
    """For the office: what nobody has answered by the day set for it."""
    return [
        _instructions(
            _("Instructions and meeting decisions not answered in time"),
            _("The units have been reminded; call them, or ask the leader for more time."),
            Instruction.objects.filter(state=State.OPEN, due_on__lt=on),
            on,
            late="on",
        )
    ]


def leader_instructions(user, on):
    """What the leader instructed, or decided in meetings, and has not marked as done."""
    answers = InstructionAnswer.objects.filter(instruction=OuterRef("pk"), state=InstructionAnswer.State.GIVEN)
    answers = answers.order_by("-at", "-pk")
    own = Instruction.objects.filter(by=user, state__in=Instruction.UNSETTLED).annotate(
        answer=answers.values("text")[:1]
    )
    others = Instruction.objects.exclude(by=user).filter(state=State.OPEN, due_on__lt=on)
    return [
        _instructions(
            _("Your instructions"),
            _("Answered ones first: mark them as done, or write again."),
            own.filter(meeting__isnull=True),
            on,
            by_state=True,
            kind="leader",
            state="undone",
            whose="own",
        ),
        _instructions(
            _("Your meeting decisions"),
            _("Answered ones first: mark them as done, or write again."),
            own.filter(meeting__isnull=False),
            on,
            by_state=True,
            kind="meeting",
            state="undone",
            whose="own",
        ),
        _instructions(
            _("Other instructions and meeting decisions not answered in time"),
            _("The day set for the answer has passed."),
            others,
            on,
            late="on",
            whose="others",
        ),
    ]


def _instructions(title, hint, rows, on, *, by_state=False, **listed):
    """Instructions, those due first before the others; the day set for the answer presses like a due day."""
    rows = rows.order_by(*(("state",) if by_state else ()), *TO_ANSWER_ORDER).select_related("meeting")
    rows = rows.defer("meeting__leader", "meeting__chapter")
    listed = {"state": State.OPEN.value, **listed}
    url = address("instruction_list", **listed)
    return _waiting(title, hint, rows, lambda row: _instruction_line(row, on), url)


def _instruction_line(row, on):
    waits = row.state == State.OPEN and row.due_on is not None
    days = (row.due_on - on).days if waits else 0
    answer = getattr(row, "answer", None)
    facts = (
        str(row.meeting) if row.is_decision else str(row.by),
        row.get_state_display() if row.state != State.OPEN else "",
        _("answer until %(date)s") % {"date": row.due_on.isoformat()} if row.due_on else "",
        _("Answer: %(text)s") % {"text": Truncator(answer).chars(EXCERPT)} if answer else "",
    )
    return _line(row, part_of(row), row.text, facts, alert=spell_days_left(days) if waits else "", is_late=days < 0)


def to_sign(user):
    """What the person's units ask and answer, as far as it waits for this head's signature, item by item."""
    units = access.headed_units_ever(user)
    if not units:
        return []
    open_item = Q(item__status__in=WorkItem.OPEN_STATUSES) & live("item__report")
    extensions = Extension.objects.filter(open_item, state=Extension.State.UNSIGNED, department__in=units)
    closings = Closing.objects.filter(open_item, state=Closing.State.UNSIGNED, department__in=units)
    answers = InstructionAnswer.objects.filter(
        Q(instruction__state__in=Instruction.UNSETTLED) & live("instruction__item__report"),
        state=InstructionAnswer.State.UNSIGNED,
        department__in=units,
    )
    hint = _("Read it and sign, or open the item to return it with a reason.")
    return [
        Pending(rows, partial(_tasks_to_sign, user, title, hint, rows, item, how), title)
        for title, rows, item, how in (
            (_("Extension requests to sign off"), extensions, "item", ("extensions", "extension_sign", "reason")),
            (_("Requests to close to sign off"), closings, "item", ("closing", "closing_sign", "result")),
            (_("Answers to sign off"), answers, "instruction__item", ("", "answer_sign", "text")),
        )
    ]


def _tasks_to_sign(user, title, hint, rows, item, how):
    rows = rows.select_related(f"{item}__report", "department__successor", "by")
    first, count = few_of(rows, SHOWN_REQUESTS)
    return [Task(title, hint, count, "", lines=tuple(_line_to_sign(user, row, *how) for row in first))]


def _line_to_sign(user, row, part, name, words):
    if not part:
        part = part_of(row.instruction)
    unit = row.department
    # Of a merged unit the page of the item says who signs; the row leads there.
    may = unit is not None and access.can_sign_request(user, row, unit, row.by_id, row.item)
    button = Button(_("Sign off"), address(name, row.pk), (("decision", "sign"),)) if may else None
    own = not may and unit is not None and access.heads(user, unit.pk)
    facts = (
        f"{row.due_on.isoformat()} → {row.wanted_on.isoformat()}" if isinstance(row, Extension) else "",
        _("written by %(person)s") % {"person": row.by},
        access.NOT_ONES_OWN % {"unit": unit} if own else "",
    )
    return _line(row, part, getattr(row, words), facts, button=button)


def to_decide():
    """What units ask of the office: extensions and objections."""
    return [
        requests(
            _("Extensions asked for"),
            _("Grant the new deadline, another one, or refuse with a reason."),
            Extension.objects.filter(state=Extension.State.ASKED).order_by("due_on", "pk"),
            lambda row: (
                row.reason,
                (signed(row.department), f"{row.due_on.isoformat()} → {row.wanted_on.isoformat()}"),
            ),
            part="extensions",
            url=address("extension_list", state=Extension.State.ASKED.value),
        ),
        requests(
            _("Objections"),
            _("A unit objects to what was issued to it: keep, reassign or reword."),
            Objection.objects.filter(state=Objection.State.OPEN).order_by("at", "pk"),
            lambda row: (row.reason, (signed(row.department), row.get_kind_display())),
            part="objections",
            url=address("objection_list", state=Objection.State.OPEN.value),
        ),
    ]


def to_approve():
    """What the office has put before the leaders."""
    return requests(
        _("Closings to approve"),
        _("The supervision office has checked the result and asks for your consent."),
        Closing.objects.filter(state=Closing.State.WITH_LEADER).order_by("at", "pk"),
        lambda row: (row.result, (signed(row.department),)),
        part="closing",
        url=address("closing_list", state=Closing.State.WITH_LEADER.value),
    )
