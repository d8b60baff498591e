"""Small forms for what units ask and what is answered; the item page holds several of them at once.

Each gets a `name`, which makes its ids its own and is the key under which a refused form comes back to the page.
"""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Department, User

from .forms import DayInput, LongTextField, VersionedForm
from .models import Objection, Responsibility, WorkItem, WorkReport
from .models.supervision import REASON_LIMIT
from .rules.accepted import accounts
from .target_forms import NumberField
from .wording import NO_SUCH_CHOICE, NO_SUCH_DAY, TOO_LONG

ITEM_NUMBER = re.compile(r"(\d{1,6})(?:-(\d{1,3}))?")
EXCERPT = 30


def words(label, *, required=False, rows=3, **options):
    """A field for some sentences."""
    return LongTextField(
        label=label,
        required=required,
        max_length=REASON_LIMIT,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def day(label, *, required=False, **options):
    return forms.DateField(label=label, required=required, widget=DayInput, error_messages=NO_SUCH_DAY, **options)


class Act:
    """Ids by the form's name, and what was typed for the case that its place on the page is gone."""

    def __init__(self, *args, name, **kwargs):
        super().__init__(*args, auto_id=f"{name}-%s", **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def typed(self):
        """[(label, text)] of the words and days that were typed, to be copied from a form that cannot be sent again."""
        shown = (forms.CharField, forms.DateField)
        return [
            (field.label, field.data) for field in self if isinstance(field.field, shown) and field.data and field.label
        ]


class ActForm(Act, VersionedForm):
    """A form on one item, with the version of the item that its page showed."""

    def __init__(self, *args, item, initial=None, **kwargs):
        super().__init__(*args, initial={"version": item.version, **(initial or {})}, **kwargs)
        self.item = item


class ObjectionForm(ActForm):
    """What the unit objects to; `rows` are its responsibilities that it could sign for."""

    responsibility = forms.ModelChoiceField(
        label=_("For the unit"), queryset=Responsibility.objects.none(), error_messages=NO_SUCH_CHOICE
    )
    kind = forms.ChoiceField(label=_("Objection to"), choices=Objection.Kind.choices, error_messages=NO_SUCH_CHOICE)
    reason = words(_("Reason"), required=True)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["responsibility"]
        field.queryset = Responsibility.objects.filter(pk__in=[row.pk for row in rows]).select_related("department")
        field.initial = rows[0].pk if rows else None
        field.label_from_instance = lambda row: row.department.name
        if len(rows) == 1:
            field.widget = forms.HiddenInput()


class SettleForm(ActForm):
    """How the office settles an objection."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=Objection.Decision.choices,
        widget=forms.RadioSelect,
        error_messages=NO_SUCH_CHOICE,
    )
    department = forms.ModelChoiceField(
        label=_("Unit that takes over"),
        queryset=Department.objects.none(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    due_on = day(_("New deadline"))
    text = LongTextField(
        label=_("New wording"), required=False, widget=forms.Textarea(attrs={"rows": 3}), error_messages=TOO_LONG
    )
    answer = words(_("Answer to the unit"), help_text=_("Needed when the item stays as issued."))

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, item=item, initial={"text": item.text}, **kwargs)
        self.fields["department"].queryset = Department.objects.standing().active(clock.today())


class ExtensionForm(ActForm):
    """A later deadline, and why."""

    wanted_on = day(_("Deadline asked for"), required=True)
    reason = words(
        _("Reason"), required=True, help_text=_("Where the item stands, why it takes longer, what will be done.")
    )


class ExtensionDecisionForm(ActForm):
    """The day that the office grants, or a refusal; the button that was pressed says which."""

    APPROVE, DENY = "approve", "deny"

    granted_on = day(_("Deadline granted"))
    answer = words(_("Answer to the unit"), help_text=_("Needed when denying or granting another day."))
    decision = forms.ChoiceField(choices=[(APPROVE, ""), (DENY, "")], widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        approves = cleaned.get("decision") == self.APPROVE
        if approves and not cleaned.get("granted_on") and "granted_on" not in self.errors:
            self.add_error("granted_on", _("Choose the day that is granted."))
        return cleaned


class ClosingForm(ActForm):
    """The result in words and, for each target, the figure reached."""

    result = words(_("Result"), required=True, rows=4, help_text=_("What was achieved, and what shows it."))

    def __init__(self, *args, item, unit=None, **kwargs):
        super().__init__(*args, item=item, **kwargs)
        self.targets = list(item.targets.all())
        reached = self._last_reached(unit) if self.targets and unit else {}
        for target in self.targets:
            self.fields[f"value_{target.pk}"] = NumberField(
                label=f"{target.label} ({target.figure})", initial=reached.get(target.pk), help_text=target.unit
            )

    def _last_reached(self, unit):
        """{target pk: the value of the unit's latest accepted update}; what members of collectives reach is a part."""
        told = accounts([self.item])[self.item.pk]
        if unit.pk not in told.speakers or told.speakers[unit.pk].via is not None:
            return {}
        return {target: words[unit.pk].value for target, words in told.said().items() if unit.pk in words}

    def values(self):
        """{Target: Decimal or None}."""
        return {target: self.cleaned_data[f"value_{target.pk}"] for target in self.targets}


class ClosingDecisionForm(ActForm):
    """Words to a request to close; the button that was pressed says what is done with it."""

    CHOICES = ("close", "return", "forward", "approve", "refuse", "withdraw")

    completed_on = day(_("Completed on"), help_text=_("Today, if left empty."))
    words = words(_("Words to it"), help_text=_("Needed when it is returned, refused or withdrawn."))
    decision = forms.ChoiceField(choices=[(word, "") for word in CHOICES], widget=forms.HiddenInput)

    def __init__(self, *args, may_close=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_close and not self.is_bound:
            del self.fields["completed_on"]


class LaterItemForm(ActForm):
    """An item of a later report by its number; both fields empty for none."""

    into_report = forms.ModelChoiceField(
        label=_("Goes on in the report"),
        queryset=WorkReport.objects.none(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    into_number = forms.CharField(
        label=_("as item number"), required=False, max_length=10, help_text=_("E.g. 191 or 191-2.")
    )

    def __init__(self, *args, item, **kwargs):
        present = item.carried_to
        initial = {"into_report": present.report_id, "into_number": present.display_number} if present else {}
        super().__init__(*args, item=item, initial=initial, **kwargs)
        later = WorkReport.objects.filter(year__gt=item.report.year).defer("source_text")
        self.fields["into_report"].queryset = later
        if not self.is_bound and not later.exists():
            del self.fields["into_report"], self.fields["into_number"]

    def clean(self):
        cleaned = super().clean()
        report, number = cleaned.get("into_report"), cleaned.get("into_number")
        cleaned["into"] = None
        if report and number:
            found = ITEM_NUMBER.fullmatch(number)
            if found:
                cleaned["into"] = WorkItem.objects.filter(
                    report=report, number=int(found[1]), clause=int(found[2] or 1)
                ).first()
            if cleaned["into"] is None:
                self.add_error("into_number", _("The report has no item with this number."))
        elif (report or number) and "into_report" not in self.errors:
            self.add_error("into_number", _("Name both the report and the number, or neither."))
        return cleaned


class CarryOverForm(LaterItemForm):
    """Carrying over, with the reason and perhaps the item that it goes on as."""

    reason = words(_("Reason"), required=True, help_text=_("E.g. the decision or document behind it."))

    field_order = ("version", "reason")


class EarlierItemForm(Act, forms.Form):
    """Which carried-over item of an earlier report goes on here; a choice is "<pk>-<version>"."""

    earlier = forms.ChoiceField(label=_("Goes on from"), error_messages=NO_SUCH_CHOICE)

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {f"{item.pk}-{item.version}": item for item in items}
        self.fields["earlier"].choices = [
            (key, f"{item.report} {item.display_number} {item.text[:EXCERPT]}") for key, item in self.items.items()
        ]

    def earlier_item(self):
        return self.items[self.cleaned_data["earlier"]]


class InstructionForm(Act, forms.Form):
    """What a leader writes on an item."""

    text = words(_("Instruction"), required=True)
    due_on = day(_("Answer until"))


class AnswerForm(Act, forms.Form):
    """An answer to an instruction."""

    text = words(_("Answer"), required=True)


class PersonField(forms.ModelChoiceField):
    """Somebody who may sign in; people of the unit first."""

    def __init__(self, **options):
        super().__init__(queryset=User.objects.filter(is_active=True), error_messages=NO_SUCH_CHOICE, **options)

    def offer(self, department, leave_out):
        """The choices: people of the department in front, without `leave_out` (a key)."""
        self.queryset = self.queryset.exclude(pk=leave_out)
        near = set()
        if department is not None:
            posts = department.memberships.current(clock.today())
            near = set(posts.values_list("user", flat=True))
        groups = {True: [], False: []}
        for person in self.queryset.only("pk", "name", "username"):
            groups[person.pk in near].append((person.pk, f"{person} ({person.username})"))
        named = [(_now("Of the unit"), groups[True]), (_now("Others"), groups[False])]
        self.widget.choices = [("", "---------"), *((name, people) for name, people in named if people)]


class HandOverForm(Act, forms.Form):
    """Who takes a post over, and from when."""

    to = PersonField(label=_("Successor"))
    on = day(_("From"), required=True)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(post.department, post.user_id)


class DelegateForm(Act, forms.Form):
    """Who stands in, from when to when."""

    to = PersonField(label=_("Who stands in"))
    start_on = day(_("From"), required=True)
    end_on = day(_("Until"), required=True)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200, error_messages=TOO_LONG)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(post.department, post.user_id)
