"""What the supervision office issues in writing (督查通报 and letters): drafted, approved by another one, numbered."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User

from .known import known
from .message import Message
from .period import ReportingPeriod
from .report import WorkReport


class BulletinKind(models.TextChoices):
    BULLETIN = "bulletin", _("Supervision bulletin")
    LETTER = "letter", _("Supervision letter")
    REMINDER = "reminder", _("Reminder letter")
    BRIEF = "brief", _("Special report to a leader")


class BulletinState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting approval")
    RETURNED = "returned", _("Returned")
    ISSUED = "issued", _("Issued and sent")


class BulletinBlock(models.TextChoices):
    """The blocks of text, each under a heading of its own."""

    OVERALL = "overall", _("Overall situation")
    RESULTS = "results", _("Main results")
    PROBLEMS = "problems", _("Problems found")
    MATTERS = "matters", _("Matters urged")
    REQUESTS = "requests", _("Matters put before the leader")
    INSTRUCTIONS = "instructions", _("How instructions stand")
    DEMANDS = "demands", _("Demands for the next step")
    PROPOSALS = "proposals", _("Proposals to the leader")


# What is written to one unit, with a day by which it answers.
TO_ONE_UNIT = (BulletinKind.LETTER, BulletinKind.REMINDER)


class TemplateKind(models.TextChoices):
    """What is filled from a template: each kind of bulletin, and the pack of a meeting."""

    BULLETIN = BulletinKind.BULLETIN.value, BulletinKind.BULLETIN.label
    LETTER = BulletinKind.LETTER.value, BulletinKind.LETTER.label
    REMINDER = BulletinKind.REMINDER.value, BulletinKind.REMINDER.label
    BRIEF = BulletinKind.BRIEF.value, BulletinKind.BRIEF.label
    MEETING = "meeting", _("Pack of a meeting")


class WordTemplate(models.Model):
    """A Word template of the office's own (自备模板) for a kind; the newest that was not taken away is used."""

    kind = models.CharField(_("kind"), max_length=10, choices=TemplateKind.choices)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), editable=False)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest"), max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        ordering = ["-at", "-pk"]
        constraints = [known("template_kind_known", _("This kind does not exist."), kind=TemplateKind)]

    def __str__(self):
        return self.name


class BulletinFile(models.Model):
    """The Word file as it was issued, and its SHA-256 in hexadecimal; written once."""

    content = models.BinaryField(_("content"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("issued file")
        verbose_name_plural = _("issued files")

    def __str__(self):
        return self.digest


class Bulletin(models.Model):
    """A document of the office on a report's items, with the figures of the day `on`.

    `data` are the facts as they were taken (`items.bulletins.facts`), `drafted` the blocks of text that the portal made
    of them, `blocks` those that stand, {block: text}. `writers` are all who have written on it: none of them approves
    it. It has no number before it is issued: `word`〔`year`〕`number`号.
    """

    Kind, State = BulletinKind, BulletinState
    OPEN = (State.DRAFT, State.RETURNED)

    kind = models.CharField(_("kind"), max_length=10, choices=BulletinKind.choices, default=Kind.BULLETIN)
    report = models.ForeignKey(
        WorkReport, on_delete=models.PROTECT, related_name="bulletins", verbose_name=_("work report")
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bulletins",
        verbose_name=_("reporting period"),
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    leader = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("city leader")
    )
    on = models.DateField(_("data date"))
    answer_on = models.DateField(_("answer until"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=100)
    word = models.CharField(_("issuing word"), max_length=30)
    recipients = models.CharField(_("addressed to"), max_length=500)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, editable=False)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    data = models.JSONField(_("facts"), default=dict, editable=False)
    drafted = models.JSONField(_("as drafted"), default=dict, editable=False)
    blocks = models.JSONField(_("text"), default=dict, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=BulletinState.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    writers = models.ManyToManyField(User, related_name="+", verbose_name=_("written by"))
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    return_reason = models.TextField(_("reason of the return"), blank=True)
    file = models.OneToOneField(
        BulletinFile, on_delete=models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("issued file")
    )

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["-at", "-pk"]
        constraints = [
            known("bulletin_kind_known", _("This kind does not exist."), kind=BulletinKind),
            known("bulletin_state_known", state=BulletinState),
            models.UniqueConstraint(
                fields=["word", "year", "number"],
                condition=Q(number__isnull=False),
                name="bulletin_number_once",
                violation_error_message=_("This number has been given already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=BulletinState.ISSUED,
                    year__isnull=False,
                    number__isnull=False,
                    file__isnull=False,
                    decided_at__isnull=False,
                )
                | (~Q(state=BulletinState.ISSUED) & Q(year__isnull=True, number__isnull=True, file__isnull=True)),
                name="bulletin_issued_has_number",
                violation_error_message=_("What is issued has a number and its file, and nothing else has."),
            ),
            models.CheckConstraint(
                condition=Q(kind=BulletinKind.BULLETIN, department__isnull=True, leader__isnull=True)
                | Q(kind=BulletinKind.BRIEF, department__isnull=True, leader__isnull=False)
                | (
                    ~Q(kind__in=[BulletinKind.BULLETIN.value, BulletinKind.BRIEF.value])
                    & Q(department__isnull=False, answer_on__isnull=False, leader__isnull=True)
                ),
                name="bulletin_has_addressee",
                violation_error_message=_(
                    "A letter is written to a unit, with a day by which it answers; a special report to a leader."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(word="") & ~Q(issuer=""),
                name="bulletin_is_titled",
                violation_error_message=_("A bulletin has a title, an issuer and an issuing word."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("bulletin_detail", args=[self.pk])

    @property
    def spelt_number(self):
        """As people quote it: 督查通报〔2011〕8号; "" while it has none."""
        return f"{self.word}〔{self.year}〕{self.number}号" if self.number else ""

    @property
    def name(self):
        """How the history names it in every language."""
        return f"{self.spelt_number} {self.title}".strip()

    @property
    def is_open(self):
        """Whether it can be written on."""
        return self.state in self.OPEN

    @property
    def is_submitted(self):
        return self.state == BulletinState.SUBMITTED

    @property
    def is_issued(self):
        return self.state == BulletinState.ISSUED

    @property
    def is_brief(self):
        """Whether it is written to one leader, and read by the office and the leaders alone."""
        return self.kind == BulletinKind.BRIEF

    @property
    def edited(self):
        """The blocks that say something else than what the portal drafted."""
        return [key for key, text in self.drafted.items() if self.blocks.get(key, "") != text]


class BulletinCopy(models.Model):
    """That a bulletin went to somebody of a unit that it names, or without `department` to the leader it is written to.

    Without `message` the unit had nobody to be told.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="copies", verbose_name=_("bulletin"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    class Meta:
        verbose_name = _("copy of a bulletin")
        verbose_name_plural = _("copies of bulletins")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "department", "message"],
                name="bulletin_copy_once",
                violation_error_message=_("This person has the bulletin already."),
            ),
        ]

    def __str__(self):
        return f"{self.bulletin} · {self.department or self.bulletin.leader}"
