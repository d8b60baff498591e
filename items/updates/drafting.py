"""Writing a progress update: every field is saved by itself, so that two people at one draft lose nothing."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access, read_only
from ..forms.fields import DayField
from ..models import (
    Milestone,
    MilestoneReached,
    ProgressUpdate,
    ReportingPeriod,
    Target,
    TargetValue,
    UnavailableFigure,
    WorkItem,
)
from ..models.target import spell_number
from ..rules import figures, parts
from ..rules.judged import last_completion
from ..rules.last_words import last_values, standing_days
from ..rules.typed_figures import FigureRefused, read_figure, too_low
from ..steps.changing import as_text
from ..steps.errors import StaleUpdate, WorkflowError
from .counted import computed_completion, is_computed
from .taking_up import tick

State = ProgressUpdate.State

FIELDS = ("text", "problems", "needs_decision", "next_steps", "completion", "completion_answer", "anyway")
VALUE, BLANK, MILESTONE, PART = "value_", "blank_", "milestone_", "part_"
OF_ITEM = (VALUE, BLANK, MILESTONE)
# Fields of rows that may go while somebody writes.
OF_ROWS = (*OF_ITEM, PART)
# What a unit says of a figure that it leaves blank: its last value stands (沿用), or it could get none (无法取得).
CARRY, UNAVAILABLE = ProgressUpdate.Blank.CARRY, ProgressUpdate.Blank.UNAVAILABLE

PART_IS_GONE = gettext_lazy(
    "A supporting unit has taken its part back, or another lead has taken it up meanwhile."
    " Read the parts as they are now."
)
VALUE_IS_ENTERED = gettext_lazy("%(label)s: a value is entered. Empty the field first if it is not available.")
NOTHING_TO_CARRY = gettext_lazy("%(label)s: there is no earlier value to carry on.")
NO_SUCH_ANSWER = gettext_lazy("%(label)s: this answer does not exist.")
WRONG_PERCENT = gettext_lazy("completion in percent: write a number from 0 to 100 with one decimal at most, like 75.5.")


@dataclass
class Saved:
    """What a save did: the update as it is now, the names written, and where somebody else was faster.

    `conflicts` is {name: the text that stands there now}; those fields were not written. Of `save_each`, `errors` is
    {name: why the field was not written}.
    """

    update: ProgressUpdate
    written: list = field(default_factory=list)
    conflicts: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)


def of_one_report(update):
    """The update, its period given the item's report: it is the same one, whose many columns are read once."""
    update.period.report = update.item.report
    return update


def alone(update):
    """The update as the database has it now, locked by itself: enough to write in a draft. Call in a transaction.

    Raises WorkflowError when nobody is asked for it any more.
    """
    rows = ProgressUpdate.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("period", "item__report", "department", "sent_by")
    try:
        return of_one_report(rows.get(pk=update.pk))
    except ProgressUpdate.DoesNotExist as error:
        raise WorkflowError(_("This update is no longer asked for.")) from error


def locked(update):
    """The same for a step that moves its state: the period is locked first, so that one that is just being closed is
    waited for, and two steps on several updates of a period never wait for each other."""
    list(ReportingPeriod.objects.select_for_update(no_key=True).filter(pk=update.period_id).values_list("pk"))
    return alone(update)


def hold_item(update):
    """Lock the update's item, before any other row: whoever takes its targets away holds it, too."""
    # Without the usual order, which would lock the report that it looks at.
    list(WorkItem.objects.select_for_update(no_key=True).filter(pk=update.item_id).order_by().values_list("pk"))


def writable(update, *, by, lock=alone):
    """The update as it is now, locked; refuses who may not write it and what cannot be written.

    Call inside a transaction; a step that goes on to move its state gives `lock=locked`.
    """
    current = lock(update)
    read_only.require_change(current.item.report)
    if not access.can_write_update(by, current):
        raise WorkflowError(access.ONLY_UNIT_REPORTS % {"unit": current.department})
    if not current.is_writable:
        raise StaleUpdate(_not_writable(current), current)
    return current


