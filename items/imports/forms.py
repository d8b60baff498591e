"""Forms of the import pages: the upload, what is said about the report, and the buttons of the remedies."""

from dataclasses import replace

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from ..documents import LARGEST_FILE
from ..forms.fields import DayField, DayInput, LongTextField, Plain
from ..forms.secrets import ANYWAY, AnywayForm
from ..forms.wording import NO_SUCH_CHOICE, NO_SUCH_DAY, PAGE_INCOMPLETE, TOO_LONG
from ..models import ImportDraft, WorkReport
from ..models.work_item import REMARK_LIMIT
from ..rules.secrecy import ANYTHING
from . import ImportRefused, columns, remedies, starts
from .decision_list import forget
from .drafts import DESCRIBED

MEGABYTE = 1024 * 1024
# What the browser offers when a file is chosen; whether it can be read, its content decides.
_READ = ".docx,.docm,.xlsx,.xlsm,.pdf,.txt,.csv,.tsv,.xls,.xlsb,.et,.ods,.doc,.wps,.rtf,.odt"
_DAY = DayField(error_messages={"required": NO_SUCH_DAY["invalid"]})


class UploadForm(Plain):
    """A file or a pasted text, and the report that it corrects, if any."""

    may_hold = ANYTHING  # `ApplyAnywayForm` asks once the file has been read

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,  # the reading says what is wrong with it
        widget=forms.ClearableFileInput(attrs={"accept": _READ}),
        help_text=_(".docx, .xlsx, .csv, .xls, .et, .pdf with a text layer or .txt, at most 20 MB."),
    )
    text = LongTextField(
        label=_("Or paste the text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Tables pasted from Word, WPS or Excel keep their columns."),
    )
    corrects = forms.ModelChoiceField(
        WorkReport.objects.live(),
        label=_("Corrected version of"),
        required=False,
        empty_label=_("None: a new report"),
        help_text=_("All items keep their progress, notes and history."),
        error_messages=NO_SUCH_CHOICE,
    )

    def clean(self):
        data = super().clean()
        file, text = data.get("file"), data.get("text")
        if "file" in self.errors or "text" in self.errors:
            return data
        if file and text:
            raise forms.ValidationError(_("Choose a file or paste a text, not both: it is not clear which one counts."))
        if not file and not text:
            raise forms.ValidationError(_("Choose a file or paste the text of the breakdown."))
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("“%(name)s” has %(size)s MB; at most %(limit)s MB are possible. Remove pictures from it or split it.")
                % {"name": file.name, "size": -(-file.size // MEGABYTE), "limit": LARGEST_FILE // MEGABYTE}
            )
        return data

    def upload(self):
        """(name, bytes) of what was sent."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        return str(_("Pasted text")), self.cleaned_data["text"].encode()


class ApplyAnywayForm(AnywayForm):
    """Why a draft goes into the ledger although something of it looks secret."""

    def __init__(self, *args, found):
        super().__init__(
            *args,
            found=found,
            label=_("Import all the same, because…"),
            missing=_("Take it out of the file and upload that; or say why it is imported all the same."),
        )
        if found:
            self.fields[ANYWAY].widget.attrs["data-keep"] = ""


class ReportDataForm(forms.ModelForm):
    """What the document does not say, or says wrongly, about itself; `ApplyAnywayForm` asks about it."""

    remark = LongTextField(
        label=_("Remark"),
        required=False,
        max_length=REMARK_LIMIT,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = ImportDraft
        fields = DESCRIBED
        widgets = {"default_due_on": DayInput}
        field_classes = {"default_due_on": DayField}
        labels = {"default_due_on": _("Default deadline"), "group": _("Group of all items")}
        help_texts = {
            "default_due_on": _("For items whose text names no day."),
            "group": _("E.g. “十件实事”; leave empty for the groups that the text announces itself."),
        }
        error_messages = {"default_due_on": NO_SUCH_DAY, "title": TOO_LONG, "issuer": TOO_LONG}

    def __init__(self, *args, found_rule="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.fields["year"].required = self.fields["title"].required = True
        self.fields["year"].min_value, self.fields["year"].max_value = 1949, 2999
        rule = dict(WorkReport.LeadRule.choices).get(found_rule, "")
        self.fields["lead_rule"].choices = [
            ("", _("as found in the text: %(rule)s") % {"rule": rule} if rule else _("as found in the text")),
            *WorkReport.LeadRule.choices,
        ]

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 1949 <= year <= 2999:
            raise forms.ValidationError(_("Write the year with four digits, e.g. 2012."))
        return year


def read_remedy(data, act=None):
    """What the pressed button asks for, as a function of the plan; `data` is the request's POST, `act` another button.

    A button's value is a verb and what it is about, e.g. "drop:1234"; other fields are named after that, too.
    """
    verb, _colon, about = (act or data.get("act", "")).partition(":")
    try:
        return _REMEDIES[verb](about, data)
    except (KeyError, ValueError) as error:
        raise ImportRefused(str(PAGE_INCOMPLETE)) from error


def _match(about, data):
    index, key = map(int, about.split(":"))
    department = remedies.unmerged_department(key)
    return _named(index, remedies.match_unit, department, remember=_remembers(index, data))


def _match_typed(about, data):
    index = int(about)
    return _named(index, remedies.match_unit_by_name, data[f"unit-{index}"], remember=_remembers(index, data))


def _remembers(index, data):
    return f"remember-{index}" in data


def _named(index, remedy, *values, **options):
    """The remedy for the unknown name at that place of the list."""

    def decide(plan):
        if not 0 <= index < len(plan.unknown_units):
            raise ImportRefused(_("This name has been settled already; look at the present state."))
        return remedy(plan, plan.unknown_units[index], *values, **options)

    return decide


def _set_leads(_about, data):
    rows = [(name, value) for name, value in data.items() if name.startswith("lead-") and value]
    leads = {int(name.removeprefix("lead-")): value for name, value in rows}
    return lambda plan: remedies.set_leads(plan, leads)


def _set_lead(about, data):
    start = int(about)
    name = data[f"cardlead-{start}"]
    return lambda plan: remedies.set_leads(plan, {start: name})


def _split(about, data):
    start = int(about)
    offset = int(data[f"split-{start}"])
    return lambda plan: remedies.split_item(plan, start, offset)


def _set_number(about, data):
    start = int(about)
    typed = data[f"number-{start}"].strip()
    if not typed.isdecimal():
        raise ImportRefused(_("Write the number in digits, e.g. 191."))
    number = int(typed) if len(typed) < 10 else 0  # more digits than any number has are refused all the same
    return lambda plan: remedies.set_number(plan, start, number)


def _give(about, data):
    start = int(about)
    typed = data[f"give-{start}"]
    return lambda plan: remedies.give_units(plan, start, typed)


def _give_day(about, data):
    start = int(about)
    try:
        day = _DAY.clean(data[f"due-{start}"])
    except forms.ValidationError as error:
        raise ImportRefused(error.messages[0]) from error
    return lambda plan: remedies.give_day(plan, start, day)


# Fields with a button of their own beside them: what Enter in one of them, or in several, asks for.
_TYPED = {"unit": _match_typed, "give": _give, "number": _set_number, "due": _give_day}


def _take_typed(_about, data):
    """Everything that was typed on the form, as if the button beside each field had been pressed."""
    typed = [name.partition("-") for name, value in data.items() if value.strip()]
    steps = [_TYPED[field](about, data) for field, _dash, about in typed if field in _TYPED]
    if not steps:
        raise ImportRefused(_("Type something into a field first, or press one of the buttons."))

    def decide(plan):
        for step in steps:
            plan = replace(plan, decisions=step(plan))
        return plan.decisions

    return decide


def _set_columns(about, data):
    start = int(about)
    name = f"column-{start}-"
    kinds = {int(field.removeprefix(name)): kind for field, kind in data.items() if field.startswith(name)}
    if not set(kinds.values()) <= set(columns.KINDS):
        raise ValueError("no such kind of column")
    head = int(data[f"head-{start}"])
    return lambda plan: columns.set_columns(plan, start, kinds, head)


def _divide(about, data):
    place, rule = about.split(":")
    at, marks = int(place), [int(mark) for mark in data.getlist("mark")]
    return lambda plan: starts.divide(plan, at, marks, rule)


def _cancel_missing(_about, data):
    keys, shown = (set(map(int, data.getlist(name))) for name in ("cancel", "shown"))
    return lambda plan: remedies.cancel_missing(plan, keys & shown, shown=shown)


def _about_item(remedy):
    """What reads the item's start before the remedy runs, so that a start that is no number counts as incomplete."""

    def read(about, _data):
        start = int(about)
        return lambda plan: remedy(plan, start)

    return read


_REMEDIES = {
    "typed": _take_typed,
    "unit": _match,
    "unit-typed": _match_typed,
    "unit-new": lambda about, _data: _named(int(about), remedies.make_unit),
    "unit-ignore": lambda about, _data: _named(int(about), remedies.ignore_unit),
    "units-new": lambda _about, _data: remedies.make_single_units,
    "lead": _set_lead,
    "leads": _set_leads,
    "leads-suggested": lambda _about, _data: lambda plan: remedies.set_leads(plan, remedies.suggested_leads(plan)),
    "give": _give,
    "number": _set_number,
    "due": _give_day,
    "drop": _about_item(remedies.drop_item),
    "split": _split,
    "join": _about_item(remedies.join_item),
    "add": lambda about, _data: lambda plan: remedies.add_item(plan, about),
    "add-to": lambda about, _data: lambda plan: remedies.add_to_item(plan, about),
    "heading": lambda about, _data: lambda plan: remedies.add_heading(plan, about),
    "forget": lambda about, _data: lambda plan: forget(plan, about),
    "read-in": lambda about, _data: lambda plan: remedies.read_in(plan, about),
    "columns": _set_columns,
    "columns-right": _about_item(columns.confirm_columns),
    "divide": _divide,
    "target": lambda about, _data: lambda plan: remedies.count_as_target(plan, about),
    "accept": lambda about, _data: lambda plan: remedies.accept(plan, [about]),
    "accept-group": lambda about, _data: (
        lambda plan: remedies.accept(plan, [found.key for found in plan.findings if found.group == about])
    ),
    "missing": _cancel_missing,
}
