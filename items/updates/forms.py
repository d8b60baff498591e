"""Forms of the page of a progress update. Its fields are saved one by one, so they are read one by one, too."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import LongTextField, VersionedForm
from ..forms.numbers import PercentField
from ..forms.wording import TOO_LONG
from ..models.supervision import REASON_LIMIT
from . import drafting


def clean(text):
    """What was typed, without characters that nobody sees and without blanks around it."""
    return LongTextField(required=False).to_python(text)


def is_tick(name):
    """Whether the field is a tick box, of which a browser sends nothing where it is not ticked."""
    return name == "needs_decision" or name.startswith(drafting.PART)


class SentFields:
    """The fields of an update as a page has sent them: what stands in them, and what the page had shown.

    `names` are those that the update has. A page with a script says in `only` which of them were touched, any other
    sends all. `keep` and `take` name a field whose conflict the person has settled: their own text, or the other's.
    """

    def __init__(self, data, names):
        # A target may have been removed while its value was being typed: the step then says so.
        gone = [name for name in data if name.startswith(drafting.OF_ROWS) and name not in names]
        names = [*names, *gone]
        asked = data["only"].split(",") if "only" in data else names
        self.was = {name: clean(data[f"was_{name}"]) for name in names if f"was_{name}" in data}
        self.texts = {
            name: clean(data.get(name, "")) for name in asked if name in self.was and (name in data or is_tick(name))
        }
        if data.get("keep") in self.texts:
            self.was[data["keep"]] = clean(data.get(f"theirs_{data['keep']}", ""))
        self.texts.pop(data.get("take"), None)

    @property
    def changes(self):
        """{name: text} of what the person has changed."""
        return {name: text for name, text in self.texts.items() if text != self.was[name]}

    def add_below(self, name, text):
        """Put `text` below what stands in the field, unless it stands there already."""
        own = self.texts.get(name, "")
        if name in self.was and text not in own:
            self.texts[name] = f"{own}\n{text}".strip()

    def put(self, name, text):
        """Let `text` stand in the field."""
        if name in self.was:
            self.texts[name] = text

    def tick(self, name):
        """Tick the box, if the page has it."""
        if name in self.was:
            self.texts[name] = "on"

    def ticked_gone(self, present):
        """Whether a part is ticked that cannot be taken up any more."""
        return any(text and name.startswith(drafting.PART) and name not in present for name, text in self.texts.items())

    def others(self, present):
        """{name: text} of what somebody else has changed in fields that the person left alone."""
        return {
            name: present[name]
            for name, was in self.was.items()
            if name in present and name not in self.changes and present[name] != was
        }


@dataclass
class FieldEntry:
    """One field on the page: what stands in it, what it is compared with when saved, and what is said about it.

    `theirs` is the text that somebody else has saved meanwhile, None without a conflict.
    """

    name: str
    value: str
    was: str
    state: str = ""
    error: str = ""
    theirs: str | None = None

    @property
    def said_id(self):
        return f"said_{self.name}"


@dataclass
class UpdateForm:
    """The fields of an update as stored, overlaid with what came back unsaved."""

    entries: dict = field(default_factory=dict)

    @classmethod
    def of(cls, update, sent=None, saved=None):
        """For the update as it is now; `sent` and `saved` are what a page sent and what became of it."""
        present = drafting.shown(update)
        form = cls({name: FieldEntry(name, text, text) for name, text in present.items()})
        for name, text in (sent.changes if sent else {}).items():
            entry = form.entries.setdefault(name, FieldEntry(name, text, ""))
            written = saved and name in saved.written
            if entry.was != text and not written:
                entry.value = text
                # Saved again without a decision, a field must meet the other person's text again.
                entry.was = sent.was[name]
        if saved:
            form._tell(saved)
        return form

    def tell_carried(self, names):
        """Let the fields say that last time's value stands in them, if nothing else."""
        for name in names:
            self.entries[name].state = self.entries[name].state or "carried"

    def tell_answered(self, sent, others):
        """Let the fields `sent` say that they are saved, if nothing else; `others`, that somebody has changed them.

        A value and the answer that stands in its place change along with each other.
        """
        for name in sent:
            if name in self.entries:
                self.entries[name].state = self.entries[name].state or "saved"
        for name in others:
            self.entries[name].state = "along" if drafting.twin_of(name) in sent else "changed"

    def _tell(self, saved):
        for name, sentence in saved.errors.items():
            self.entries[name].state, self.entries[name].error = "error", sentence
        for name, text in saved.conflicts.items():
            self.entries[name].state, self.entries[name].theirs = "conflict", text

    def __getattr__(self, name):
        try:
            return self.__dict__["entries"][name]
        except KeyError as error:
            raise AttributeError(name) from error


class ReturnForm(VersionedForm):
    """Returning an update to its writer."""

    reason = LongTextField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        error_messages={
            **TOO_LONG,
            "required": _("Say why it is returned, so that the unit knows what to change."),
        },
        widget=forms.Textarea(attrs={"rows": 3, "id": "id_reason"}),
    )


class AcceptForm(VersionedForm):
    """Accepting an update; the office may add a remark and a percentage of its own."""

    note = LongTextField(
        label=_("Remark of the review"),
        required=False,
        max_length=REASON_LIMIT,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 2, "id": "id_note"}),
    )
    completion = PercentField(
        label=_("Completion as verified, in percent"),
        refused=_("Completion as verified: write a number from 0 to 100 with one decimal at most, like 75.5."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "id": "id_verified"}),
        help_text=_("Only if it differs from the unit's; then the remark says why."),
    )

    def without_percentage(self):
        """Leave the office's percentage out, where it would not count."""
        del self.fields["completion"]


class UndoForm(VersionedForm):
    """Taking an acceptance back."""

    undo_reason = LongTextField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        error_messages={
            **TOO_LONG,
            "required": _("Say why the acceptance is taken back, so that the unit knows."),
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )
