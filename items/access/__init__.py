"""Who may see and do what, the only place where it is decided: by posts, and by the roles of their units on an item.
Reading is open to everybody signed in; see the table in docs/architecture.md."""

import datetime
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import Department, Membership, User

from ..models import Attachment, Bulletin, Closing, Extension, InstructionAnswer, ProgressUpdate, Responsibility
from ..models.querysets import ProgressUpdateQuerySet
from ..models.reach import Reach, reach_of, with_reach
from ..models.saved_view import SavedView
from ..models.supervision import Signable
from ..models.work_item import WorkItem
from .administration import CLOSED_TO_THE_THREE as CLOSED_TO_THE_THREE
from .administration import ONLY_ADMINISTRATORS_END_SESSIONS as ONLY_ADMINISTRATORS_END_SESSIONS
from .administration import ONLY_ADMINISTRATORS_KEEP_PEOPLE as ONLY_ADMINISTRATORS_KEEP_PEOPLE
from .administration import ONLY_FOR_THE_AUDIT as ONLY_FOR_THE_AUDIT
from .administration import ONLY_SECURITY_APPROVES as ONLY_SECURITY_APPROVES
from .administration import can_approve as can_approve
from .administration import can_delegate as can_delegate
from .administration import can_end_sessions as can_end_sessions
from .administration import can_hand_over as can_hand_over
from .administration import can_keep_people as can_keep_people
from .administration import can_read_audit as can_read_audit
from .administration import can_read_changes as can_read_changes
from .administration import can_read_people as can_read_people
from .administration import can_reset_second_factor as can_reset_second_factor
from .administration import can_revoke as can_revoke
from .administration import can_see_approvals as can_see_approvals
from .administration import can_tend_units as can_tend_units
from .administration import is_administrator as is_administrator
from .administration import is_apart as is_apart
from .administration import is_audit_administrator as is_audit_administrator
from .administration import is_first_of_all as is_first_of_all
from .administration import is_security_administrator as is_security_administrator
from .administration import is_supervisor as is_supervisor
from .administration import is_system_administrator as is_system_administrator
from .administration import may_open as may_open

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Row = TypeVar("Row", bound=Model)
Signed = TypeVar("Signed", Closing, Extension, InstructionAnswer)

Role = Membership.Role
State = ProgressUpdate.State

# A unit in one of these roles moves the item's status; a supporting unit only writes notes (domain.md §1).
STEERING_ROLES = (Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE)

# Who reads the files of any unit.
OVERSEEING = {Role.SUPERVISION, Role.LEADER, Role.OBSERVER}
# What everybody reads of bulletins: a special report is for leaders and the office.
BULLETINS_FOR_ALL = Q(state=Bulletin.State.ISSUED) & ~Q(kind=Bulletin.Kind.BRIEF)

# What people are told who may not: each stands here once, for the page and for the step behind it.
ONLY_LEADERS_INSTRUCT = gettext_lazy("Only city leaders write instructions.")
ONLY_LEADERS_MARK_DONE = gettext_lazy("Only a city leader marks an instruction as done.")
ONLY_STEERING_UNITS_ANSWER = gettext_lazy(
    "The lead or responsible units and the supervision office answer an instruction."
)
ONLY_OFFICE_EDITS = gettext_lazy("Only the supervision office edits items.")
ONLY_LEAD_BREAKS_DOWN = gettext_lazy("Only the supervision office and the item's lead break its targets down.")
ONLY_OFFICE_SETS_PORTFOLIOS = gettext_lazy("Only the supervision office sets the leaders' portfolios.")
ONLY_OFFICE_IMPORTS = gettext_lazy("Only the supervision office imports reports.")
ONLY_OFFICE_ENTERS_HOLIDAYS = gettext_lazy("Only the supervision office enters holidays and working weekends.")
ONLY_OFFICE_UNDOES = gettext_lazy("Only the supervision office takes an acceptance back.")
ONLY_UNIT_REPORTS = gettext_lazy("Only the liaison or the head of %(unit)s reports for it.")
ONLY_LEAD_CHASES = gettext_lazy("Only the liaison or the head of the item's lead asks its supporting units.")
ONLY_OFFICE_CHASES = gettext_lazy("Only the supervision office chases units.")
ONLY_UNIT_WITHDRAWS = gettext_lazy("Only the liaison or the head of %(unit)s withdraws this.")
ONLY_HEAD_SIGNS_OFF = gettext_lazy("Only the head of %(unit)s signs off its updates.")
ONLY_HEAD_SIGNS = gettext_lazy("Only the head of %(unit)s signs off what it asks and answers.")
ONLY_OFFICE_NAMES_MEMBERS = gettext_lazy(
    "Only the supervision office and administrators say whom a collective stands for."
)
ONLY_OFFICE_SHARES_VIEWS = gettext_lazy("Only the supervision office shares views of the list.")
ONLY_OFFICE_KEEPS_LAYOUTS = gettext_lazy("Only the supervision office makes and changes layouts of exports.")
ONLY_OWNER_CHANGES_VIEW = gettext_lazy("Only whoever keeps this view changes it.")
NOT_ONES_OWN = gettext_lazy(
    "You wrote this yourself and only stand in for the head of %(unit)s: the head or somebody else signs it off."
)


