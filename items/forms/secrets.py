"""Forms whose words others read: what must not be in them is said beside the field, and goes in with a reason alone."""

from crispy_forms.helper import FormHelper
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..rules.secrecy import secrets_in
from .wording import TOO_LONG

# The name of the field for the reason, as it is sent; it appears where something was found.
ANYWAY = "sent_anyway"
ANYWAY_LIMIT = 200
KEPT_IN_HISTORY = gettext_lazy("The reason is kept in the history.")


class AskedField(forms.BoundField):
    """A field that shows below itself where to say why its words are sent all the same."""

    def as_widget(self, *args, **kwargs):
        shown = super().as_widget(*args, **kwargs)
        if self.form.is_bound and getattr(self.form, "asked_beside", None) == self.name:
            shown += self.form.draw_reason()
        return shown


class AsksAboutSecrets:
    """A form that asks why, once, where its words or the name of its file hold what `secrets_in` finds.

    Fields that nobody sees or has changed are not asked about, nor passwords. `may_hold` are the kinds of
    `rules.secrecy` that the form is made for, `may_hold_in` those of single fields.
    """

    bound_field_class = AskedField
    may_hold: frozenset[str] = frozenset()
    may_hold_in: dict[str, frozenset[str]] = {}
    kept = KEPT_IN_HISTORY  # where the reason goes, in a sentence
    # The field that the reason stands below, and the reason itself.
    asked_beside, sent_anyway = None, ""

    def _post_clean(self):
        super()._post_clean()
        self._look_for_secrets()

    def _look_for_secrets(self):
        found = {name: secrets for name in self.cleaned_data if (secrets := self._secrets_of(name))}
        if not found:
            return
        self.asked_beside = next(name for name in self.fields if name in found)
        sentence = self._read_reason()
        if sentence:
            for name, secrets in found.items():
                self.add_error(name, [*(secret.sentence for secret in secrets), sentence])

    def _secrets_of(self, name):
        field, value = self.fields.get(name), self.cleaned_data.get(name)
        is_seen = field is not None and not field.widget.is_hidden and not isinstance(field.widget, forms.PasswordInput)
        if not is_seen or name not in self.changed_data:
            return []
        if isinstance(field, forms.FileField):
            text = getattr(value, "name", "")
        else:
            text = value if isinstance(field, forms.CharField) and isinstance(value, str) else ""
        may_hold = self.may_hold | self.may_hold_in.get(name, frozenset())
        return [secret for secret in secrets_in(text) if secret.kind not in may_hold]

    def _read_reason(self):
        """Take the reason that was sent; the sentence that is missing for one, else ""."""
        reason = " ".join(self.data.get(self.add_prefix(ANYWAY), "").split())
        if len(reason) > ANYWAY_LIMIT:
            return TOO_LONG["max_length"] % {"show_value": len(reason), "limit_value": ANYWAY_LIMIT}
        self.sent_anyway = reason
        if reason:
            return ""
        if isinstance(self.fields[self.asked_beside], forms.FileField):
            return _("Rename the file and choose it again; or choose it again and say why it is sent as it is.")
        return _("Take it out; or say why it is sent all the same.")

    def draw_reason(self):
        name = self.add_prefix(ANYWAY)
        context = {
            "name": name,
            "id": f"{self[self.asked_beside].auto_id or self.asked_beside}-anyway",
            "error": f"{self[self.asked_beside].auto_id}_error",
            "value": self.data.get(name, ""),
            "limit": ANYWAY_LIMIT,
            "kept": self.kept,
        }
        return render_to_string("includes/_sent_anyway.html", context)


class AnywayForm(forms.Form):
    """Why what the portal keeps already goes on although secrets were `found` in it; without any it asks nothing.

    `missing` is the sentence for whoever gave no reason.
    """

    def __init__(self, *args, found, label, missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        if found:
            self.fields[ANYWAY] = forms.CharField(
                label=label,
                max_length=ANYWAY_LIMIT,
                help_text=KEPT_IN_HISTORY,
                error_messages={"required": missing, **TOO_LONG},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def sent_anyway(self):
        return " ".join(self.cleaned_data.get(ANYWAY, "").split())


def reasons_of(*asked):
    """The reasons that were given on these forms and sets of forms, in one line; "" where nothing was asked."""
    singles = [form for one in asked for form in getattr(one, "forms", [one])]
    return "；".join(dict.fromkeys(filter(None, (getattr(form, "sent_anyway", "") for form in singles))))
