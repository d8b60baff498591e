"""Taking a workbook of units and people in: all or nothing."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import CollectiveMember, DepartmentAlias, Membership, User
from departments.models.serving import without

from .. import access, history
from ..models import HistoryEntry, PeopleWorkbook
from ..steps.asking import add
from ..steps.changing import validate
from ..steps.errors import WorkflowError
from .columns import PEOPLE, label
from .planning import OF_PERSON, plan_workbook
from .reading import read_workbook
from .recording import Held, record_account_changes, record_new_account, record_post
from .secrets import secrets_in_book

TAKE_OUT_OR_SAY_WHY = gettext_lazy(
    "Take it out of the workbook and upload that; or say why it is taken in all the same."
)
NAME_LIMIT = PeopleWorkbook._meta.get_field("name").max_length


def keep_workbook(name, data, *, by, at):
    """Keep an uploaded workbook until it is taken in; it takes the place of an earlier one of the same person."""
    _require(by)
    with transaction.atomic():
        PeopleWorkbook.objects.filter(by=by).delete()
        return add(PeopleWorkbook(by=by, at=at, name=name[-NAME_LIMIT:], upload=data))


def discard_workbook(workbook, *, by):
    """Forget a workbook that is not to be taken in."""
    _require(by)
    PeopleWorkbook.objects.filter(pk=workbook.pk, by=by).delete()


def plan_of(workbook, *, on):
    """The plan of a kept workbook as units and people are now."""
    book = read_workbook(bytes(workbook.upload), workbook.name)
    plan = plan_workbook(book, on=on, by=workbook.by)
    plan.secrets = secrets_in_book(book, workbook.name, plan)
    return plan


def take_in(workbook, *, seen, by, at, anyway=""):
    """Write what the workbook says, if it still comes to the plan whose mark the person has `seen`; returns the plan.

    `anyway` is why it is taken in although something of it looks secret; without a reason such a one is refused.
    New people get no password yet: `letting_in.hand_out`.
    """
    _require(by)
    on = timezone.localdate(at)
    with transaction.atomic():
        if PeopleWorkbook.objects.filter(pk=workbook.pk, by=by).delete()[0] == 0:
            raise WorkflowError(_("This workbook has been taken in or discarded already."))
        plan = plan_of(workbook, on=on)
        if plan.problems:
            raise WorkflowError(_("The workbook cannot be taken in as it is: read what is wrong with it."))
        if plan.mark != seen:
            raise WorkflowError(
                _("Units or people have changed since you looked, so nothing was written. Check the workbook again.")
            )
        if plan.secrets and not anyway:
            raise WorkflowError(TAKE_OUT_OR_SAY_WHY)
        accounts, posts = _as_they_were(plan)
        served = Membership.objects.served(on)
        _save(plan)
        if lost := without(served, on):
            raise WorkflowError(lost)
        with history.sent_anyway(anyway if plan.secrets else ""):
            history.record(HistoryEntry.Action.PEOPLE_TAKEN_IN, by=by, after=_in_history(plan), at=at)
            _record_each(plan, accounts, posts, by=by, at=at)
    return plan


def _as_they_were(plan):
    """({key: {field: value}} of people, {key: Held} of posts) that the plan changes, as the database has them."""
    fields = OF_PERSON.values()
    people = User.objects.filter(pk__in=[person.pk for person in plan.people if person.pk])
    posts = Membership.objects.filter(pk__in=[post.pk for post in plan.posts if post.pk])
    return (
        {row["pk"]: {name: row[name] for name in fields} for row in people.values("pk", *fields)},
        {post.pk: Held.of(post) for post in posts.select_related("user", "department")},
    )


def _record_each(plan, accounts, posts, *, by, at):
    for person in plan.people:
        if person.pk in accounts:
            record_account_changes(accounts[person.pk], person, by=by, at=at)
        else:
            record_new_account(person, by=by, at=at, posts=False)
    for post in plan.posts:
        record_post(posts.get(post.pk), Held.of(post), by=by, at=at)


def _require(by):
    if not access.can_keep_people(by):
        raise WorkflowError(access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)


def _save(plan):
    """All rows; each is checked once more with the rules that ask the database."""
    for planned in plan.units:
        _save_row(planned.unit)
    for planned in plan.units:
        for name in planned.aliases:
            _save_row(DepartmentAlias(department=planned.unit, name=name))
        for member in planned.members:
            _save_row(CollectiveMember(collective=planned.unit, member=member))
    for person in plan.people:
        _save_row(person)
    for post in plan.posts:
        post.user, post.department = post.user, post.department  # new ones have got their keys only now
        _save_row(post)


def _save_row(row):
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except (ValidationError, IntegrityError) as error:
        validate(row)  # its sentence
        raise WorkflowError(_("%(row)s cannot be saved.") % {"row": row}) from error


def _in_history(plan):
    """What was made and changed, one line each; of telephones and addresses only that they were entered."""
    hidden = {label(PEOPLE, name) for name in ("phone", "email")}
    named = {label(PEOPLE, name) for name in ("username", "full_name")}
    told: dict[bool, list[str]] = {True: [], False: []}
    for change in plan.changes:
        parts = []
        for name, before, after in change.fields:
            if name in hidden and not change.is_unit:
                parts.append(name)
            elif not (change.is_new and name in named):
                parts.append(f"{name} {before} → {after}" if before else f"{name} {after}")
        told[change.is_unit].append(f"{change.name}：{'；'.join(parts)}" if parts else change.name)
    lines = {"units_taken_in": told[True], "people_taken_in": told[False]}
    return {name: "\n".join(found) for name, found in lines.items() if found}