def unit_posts(user: User) -> list[Membership]:
    """The person's posts as liaison or head of a unit."""
    return [post for post in user.posts if post.role in Membership.UNIT_ROLES]


def own_departments(user: User) -> list[Department]:
    """The units the person writes for, in the order of the posts."""
    # Every post of a unit has its department: a rule of the database.
    departments = {post.department_id: post.department for post in unit_posts(user) if post.department}
    return list(departments.values())


def responsibilities_of(user: User, item: WorkItem) -> list[Responsibility]:
    """The item's responsibilities held by the person's own units."""
    departments = own_departments(user)
    if not departments:
        return []
    return list(item.responsibilities.filter(department__in=departments).select_related("department", "via"))


def writing_department(user: User, item: WorkItem) -> Department | None:
    """The unit for which the person writes on the item: the one with most say, else None.

    The supervision office writes in the name of the unit of its post, if the post has one.
    """
    rows = responsibilities_of(user, item)
    steering = [row for row in rows if row.role in STEERING_ROLES]
    if steering or rows:
        return (steering or rows)[0].department
    return next((post.department for post in user.posts if post.role == Role.SUPERVISION), None)


def can_write_note(user: User, item: WorkItem) -> bool:
    """Every unit named on the item writes notes, and so does the supervision office."""
    return is_supervisor(user) or bool(responsibilities_of(user, item))


def can_steer(user: User, item: WorkItem) -> bool:
    """A lead or responsible unit moves the status."""
    return any(row.role in STEERING_ROLES for row in responsibilities_of(user, item))


def steered_by(departments: Iterable[Department], rows: QuerySet[Row]) -> QuerySet[Row]:
    """`can_steer` as rows: those of `rows`, each on an `item`, whose item one of the units steers."""
    steered = Responsibility.objects.filter(department__in=departments, role__in=STEERING_ROLES)
    return rows.filter(item__in=steered.order_by().values("item"))


def can_break_down(user: User, item: WorkItem) -> bool:
    """The office, and who leads the item in its own name, not as a member, say what falls to each unit (分解)."""
    rows = [] if is_supervisor(user) else responsibilities_of(user, item)
    return is_supervisor(user) or any(row.role == Responsibility.Role.LEAD and row.via_id is None for row in rows)


def can_supervise(user: User) -> bool:
    """The supervision office edits everything about an item: lead, deadline, status, reopening, remark."""
    return is_supervisor(user)


def is_leader(user: User) -> bool:
    """Holds the post of a city leader."""
    return Role.LEADER in user.roles


def heads_departments(user: User) -> set[int | None]:
    """Primary keys of the units that the person heads."""
    return {post.department_id for post in user.posts if post.role == Role.HEAD}


def writes_for(user: User, department_id: int | None) -> bool:
    """Holds a post as liaison or head of the unit."""
    return any(post.department_id == department_id for post in unit_posts(user))


def can_sign_for(user: User, responsibility: Responsibility) -> bool:
    """The unit's liaison or head signs for what was issued to it, or objects."""
    return writes_for(user, responsibility.department_id)


def can_write_update(user: User, update: ProgressUpdate) -> bool:
    """The unit's liaison or head writes and sends its progress update (domain.md §0 fact 3)."""
    return writes_for(user, update.department_id)


def can_sign_off(user: User, update: ProgressUpdate) -> bool:
    """The head of the unit signs its update before it leaves (domain.md §0 fact 3), not what he wrote as a stand-in."""
    return heads(user, update.department_id) and not _is_ones_own(
        user, update.department_id, (update.sent_by_id, update.saved_by_id), update.item
    )