def _not_writable(update):
    if update.state == State.ACCEPTED:
        return _("%(who)s has accepted this update; it can no longer be changed.") % {"who": update.reviewed_by}
    if update.is_kept_for_later:
        words = _(
            "The opening of %(period)s was taken back; it opens on %(day)s, and what your unit has begun is kept."
        )
        return words % {"period": update.period.name, "day": update.period.opens_on.isoformat()}
    if update.state == State.DROPPED:
        return _("Your unit is no longer asked to report on this item in this period; your text stays here.")
    return _("%(who)s has sent this update; take it back first if you want to change it.") % {"who": update.sent_by}


def save(update, *, by, at, was, changes):
    """Write single fields of a draft; returns `Saved`.

    `changes` is {name: text} of `FIELDS`, `value_<target pk>` (decimal text or ""), `blank_<target pk>` (`CARRY`,
    `UNAVAILABLE` or ""), `milestone_<pk>` (ISO day or "") and, of a lead, `part_<pk>` ("on" for a part that it takes
    up, or ""); `was` is the same of what the page had shown. A field that no longer says what was shown, because
    somebody else has saved it meanwhile, is left as it is and comes back as a conflict. Raises WorkflowError for a
    value that cannot be read.
    """
    with transaction.atomic():
        if any(name.startswith(OF_ITEM) for name in changes):
            hold_item(update)
        current = writable(update, by=by)
        present = shown(current)
        saved = Saved(current)
        for name, text in changes.items():
            text = _plain(text)
            if name not in present and name.startswith(OF_ITEM) and text:
                raise WorkflowError(
                    _("The targets of the item have changed; reload the page and enter the figures again.")
                )
            if name not in present and name.startswith(PART) and text:
                raise WorkflowError(str(PART_IS_GONE))
            if name not in present or present[name] == text:
                continue
            if present[name] != _plain(was.get(name, present[name])):
                saved.conflicts[name] = present[name]
                continue
            _write(current, name, text, by=by, at=at)
            saved.written.append(name)
        if saved.written:
            current.no_change = False
            settle_completion(current, current.completion)
            current.state = State.DRAFT if current.state == State.EXPECTED else current.state
            current.saved_by, current.saved_at = by, at
            current.version += 1
            # Its constraints ask the database one by one, and on what a draft changes the fields say the same.
            _check(current, constraints=False)
            current.save()
    return saved


def settle_completion(update, judged):
    """Let the update's completion be the computed one, with no answer in its place, else as the unit `judged` it."""
    update.completion = computed_completion(update, judged)
    if update.completion_answer and is_computed(update):
        update.completion_answer = ""


def save_each(update, *, by, at, was, changes):
    """`save`, field by field: one that cannot be read or that somebody else has changed keeps none of the rest back.

    Raises as `writable` does.
    """
    with transaction.atomic():
        whole = Saved(writable(update, by=by))
    for name, text in changes.items():
        try:
            saved = save(update, by=by, at=at, was=was, changes={name: text})
        except StaleUpdate:
            raise
        except WorkflowError as error:
            whole.errors[name] = str(error)
            continue
        whole.update = saved.update
        whole.written += saved.written
        whole.conflicts |= saved.conflicts
    return whole


def is_blank(update):
    """Nothing stands in the draft and no file goes with it, whatever was typed and emptied again."""
    return not any(written(update).values()) and not update.attachments.filter(removed_at__isnull=True).exists()


def shown(update):
    """{name: text} of everything that can be written, as a page shows it and `save` compares it.

    A milestone that an accepted report dated stands dated until it gets another day.
    """
    texts = written(update)
    for milestone, day in (standing_days(update) if update.item.milestones.all() else {}).items():
        name = f"{MILESTONE}{milestone}"
        texts[name] = texts.get(name) or as_text(day)
    return texts


