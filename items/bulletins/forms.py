"""Forms of bulletins: what one is about, its text, a return, a template of one's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Membership, User

from ..files.forms import FileForm
from ..forms.fields import LongTextField, Plain, day, words
from ..forms.found import units_on
from ..forms.lists import unit_choice
from ..forms.wording import NO_SUCH_CHOICE, PAGE_INCOMPLETE, TOO_LONG
from ..messages.telling import holders
from ..models import Bulletin, ReportingPeriod
from ..models.bulletin import TO_ONE_UNIT, BulletinBlock, BulletinKind, TemplateKind
from .document import UNSEEN
from .drafting import BLOCK, HEAD

BLOCK_LIMIT = 20_000
ROWS = 8


class LineField(forms.CharField):
    """Words on one line; what comes along unseen when they are pasted becomes a blank."""

    def to_python(self, value):
        return UNSEEN.sub(" ", super().to_python(value)).strip()


def _line(name):
    """A required text field as wide as the model's."""
    field = Bulletin._meta.get_field(name)
    return LineField(label=field.verbose_name, max_length=field.max_length, error_messages=TOO_LONG)


class PeriodChoice(forms.ModelChoiceField):
    def label_from_instance(self, period):
        return period.name


class LeaderChoice(forms.ModelChoiceField):
    def label_from_instance(self, leader):
        return leader.name


class NewBulletinForm(Plain):
    """What is drafted: of a closed period, or of a day (today if none is given)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=BulletinKind.choices, initial=BulletinKind.BULLETIN)
    period = PeriodChoice(
        label=_("Of a closed period"),
        queryset=ReportingPeriod.objects.none(),
        required=False,
        empty_label=_("none: of a day"),
        error_messages=NO_SUCH_CHOICE,
    )
    on = day(_("Or of a day"), help_text=_("Empty: today."))
    department = unit_choice()
    answer_on = day(_("Answer until"))
    leader = LeaderChoice(
        label=_("City leader"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("none"),
        error_messages=NO_SUCH_CHOICE,
        help_text=_("A special report is written to one leader."),
    )

    def __init__(self, *args, report, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        leaders = holders([Membership.Role.LEADER], on=today)
        self.fields["leader"].queryset = User.objects.filter(pk__in=[one.pk for one in leaders]).order_by("pk")
        # The dashboard knows leaders by their names alone.
        named = {one.name: one.pk for one in leaders}
        self.initial["leader"] = named.get(self.initial.get("leader"), self.initial.get("leader"))
        self.fields["period"].queryset = report.periods.filter(closed_at__isnull=False).order_by("-start_on", "-pk")
        unit = self.fields["department"]
        unit.widget.offer(units_on(report=report.pk), of={"report": report.pk}, beside=())
        unit.empty_label, unit.help_text = (
            _("all units: a bulletin"),
            _("Letters and reminders are written to one unit."),
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("period") and cleaned.get("on"):
            self.add_error("on", _("Choose a period or a day, not both."))
        to_one = cleaned.get("kind") in TO_ONE_UNIT
        if to_one:
            for name in ("department", "answer_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A letter is written to a unit, with a day by which it answers."))
        elif "kind" in cleaned:
            cleaned["department"] = cleaned["answer_on"] = None
        if cleaned.get("kind") != BulletinKind.BRIEF:
            cleaned["leader"] = None
        elif not cleaned.get("leader") and "leader" not in self.errors:
            self.add_error("leader", _("A special report is written to one leader: choose whom."))
        return cleaned

    def chosen(self):
        """What `drafting.draft_bulletin` takes."""
        asked = self.cleaned_data
        return {**asked, "on": None if asked["period"] else asked["on"] or self.today}


class BulletinForm(Plain):
    """Head and blocks of a bulletin, with the version that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = _line("title")
    issuer = _line("issuer")
    word = _line("word")
    recipients = _line("recipients")
    answer_on = day(_("Answer until"))

    def __init__(self, data=None, *, bulletin):
        head = {name: getattr(bulletin, name) for name in HEAD}
        blocks = {f"{BLOCK}{key}": text for key, text in bulletin.blocks.items()}
        super().__init__(data, initial={"version": bulletin.version, **head, **blocks})
        if bulletin.kind in TO_ONE_UNIT:
            self.fields["answer_on"].required = True
            self.fields["recipients"].disabled = True
        else:
            del self.fields["answer_on"]
        for key in BulletinBlock.values:
            if key in bulletin.drafted:
                self.fields[f"{BLOCK}{key}"] = LongTextField(
                    label=BulletinBlock(key).label,
                    required=False,
                    max_length=BLOCK_LIMIT,
                    error_messages=TOO_LONG,
                    widget=forms.Textarea(attrs={"rows": ROWS}),
                )

    def clean(self):
        if "version" in self.errors:
            raise forms.ValidationError(PAGE_INCOMPLETE)
        return super().clean()

    def head(self):
        return {name: self.cleaned_data[name] for name in HEAD if name in self.fields}

    def blocks(self):
        return {name.removeprefix(BLOCK): text for name, text in self.cleaned_data.items() if name.startswith(BLOCK)}

    def show_present(self, bulletin):
        """After a collision: the next attempt counts as made upon the present state."""
        self.data = self.data.copy()
        self.data["version"] = bulletin.version


class BulletinReturnForm(Plain):
    """Why a bulletin is returned."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}))
    reason = words(_("Reason"), required=True, rows=2)


class TemplateForm(Plain, FileForm):
    """A template for a kind of document."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TemplateKind.choices)
