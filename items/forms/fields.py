"""Fields, widgets and the forms that others are made of.

Forms check what was typed; what is permitted is decided by the steps.
"""

import re
import unicodedata

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.safestring import SafeString

from ..models.supervision import REASON_LIMIT
from .keys import LONGEST_KEY
from .secrets import AsksAboutSecrets
from .wording import FAR_DAY, NO_SUCH_DAY, PAGE_INCOMPLETE, TOO_LONG

# No report was given before, and no calendar goes further (`items.models.holidays`).
FIRST_YEAR, LAST_YEAR = 1949, 2100
DAY = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?")


class DayInput(forms.DateInput):
    """The browser's own date field; its value is always an ISO date."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as people write it: 2011-12-30, 2011.12.30, 2011年12月30日, in full-width digits, too."""

    widget = DayInput
    default_error_messages = NO_SUCH_DAY

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).split())
            if found := DAY.fullmatch(value):
                value = "-".join(found.groups())
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(FAR_DAY, code="far")
        return day


class PressedButton(forms.HiddenInput):
    """The value of the button that was pressed. The template has the buttons; a field beside them would speak last."""

    def render(self, name, value, attrs=None, renderer=None):
        return SafeString("")


class LongTextField(forms.CharField):
    """Text of several lines. A text that is too long is refused with the limit, never cut in silence when pasted."""

    widget = forms.Textarea

    def to_python(self, value):
        # Browsers send a line break as two characters; it counts as the one that was typed. Characters that nobody
        # sees (NUL, zero width) come along when pasting; alone they would make a text that looks empty.
        text = super().to_python(value).replace("\r\n", "\n")
        return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()

    def widget_attrs(self, widget):
        return {}  # no maxlength: browsers cut a pasted text there


class KeysField(forms.ModelMultipleChoiceField):
    """Rows chosen by their keys. A key with more digits than a key of the database can have is no choice."""

    def clean(self, value):
        for key in value or []:
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


def words(label, *, required=False, rows=3, limit=REASON_LIMIT, **options):
    """A field for some sentences, of at most `limit` characters."""
    return LongTextField(
        label=label,
        required=required,
        max_length=limit,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def day(label, *, required=False, **options):
    """A field for a day."""
    return DayField(label=label, required=required, **options)


class Plain(AsksAboutSecrets, forms.Form):
    """A form whose tag and buttons stand in the template."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's form has its token, and one key


class VersionedForm(Plain):
    """A form on one item that remembers which version of the item its page showed."""

    # Without an id: the item page holds several of these forms.
    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}))

    def clean(self):
        if "version" in self.errors:
            raise forms.ValidationError(PAGE_INCOMPLETE)
        return super().clean()

    def show_version(self, version):
        """After a collision: the next attempt counts as made upon the present state."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version


def typed_in(form):
    """[(label, text)] of words, days and numbers typed in a form that cannot be sent again, to be copied from there."""
    shown = (forms.CharField, forms.DateField, forms.DecimalField)
    return [
        (field.label, field.data) for field in form if isinstance(field.field, shown) and field.data and field.label
    ]


class Act(Plain):
    """One of several small forms on a page: ids by its `name`, and what was typed if its place is gone meanwhile."""

    def __init__(self, *args, name, **kwargs):
        super().__init__(*args, auto_id=f"{name}-%s", **kwargs)

    def typed(self):
        return typed_in(self)


class ActForm(Act, VersionedForm):
    """A form on one item, with the version of the item that its page showed."""

    def __init__(self, *args, item, initial=None, **kwargs):
        super().__init__(*args, initial={"version": item.version, **(initial or {})}, **kwargs)
        self.item = item