def twin_of(name):
    """The field of the answer beside that of a value, and the other way round; the same name for any other field."""
    for one, other in ((VALUE, BLANK), (BLANK, VALUE)):
        if name.startswith(one):
            return other + name.removeprefix(one)
    return {"completion": "completion_answer", "completion_answer": "completion"}.get(name, name)


def words_and_figures(update):
    """{name: text} as `shown`, of the fields and figures alone: no query where those and the targets are at hand."""
    texts = {name: as_text(getattr(update, name)) for name in FIELDS}
    texts["needs_decision"] = "on" if update.needs_decision else ""
    texts["completion"] = spell_number(update.completion)
    values = {value.target_id: value for value in update.values.all()}
    unavailable = {one.target_id for one in update.unavailable.all()}
    for target in update.item.targets.all():
        value = values.get(target.pk)
        texts[f"{VALUE}{target.pk}"] = spell_number(value and value.value)
        answer = CARRY if value and value.carried else UNAVAILABLE if target.pk in unavailable else ""
        texts[f"{BLANK}{target.pk}"] = answer
    return texts


def written(update):
    """{name: text} as `shown`, of what stands in the update itself."""
    texts = words_and_figures(update)
    reached = {one.milestone_id: one.reached_on for one in update.milestones.all()}
    for milestone in update.item.milestones.all():
        texts[f"{MILESTONE}{milestone.pk}"] = as_text(reached.get(milestone.pk))
    for part, taken_up_in in parts.offered(update).values_list("pk", "taken_up_in"):
        texts[f"{PART}{part}"] = "on" if taken_up_in else ""
    return texts


def _plain(text):
    """The text as it is kept: a browser sends lines with CR LF, and no database takes NUL."""
    return text.replace("\r\n", "\n").replace("\0", "")


def _write(update, name, text, *, by, at):
    if name.startswith(VALUE):
        target = Target.objects.get(pk=int(name.removeprefix(VALUE)))
        number = _read(text, target.label, target.unit)
        if sentence := too_low(target, number):
            raise WorkflowError(_("%(label)s: %(value)s") % {"label": target.label, "value": sentence})
        if number is None:
            _empty_value(update, target)
        else:
            _write_value(update, target, number)
    elif name.startswith(BLANK):
        _answer_blank(update, Target.objects.get(pk=int(name.removeprefix(BLANK))), text)
    elif name.startswith(MILESTONE):
        _write_milestone(
            update, Milestone.objects.get(pk=int(name.removeprefix(MILESTONE))), text, on=timezone.localdate(at)
        )
    elif name.startswith(PART):
        is_there = tick(update, int(name.removeprefix(PART)), bool(text), by=by, at=at)
        if not is_there:
            raise WorkflowError(str(PART_IS_GONE))
    elif name == "needs_decision":
        update.needs_decision = bool(text)
    elif name == "completion":
        _write_completion(update, read_percent(text))
    elif name == "completion_answer":
        _answer_completion(update, text)
    else:
        setattr(update, name, text)


def _read(text, label, unit):
    """The number that was typed, None for nothing; a WorkflowError names the `label`."""
    try:
        return read_figure(text, unit)
    except FigureRefused as error:
        raise WorkflowError(_("%(label)s: %(value)s") % {"label": label, "value": error.sentence}) from error


def read_percent(text):
    """The completion that was typed, None for nothing; a WorkflowError says in one sentence whatever is wrong."""
    try:
        number = read_figure(text, "%")
    except FigureRefused as error:
        raise WorkflowError(str(WRONG_PERCENT)) from error
    if number is not None and not (0 <= number <= figures.FULL and number == number.quantize(figures.TENTH)):
        raise WorkflowError(str(WRONG_PERCENT))
    return number


