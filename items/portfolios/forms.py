"""The units of one leader."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import KeysField, Plain
from ..forms.keys import keys_of
from ..forms.wording import NO_SUCH_CHOICE


class PortfolioForm(Plain):
    """Ticks at the units that the leader answers for; `seen` are the keys of those ticked when the page was drawn."""

    units = KeysField(
        label=_("Units in charge of"),
        queryset=Department.objects.unmerged(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NO_SUCH_CHOICE["invalid_choice"]},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kept, acting, **kwargs):
        """`kept` are the keys as they are kept, `acting` those of the units that act for them today."""
        keys = "、".join(map(str, sorted(kept)))
        super().__init__(*args, initial={"units": acting, "seen": keys}, **kwargs)

    def clean_seen(self):
        return set(keys_of(self.cleaned_data["seen"].split("、")))
