"""The form of a person's own settings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import User

from ..forms.fields import Plain
from ..forms.keys import key_of
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..ledger.forms import FirstViewField
from ..models import DigestSettings
from ..rules.secrecy import MOBILE

SEEN = "seen_"


class PersonalForm(Plain):
    """Telephone, digest and first view; hidden beside each what the page showed, so that nobody's change is undone."""

    may_hold_in = {"phone": frozenset({MOBILE})}

    phone = forms.CharField(
        label=User._meta.get_field("phone").verbose_name,
        required=False,
        max_length=User._meta.get_field("phone").max_length,
        error_messages=TOO_LONG,
        help_text=_("Whoever has to reach you by telephone finds it beside your name."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    digest = forms.ChoiceField(
        label=_("Digest"),
        required=False,
        choices=[("", _("No digest")), *DigestSettings.Often.choices],
        error_messages=NO_SUCH_CHOICE,
        help_text=_(
            "One message with what waits for you and what has changed on the items you follow, when work begins; the "
            "weekly one on the first workday of the week. Without anything to tell none comes. It begins after today."
        ),
    )
    opens_with = FirstViewField()

    def __init__(self, *args, present, links, **kwargs):
        """`present` as `page.settings_of` gives it, `links` as `ledger.page.view_links` does."""
        shown = {**present, "opens_with": present["opens_with"] and present["opens_with"].pk}
        initial = shown | {f"{SEEN}{name}": value for name, value in shown.items()}
        super().__init__(*args, initial=initial, auto_id="personal-%s", **kwargs)
        self.fields["opens_with"].offer(links)
        for name in shown:
            self.fields[f"{SEEN}{name}"] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def show_present(self, present):
        """Let what was typed stand; saved again, it is meant upon the settings as they are now."""
        self.data = self.data.copy()
        for name, value in present.items():
            self.data[f"{SEEN}{name}"] = getattr(value, "pk", value) or ""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        seen = {name: data.pop(f"{SEEN}{name}", "") for name in ("phone", "digest", "opens_with")}
        return {**data, "seen": {**seen, "opens_with": key_of(seen["opens_with"])}}