def _empty_value(update, target):
    """The field is blank. The page then shows its answer: carrying on, once chosen, was chosen for a blank field."""
    value = update.values.filter(target=target).first()
    if value and not (value.carried and target.pk in last_values(update)):
        value.delete()


def _write_value(update, target, number, *, carried=False):
    update.unavailable.filter(target=target).delete()
    value = update.values.filter(target=target).first() or TargetValue(update=update, target=target)
    value.label, value.unit, value.value, value.carried = target.label, target.unit, number, carried
    _check(value, called={"value": target.label})
    value.save()


def _answer_blank(update, target, answer):
    """What stands in the place of a value that the unit does not enter; a value that it has entered stays."""
    if update.values.filter(target=target, carried=False).exists():
        if answer == UNAVAILABLE:
            raise WorkflowError(VALUE_IS_ENTERED % {"label": target.label})
        return
    update.values.filter(target=target).delete()
    update.unavailable.filter(target=target).delete()
    if answer == CARRY:
        last = last_values(update).get(target.pk)
        if last is None:
            raise WorkflowError(NOTHING_TO_CARRY % {"label": target.label})
        _write_value(update, target, last.value, carried=True)
    elif answer == UNAVAILABLE:
        UnavailableFigure.objects.create(update=update, target=target, label=target.label)
    elif answer:
        raise WorkflowError(NO_SUCH_ANSWER % {"label": target.label})


def _write_completion(update, number):
    """Emptied, a completion that was carried on stays so, as `_empty_value` has it."""
    if number is None and update.completion_answer == CARRY and last_completion(update):
        return
    update.completion, update.completion_answer = number, ""


def _answer_completion(update, answer):
    """The same as `_answer_blank` for a completion that the unit judges itself."""
    if update.completion is not None and update.completion_answer != CARRY:
        if answer == UNAVAILABLE:
            raise WorkflowError(VALUE_IS_ENTERED % {"label": _("Completion")})
        return
    last = last_completion(update) if answer == CARRY else None
    if answer == CARRY and last is None:
        raise WorkflowError(NOTHING_TO_CARRY % {"label": _("Completion")})
    if answer not in ("", *ProgressUpdate.Blank):
        raise WorkflowError(NO_SUCH_ANSWER % {"label": _("Completion")})
    update.completion, update.completion_answer = last and last.value, answer


def _write_milestone(update, milestone, text, *, on):
    if not text:
        day = standing_days(update).get(milestone.pk)
        if day:
            raise WorkflowError(
                _("%(milestone)s: %(day)s stands by an accepted report. If it was wrong, enter the right day.")
                % {"milestone": milestone.title, "day": day.isoformat()}
            )
        update.milestones.filter(milestone=milestone).delete()
        return
    try:
        day = DayField().clean(text)
    except ValidationError as error:
        raise WorkflowError(_("%(milestone)s: this is not a day.") % {"milestone": milestone.title}) from error
    if day > on:
        raise WorkflowError(_("%(milestone)s: the day lies in the future.") % {"milestone": milestone.title})
    defaults = {"title": milestone.title, "reached_on": day}
    MilestoneReached.objects.update_or_create(update=update, milestone=milestone, defaults=defaults)


def _check(row, *, constraints=True, called=None):
    """`full_clean` of one row without asking the database for its relations; a sentence instead of a structure.

    `called` {field: label} are names that the page gives to fields.
    """
    relations = {one.name for one in row._meta.fields if one.is_relation}
    try:
        row.full_clean(exclude=relations, validate_unique=False, validate_constraints=constraints)
    except ValidationError as error:
        labels = {one.name: one.verbose_name for one in row._meta.fields} | (called or {})
        said = [(labels.get(name, ""), " ".join(sentences)) for name, sentences in error.message_dict.items()]
        sentences = [
            _("%(label)s: %(value)s") % {"label": label, "value": value} if label else value for label, value in said
        ]
        raise WorkflowError(" ".join(sentences)) from error
