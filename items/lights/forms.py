"""The form with which the supervision office sets the rules of the lights."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..forms.fields import DayField, DayInput
from ..forms.secrets import AsksAboutSecrets
from ..forms.wording import NO_SUCH_CHOICE, NO_SUCH_DAY, PAGE_INCOMPLETE, TOO_LONG
from ..models import Colour, LightRules
from .setting import LONGEST_WORD, THRESHOLDS
from .terms import COLOURS, PALETTE, SHAPES, look


class LightRulesForm(AsksAboutSecrets, forms.ModelForm):
    """Thresholds, words and colours, from which day on and why; `seen` is the newest rule set that the page showed.

    `rules` are those that the form begins with, `on` is today.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = LightRules
        fields = [*THRESHOLDS, "effective_on", "reason"]
        field_classes = {"effective_on": DayField}
        widgets = {"effective_on": DayInput}
        error_messages = {"effective_on": NO_SUCH_DAY, "reason": TOO_LONG}

    def __init__(self, *args, rules, seen, on, **kwargs):
        initial = {"seen": seen, "effective_on": on, "reason": ""}
        for colour in Colour:
            initial[f"word_{colour}"] = rules.looks.get(colour, {}).get("word", "")
            initial[f"colour_{colour}"] = look(colour, rules).colour
        # A copy: checking writes into it, and what is in force is shown beside it.
        kept = {name: getattr(rules, name) for name in THRESHOLDS}
        instance = LightRules(report_id=rules.report_id, effective_on=on, **kept)
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("It stands with the rules, for everybody.")
        for colour in Colour:
            self._add_look(colour)

    def _add_look(self, colour):
        by_default = str(colour.label)
        self.fields[f"word_{colour}"] = forms.CharField(
            label=by_default,
            required=False,
            max_length=LONGEST_WORD,
            error_messages=TOO_LONG,
            widget=forms.TextInput(attrs={"placeholder": by_default}),
        )
        self.fields[f"colour_{colour}"] = forms.ChoiceField(
            label=_("Colour"),
            choices=list(PALETTE.items()),
            error_messages=NO_SUCH_CHOICE,
            widget=forms.Select(attrs={"aria-label": f"{by_default} · {gettext('Colour')}"}),
        )

    def clean(self):
        cleaned = super().clean()
        if "seen" in self.errors:
            raise forms.ValidationError(PAGE_INCOMPLETE)
        self.instance.looks = self.looks()
        return cleaned

    def looks(self):
        """{colour: {"word": …, "colour": …}} of what differs from the default."""
        found = {}
        for colour in Colour:
            word = " ".join(self.cleaned_data.get(f"word_{colour}", "").split())
            shown = self.cleaned_data.get(f"colour_{colour}", COLOURS[colour])
            own = {"word": word} if word and word != str(colour.label) else {}
            if shown != COLOURS[colour]:
                own["colour"] = shown
            if own:
                found[colour.value] = own
        return found

    def rules(self):
        """What `set_light_rules` takes as the fields."""
        return {**{name: self.cleaned_data[name] for name in THRESHOLDS}, "looks": self.looks()}

    def complaints(self):
        """[(label or "", sentences)] of what is wrong."""
        return [(self.fields[name].label if name in self.fields else "", told) for name, told in self.errors.items()]

    def thresholds(self):
        """The bound fields of the thresholds, in their order."""
        return [self[name] for name in THRESHOLDS]

    def look_rows(self):
        """[(shape, word field, colour field)] of the lights."""
        return [(SHAPES[colour], self[f"word_{colour}"], self[f"colour_{colour}"]) for colour in Colour]
