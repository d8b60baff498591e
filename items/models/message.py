"""Messages to people (站内消息), reminders behind them, and the ways they went out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User

from .instruction import Instruction
from .period import ReportingPeriod
from .work_item import WorkItem


class MessageKind(models.TextChoices):
    REMINDER = "reminder", _("Reminder")
    CHASE = "chase", _("Chased")
    ESCALATION = "escalation", _("Escalation")
    ISSUED = "issued", _("Issued")
    RETURNED = "returned", _("Returned")
    SUBMITTED = "submitted", _("To be dealt with")
    DECIDED = "decided", _("Decision")
    INSTRUCTION = "instruction", _("Instruction")
    MEETING = "meeting", _("Meeting decision")
    POST = "post", _("Post")
    DIGEST = "digest", _("Digest")
    BULLETIN = "bulletin", _("Bulletin")
    ACCOUNT = "account", _("Account and post")


class Message(models.Model):
    """One message in somebody's inbox. What its reminders say is gathered in it: one a person and day.

    `url` is an address of the portal that the message leads to. A message of kind REMINDER exists once a person and
    `day`; other kinds come one by one.
    """

    Kind = MessageKind

    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    item = models.ForeignKey(
        WorkItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work item")
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting period"),
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["to", "read_at"], name="message_to_read")]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "day"],
                condition=Q(kind="reminder"),
                name="message_one_reminder_a_day",
                violation_error_message=_("This person already has the reminder of the day."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="message_has_title", violation_error_message=_("A message has a title.")
            ),
        ]

    def __str__(self):
        return self.title


class ReminderRule(models.TextChoices):
    BEFORE_5 = "before_5", _("five workdays before")
    BEFORE_1 = "before_1", _("one workday before")
    DUE = "due", _("on the due day")
    AFTER_1 = "after_1", _("one workday late")
    AFTER_3 = "after_3", _("three workdays late: to the unit head")
    AFTER_7 = "after_7", _("seven workdays late: to the supervision office")
    SIGN_FOR = "sign_for", _("not signed for in time")
    MANUAL = "manual", _("chased by the supervision office")
    PHONE = "phone", _("chased by telephone")
    LEAD = "lead", _("chased by the lead")


# What people do, as often as they like; every other rule speaks once.
BY_HAND = (ReminderRule.MANUAL, ReminderRule.PHONE, ReminderRule.LEAD)


class Reminder(models.Model):
    """That a rule reminded a person of what a unit owes: once a person, unit, period, due day and rule.

    A period has two due days where leads merge, and another one when the office moves it.
    """

    Rule = ReminderRule

    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("department")
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("reporting period"),
    )
    item = models.ForeignKey(
        WorkItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("work item"),
        help_text=_("Of a reminder to sign for it."),
    )
    instruction = models.ForeignKey(
        Instruction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instruction"),
        help_text=_("Of a reminder to answer it."),
    )
    due_on = models.DateField(_("Reports due on"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=10, choices=Rule.choices)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("message"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "department", "period", "due_on", "rule"],
                condition=Q(period__isnull=False) & ~Q(rule__in=BY_HAND),
                name="reminder_once_a_period",
                violation_error_message=_("This person was reminded by this rule already."),
            ),
            models.UniqueConstraint(
                fields=["to", "department", "item", "rule"],
                condition=Q(item__isnull=False) & ~Q(rule__in=BY_HAND),
                name="reminder_once_an_item",
                violation_error_message=_("This person was reminded by this rule already."),
            ),
            models.UniqueConstraint(
                fields=["to", "department", "instruction", "due_on", "rule"],
                condition=Q(instruction__isnull=False) & ~Q(rule__in=BY_HAND),
                name="reminder_once_an_instruction",
                violation_error_message=_("This person was reminded by this rule already."),
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=False, due_on__isnull=False)
                | Q(period__isnull=False, rule__in=BY_HAND)
                | Q(item__isnull=False)
                | Q(instruction__isnull=False, due_on__isnull=False),
                name="reminder_of_something",
                violation_error_message=_("A reminder is about a period and its due day, or about an item."),
            ),
        ]

    def __str__(self):
        return f"{self.to} · {self.get_rule_display()}"


class Call(models.Model):
    """That a silent unit was chased by telephone (电话催办): when, who answered, what was said.

    `person` is somebody of the portal, or None where it was somebody else; `name` is the name in any case.
    """

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="calls", verbose_name=_("reporting period")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="calls", verbose_name=_("department")
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("who answered"), max_length=50)
    called_at = models.DateTimeField(_("called at"))
    said = models.TextField(_("what was said"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("telephone call")
        verbose_name_plural = _("telephone calls")
        ordering = ["-called_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(said=""),
                name="call_says_something",
                violation_error_message=_("A call names who answered and what was said."),
            ),
        ]

    def __str__(self):
        return f"{self.department} · {self.name}"


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed, will be tried again")
    GIVEN_UP = "given_up", _("Given up")


class Delivery(models.Model):
    """One message on its way through one channel beside the inbox; tried again until it went out or was given up."""

    State = DeliveryState

    DUE_STATES = (State.QUEUED, State.FAILED)

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("message"))
    channel = models.CharField(_("channel"), max_length=20)
    address = models.CharField(_("address"), max_length=254)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="delivery_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"],
                name="delivery_once_a_channel",
                violation_error_message=_("This message already goes out through the channel."),
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (
                    Q(state__in=[DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.GIVEN_UP])
                    & Q(sent_at__isnull=True)
                ),
                name="delivery_sent_has_moment",
                violation_error_message=_("A message that was sent has a moment at which it was."),
            ),
        ]

    def __str__(self):
        return f"{self.channel} · {self.address} · {self.get_state_display()}"
