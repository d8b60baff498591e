"""The form of a layout that the office changes: its columns by the places that they take, and their widths."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import LongTextField, Plain
from ..forms.wording import NO_SUCH_CHOICE, PAGE_INCOMPLETE, TOO_LONG
from ..models import Layout
from ..sheets.paper import PAPERS
from .columns import COLUMNS
from .shipped import GROUPS, MAIN, ONLY, SHEETS, SORTS
from .widths import LEAST, MOST

MOST_COLUMNS = 25
PREFIX, WIDTH = "place_", "width_"


def _choice(label, choices):
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages=NO_SUCH_CHOICE)


class LayoutEditForm(Plain):
    """Name, title line, paper, grouping, and for each column its place from the left, or none, and its width, or none:
    then it takes what is left."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = LongTextField(
        label=_("Name of the layout"),
        max_length=Layout.NAME_LIMIT,
        error_messages={"required": _("A layout needs a name."), **TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title_line = LongTextField(
        label=_("Line below the title"),
        max_length=Layout.LINE_LIMIT,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[(name, name) for name in PAPERS], error_messages=NO_SUCH_CHOICE
    )
    group = _choice(_("Grouping"), GROUPS.items())
    only = _choice(_("Which items"), ONLY.items())
    sort = _choice(_("Order of the items"), SORTS.items())
    sheets = forms.MultipleChoiceField(
        label=_("Further sheets"),
        choices=[(key, label) for key, label in SHEETS.items() if key != MAIN],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={name: NO_SUCH_CHOICE["invalid_choice"] for name in ("invalid_choice", "invalid_list")},
    )

    def __init__(self, *args, layout, automatic=None, **kwargs):
        """`automatic` is {key: width} of the columns that are shown, for those whose width nobody has set."""
        initial = {name: getattr(layout, name) for name in ("name", "title_line", "group", "only", "sort", "paper")}
        initial |= {"sheets": [key for key in layout.sheets if key != MAIN], "version": layout.version}
        places = {key: place for place, key in enumerate(layout.columns, start=1)}
        super().__init__(*args, initial=initial, **kwargs)
        for key, column in sorted(COLUMNS.items(), key=lambda pair: places.get(pair[0], MOST_COLUMNS + 1)):
            self.fields[PREFIX + key] = forms.IntegerField(
                label=_("Place"),
                min_value=1,
                max_value=99,
                required=False,
                initial=places.get(key),
                error_messages={
                    name: _("The place of a column is a number from 1 to 99.")
                    for name in ("invalid", "min_value", "max_value")
                },
            )
            free = (automatic or {}).get(key, column.width)
            self.fields[WIDTH + key] = forms.IntegerField(
                label=_("Width"),
                min_value=LEAST,
                max_value=MOST,
                required=False,
                initial=_whole(layout.widths.get(key)),
                error_messages={
                    name: _("A width is a number of characters from %(least)s to %(most)s.")
                    % {"least": LEAST, "most": MOST}
                    for name in ("invalid", "min_value", "max_value")
                },
                widget=forms.NumberInput(attrs={"placeholder": _("auto %(width)s") % {"width": round(free)}}),
            )

    @property
    def column_fields(self):
        """[(name of the column, field of its place, of its width)], those shown first, in their order."""
        keys = [name.removeprefix(PREFIX) for name in self.fields if name.startswith(PREFIX)]
        return [(str(COLUMNS[key]), self[PREFIX + key], self[WIDTH + key]) for key in keys]

    @property
    def plain_fields(self):
        """The other fields that are seen."""
        return [self[name] for name in self.fields if not name.startswith((PREFIX, WIDTH)) and name != "version"]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        super().clean()
        if "version" in self.errors:
            raise forms.ValidationError(PAGE_INCOMPLETE)
        told = dict(self.cleaned_data)
        places = {key: told.pop(PREFIX + key, None) for key in COLUMNS}
        widths = {key: told.pop(WIDTH + key, None) for key in COLUMNS}
        # Of two with one number that stays first which stood first.
        stood = [name.removeprefix(PREFIX) for name in self.fields if name.startswith(PREFIX)]
        columns = sorted((key for key in stood if places[key]), key=lambda key: places[key])
        if not self.errors and not 1 <= len(columns) <= MOST_COLUMNS:
            raise forms.ValidationError(
                _("A layout has 1 to %(most)s columns; number those that it shows.") % {"most": MOST_COLUMNS}
            )
        sheets = [MAIN, *(key for key in SHEETS if key in told.get("sheets", ()))]
        own = {key: widths[key] for key in columns if widths[key]}
        return {**told, "columns": columns, "widths": own, "sheets": sheets}


def _whole(width):
    return None if width is None else round(width)
