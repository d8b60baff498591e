"""Small forms for what units ask and what is answered; the item page holds several of them at once.

Each gets a `name`, which makes its ids its own and is the key under which a refused form comes back to the page.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Department

from ..forms.fields import Act, ActForm, DayField, LongTextField, PressedButton, day, words
from ..forms.found import UnitField
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import Objection, Responsibility
from ..plans.forms import lowering_words


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
    department = UnitField(
        label=_("Unit that takes over"),
        queryset=Department.objects.none(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    role = forms.ChoiceField(
        label=_("New role of the unit"),
        choices=[("", "---------"), *Responsibility.Role.choices],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    due_on = day(_("New deadline"))
    text = LongTextField(
        label=_("New wording"), required=False, widget=forms.Textarea(attrs={"rows": 3}), error_messages=TOO_LONG
    )
    answer = words(
        _("Answer to the unit"), help_text=_("Needed when the item stays as issued or the targets were changed.")
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, item=item, initial={"text": item.text}, **kwargs)
        self.fields["department"].queryset = Department.objects.unmerged().active(clock.today())


class ExtensionForm(ActForm):
    """A later deadline, and why."""

    wanted_on = day(_("Deadline asked for"), required=True)
    reason = words(
        _("Reason"), required=True, help_text=_("Where the item stands, why it takes longer, what will be done.")
    )


class ExtensionDecisionForm(ActForm):
    """The day that the office grants, or a refusal; the button that was pressed says which.

    `shown_on` is the day of which the page has shown what granting it does.
    """

    APPROVE, DENY = "approve", "deny"

    shown_on = DayField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
    granted_on = day(_("Deadline granted"))
    answer = words(_("Answer to the unit"), help_text=_("Needed when denying or granting another day."))
    lowering = lowering_words()
    decision = forms.ChoiceField(choices=[(APPROVE, ""), (DENY, "")], widget=PressedButton)

    def clean(self):
        cleaned = super().clean()
        approves = cleaned.get("decision") == self.APPROVE
        if approves and not cleaned.get("granted_on") and "granted_on" not in self.errors:
            self.add_error("granted_on", _("Choose the day that is granted."))
        return cleaned

    def show_effect(self, wanted_on):
        """The day of which the page shows what granting it does: the one that was typed, else `wanted_on`."""
        typed = self.cleaned_data.get("granted_on") if self.is_bound else None
        day = typed or wanted_on
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("shown_on")] = day.isoformat()
        else:
            self.initial["shown_on"] = day
        return day


class SignForm(Act):
    """What the unit's head does with what waits for a signature; the button that was pressed says which."""

    SIGN, RETURN = "sign", "return"

    reason = words(_("What has to be changed"), rows=2, help_text=_("Needed when returning it."))
    decision = forms.ChoiceField(choices=[(SIGN, ""), (RETURN, "")], widget=PressedButton)

    def __init__(self, *args, may_sign=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_sign = may_sign


class InstructionForm(Act):
    """What a leader writes on an item."""

    text = words(_("Instruction"), required=True)
    due_on = day(_("Answer until"))


class AnswerForm(Act):
    """An answer to an instruction."""

    text = words(_("Answer"), required=True)