def why_no_sign_off(user: User, update: ProgressUpdate) -> str:
    """The sentence for a head who may not sign this very update, "" for everybody else."""
    if heads(user, update.department_id) and not can_sign_off(user, update):
        return NOT_ONES_OWN % {"unit": update.department}
    return ""


def can_sign_request(user: User, row: Signable, unit: Department, writer: int, item: WorkItem) -> bool:
    """The head of the `unit` that acts today signs what it asks or answers, not what he wrote as a stand-in."""
    return row.is_unsigned and heads(user, unit.pk) and not _is_ones_own(user, unit.pk, (writer,), item)


def heads(user: User, department_id: int | None) -> bool:
    """Holds the post of the unit's head, also for somebody absent."""
    return department_id in heads_departments(user)


def signs_at_once(user: User, department_id: int | None, item: WorkItem) -> bool:
    """What the person writes for the unit on the item needs nobody else's signature: he heads it."""
    return heads(user, department_id) and not _is_ones_own(user, department_id, (user.pk,), item)


def _is_ones_own(user: User, department_id: int | None, writers: Collection[int | None], item: WorkItem) -> bool:
    """The person wrote it and only stands in for the head, where the report's rules want two pairs of eyes."""
    himself = any(
        post.department_id == department_id and post.role == Role.HEAD and post.on_behalf_of is None
        for post in user.posts
    )
    return item.report.with_other_signer and user.pk in writers and not himself


def own_units_ever(user: User) -> set[int]:
    """Keys of the person's units and of all that were merged into them; at most one query."""
    return _ever({unit.pk for unit in own_departments(user)})


def headed_units_ever(user: User) -> set[int]:
    """The same of the units that the person heads."""
    return _ever({pk for pk in heads_departments(user) if pk is not None})


def _ever(units: set[int]) -> set[int]:
    return units and units | {pk for pk, acting in Department.objects.acting().items() if acting.pk in units}


def can_chase_parts(user: User, update: ProgressUpdate) -> bool:
    """The lead's liaison or head asks the supporting units of its own item for their parts (domain.md §0 fact 2)."""
    return update.role == Responsibility.Role.LEAD and can_write_update(user, update)


def with_readable_requests(user: User, rows: "QuerySet[Signed]") -> "QuerySet[Signed]":
    """Those of the requests or answers that the person may know of: what has not left a unit is the unit's own."""
    return rows.filter(~Q(state__in=Signable.WITHIN_UNIT) | Q(department__in=own_units_ever(user)))


def can_take_up(user: User, update: ProgressUpdate) -> bool:
    """A lead of the item takes up, or returns, what a supporting unit contributed (domain.md §0 fact 2)."""
    leads = _lead_rows(own_departments(user)).filter(item=update.item_id)
    return update.is_part and leads.exclude(department=update.department_id).exists()


def parts_led_by(departments: Iterable[Department], updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """`can_take_up` as rows: those of `updates` that are parts of others on items which one of the units leads."""
    led = _lead_rows(departments)
    others = led.filter(item=OuterRef("item")).exclude(department=OuterRef("department"))
    # Their items first: by the rows beside each alone the database would look at every update there is.
    return updates.parts().filter(Exists(others), item__in=led.order_by().values("item"))


def led_items(user: User, items: Collection[int]) -> set[int]:
    """Those of the `items` (keys) that one of the person's units leads, as a set; at most one query."""
    own = own_departments(user) if items else []
    return set(_lead_rows(own).filter(item__in=items).values_list("item", flat=True)) if own else set()


def _lead_rows(departments: Iterable[Department]) -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(role=Responsibility.Role.LEAD, department__in=departments)


def can_review(user: User) -> bool:
    """The supervision office accepts updates or returns them (domain.md §0 fact 4)."""
    return is_supervisor(user)


def can_settle(user: User, update: ProgressUpdate) -> bool:
    """The office, and of a part the item's lead; which of them at the moment depends on the update's state."""
    return can_review(user) or can_take_up(user, update)


def reads(user: User, reach: Reach, department_id: int, *, leads: bool) -> bool:
    """Whether what goes so far from the unit reaches the person.

    `leads`: it is a part, and a unit of the person leads its item.
    """
    if reach is Reach.ALL or writes_for(user, department_id):
        return True
    return reach is Reach.ADDRESSEES and (can_review(user) or leads)


def can_read_update(user: User, update: ProgressUpdate) -> bool:
    """Its unit always, also the one it was merged into; the office and the item's lead once it was handed in;
    everybody else once it was accepted."""
    reach = reach_of(update)
    if reads(user, reach, update.department_id, leads=False):
        return True
    if update.department.successor_id is not None and update.department_id in own_units_ever(user):
        return True
    may_lead = update.is_part and reach is Reach.ADDRESSEES  # else the database need not be asked
    return may_lead and reads(user, reach, update.department_id, leads=bool(led_items(user, [update.item_id])))


def with_readable(user: User, updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """The queryset with `is_readable`, the answer of `can_read_update` for each row, without a query of its own."""
    own = own_departments(user)
    readable = with_reach(Reach.ALL) | Q(department__in=own_units_ever(user))
    if can_review(user):
        readable |= with_reach(Reach.ADDRESSEES)
    elif own:
        led = Exists(_lead_rows(own).filter(item=OuterRef("item")))
        readable |= with_reach(Reach.ADDRESSEES) & Q(role=Responsibility.Role.SUPPORT) & Q(led)
    rows: Any = updates  # mypy does not let a declared attribute be added
    told: ProgressUpdateQuerySet = rows.annotate(is_readable=ExpressionWrapper(readable, output_field=BooleanField()))
    return told


def can_ask(user: User, item: WorkItem) -> bool:
    """The lead or a responsible unit asks for a later deadline or for closing (domain.md §2)."""
    return can_steer(user, item)


def can_change_files(user: User, closing: Closing) -> bool:
    """Who steers the item, and the office, add files to a request to close; before it is signed only its unit."""
    if closing.is_within_unit:
        return closing.department_id in own_units_ever(user)
    return can_steer(user, closing.item) or can_supervise(user)


def can_instruct(user: User) -> bool:
    """City leaders write instructions, and mark their own as done."""
    return is_leader(user)


def can_decide_in_meeting(user: User) -> bool:
    """The supervision office and city leaders enter meetings (调度会) and what is decided there."""
    return is_supervisor(user) or is_leader(user)


def can_approve_bulletin(user: User, writers: Collection[int]) -> bool:
    """Somebody of the office, or a leader, other than those who have written on it (domain.md §2: 通报)."""
    return can_decide_in_meeting(user) and user.pk not in writers


def can_read_bulletin(user: User, bulletin: Bulletin) -> bool:
    """Everybody once it is issued (`BULLETINS_FOR_ALL`); before that those who write and approve bulletins."""
    return (bulletin.is_issued and not bulletin.is_brief) or can_decide_in_meeting(user)


def can_answer(user: User, item: WorkItem) -> bool:
    """Who steers the item, and the office, answer an instruction on it."""
    return can_steer(user, item) or can_supervise(user)


def can_read_files(user: User, item: WorkItem) -> bool:
    """Who supervises, leads the city or observes, and the units on the item; not those who only administer."""
    return bool(user.roles & OVERSEEING) or bool(responsibilities_of(user, item))


def can_read_attachment(user: User, attachment: Attachment) -> bool:
    """As far as what it goes with can be read, too."""
    if not can_read_files(user, attachment.item):
        return False
    if attachment.update is not None:
        return can_read_update(user, attachment.update)
    closing = attachment.closing
    return closing is None or not closing.is_within_unit or closing.department_id in own_units_ever(user)


def readable_attachments(user: User) -> QuerySet[Attachment]:
    """`can_read_attachment` as rows, without those that were removed."""
    files = Attachment.objects.filter(removed_at__isnull=True)
    if not user.roles & OVERSEEING:
        named = Responsibility.objects.filter(item=OuterRef("item"), department__in=own_departments(user))
        files = files.filter(Exists(named))
    updates: Any = with_readable(user, ProgressUpdate.objects.filter(pk=OuterRef("update")))
    read = updates.filter(is_readable=True)
    asked = with_readable_requests(user, Closing.objects.filter(pk=OuterRef("closing")))
    return files.filter(Exists(read) | Exists(asked))


def readable_views(user: User, *, on: datetime.date) -> "QuerySet[SavedView]":
    """A person's own views of the list, and what holders of a post in the supervision office share with everybody."""
    office = Membership.objects.current(on).filter(user=OuterRef("owner"), role=Role.SUPERVISION)
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True, owner__is_active=True) & Exists(office))


def can_change_view(user: User, view: SavedView) -> bool:
    return view.owner_id == user.pk


def require(allowed: bool, sentence: "str | StrPromise | None" = None) -> None:
    """End the request with 403 and a sentence unless `allowed`."""
    if not allowed:
        raise PermissionDenied(
            sentence or _("Your posts do not allow this. Ask the supervision office or an administrator.")
        )
