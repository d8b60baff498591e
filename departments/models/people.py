"""People and the posts (任职) they hold. What a person may do follows from the posts alone."""

import datetime
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..folding import name_words
from .accounts import UserManager
from .department import Department, is_valid_on, valid_on
from .folded import FoldedField, FoldedModel
from .three import (
    ADMINISTRATOR,
    AUDIT,
    SECURITY,
    THREE,
    Approved,
    is_at_odds,
    is_single,
    permits,
    why_at_odds,
)


class User(FoldedModel, Approved, AbstractBaseUser):
    """A person who signs in. There are no permission tables: see `items.access`."""

    username = models.CharField(
        _("user name"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This user name is taken.")},
    )
    name = models.CharField(_("full name"), max_length=50)
    phone = models.CharField(_("office phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(
        _("may sign in"),
        default=True,
        help_text=_("Untick instead of deleting: the history keeps the person's name."),
    )
    must_change_password = models.BooleanField(
        _("chooses a password at the next sign-in"),
        default=False,
        editable=False,
        help_text=_("The present one was made by the portal or set by an administrator."),
    )
    is_emergency = models.BooleanField(_("account for emergencies"), default=False, editable=False)
    password_since = models.DateTimeField(_("password kept since"), default=timezone.now, editable=False)
    last_address = models.GenericIPAddressField(_("address of the last sign-in"), null=True, editable=False)
    failed_tries = models.PositiveIntegerField(_("failed sign-ins since"), default=0, editable=False)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    words = FoldedField(_("words to find it by"), of=("name",), fold=name_words)

    # Whether it was in use when it was read.
    _was_active = True

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(approved_at__isnull=False),
                name="user_active_if_approved",
                violation_error_message=_("The account works once the security administrator has approved it."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        user = super().from_db(*args, **kwargs)
        user._was_active = user.__dict__.get("is_active", True)
        return user

    def clean_fields(self, exclude=None):
        self._hold_back()  # before the rules of the database are asked
        super().clean_fields(exclude)

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or "is_active" in update_fields:
            self._hold_back()
            if update_fields is not None:
                update_fields = {*update_fields, "approved_at", "asked_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def _hold_back(self):
        """An account that is new, or to be used again, waits for approval: until then nobody signs in by it."""
        if is_single() and self.is_active and self.approved_at is None:
            self.approved_at = clock.now()
        if is_single() or not self.is_active:
            return
        if self.pk and not self._was_active:
            self.approved_at = None
        if self.approved_at is None:
            self.is_active, self.asked_at = False, self.asked_at or clock.now()

    def natural_key(self):
        return (self.username,)

    def set_password(self, raw_password):
        """Whoever sets it begins its age anew; Django's keeping it by another digest saves the digest alone."""
        super().set_password(raw_password)
        self.password_since = timezone.now()

    def get_short_name(self):
        return str(self)

    @cached_property
    def posts(self) -> "list[Membership]":
        """Posts held today, own ones first, then those held for somebody absent; read once per request.

        A post held for somebody has `on_behalf_of`, that person.
        """
        today = clock.today()
        # Nobody has held many: to read them all and look at their dates is quicker than to ask by dates.
        held = self.memberships.select_related("department").order_by("pk")
        own = [post for post in held if post.approved_at and is_valid_on(today, post.start_on, post.end_on)]
        if not is_single() and (apart := sorted((post for post in own if post.role in THREE), key=_place)):
            return apart[:1]  # whatever else was entered before the three posts were parted does not count
        delegated = []
        # Few ever stand in for somebody: for all others a short question saves the long one, on every page.
        if not self.delegations.exists():
            return own
        for delegation in self.delegations.running(today).select_related("post__department", "post__user"):
            if all((post.role, post.department_id) != delegation.key for post in own):
                delegation.post.on_behalf_of = delegation.post.user
                delegated.append(delegation.post)
        return own + delegated

    @property
    def roles(self) -> set[str]:
        """The roles of today's posts, as a set of `Membership.Role` values."""
        return {post.role for post in self.posts}

    @property
    def post_label(self) -> str:
        """The posts as a record keeps them, e.g. "市民政局 联络员": names at the time of acting."""
        return "; ".join(str(post) for post in self.posts)

    @property
    def is_staff(self) -> bool:
        """Django admin's door: the administrators only."""
        return self.is_active and not self.roles.isdisjoint(THREE)

    def serves_as(self, role: str) -> bool:
        """Holds one of the three posts of administration, or does its work as the single administrator."""
        return self.is_active and (role in self.roles or (is_single() and ADMINISTRATOR in self.roles))

    def has_perm(self, perm, obj=None):
        """Inside the admin every model says itself what is read-only."""
        if is_single() and self.serves_as(ADMINISTRATOR):
            return True
        return self.is_active and any(permits(role, perm) for role in self.roles)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_staff


def _place(post):
    return THREE.index(post.role)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: datetime.date) -> Self:
        """Posts held on the day. Beside one of the three of administration, once they are parted, no other counts."""
        held = self.entered(on)
        if is_single():
            return held
        apart = Membership.objects.entered(on).filter(role__in=THREE).order_by().values("user")
        return held.filter(Q(role__in=THREE) | ~Q(user__in=apart))

    def entered(self, on: datetime.date) -> Self:
        """Approved posts whose days hold the day, whether or not they count beside others."""
        return self.filter(valid_on(on, start="start_on", end="end_on"), approved_at__isnull=False)

    def waiting(self) -> Self:
        """Posts that are to be held once they are approved."""
        return self.filter(approved_at__isnull=True, asked_at__isnull=False)

    def lasting(self, on: datetime.date) -> Self:
        """Posts that are held on the day or will be: those that have not ended."""
        return self.filter(Q(end_on__isnull=True) | Q(end_on__gte=on))

    def answering(self, on: datetime.date) -> Self:
        """Posts in units, held on the day by somebody who can sign in: the unit has somebody to report for it."""
        return self.current(on).filter(role__in=Membership.UNIT_ROLES, user__in=User.objects.able_to_sign_in())

    def administrators(self, on: datetime.date) -> Self:
        """Posts of administrators who can act on the day; without one nobody could put anything right."""
        return self.serving(ADMINISTRATOR, on)

    def served(self, on: datetime.date) -> set[str]:
        """Which of the posts of administration are held on the day by somebody who may sign in."""
        roles = (ADMINISTRATOR,) if is_single() else THREE
        return set(self.current(on).filter(role__in=roles, user__is_active=True).values_list("role", flat=True))

    def serving(self, role: str, on: datetime.date) -> Self:
        """Posts of those who serve as one of the three administrators on the day."""
        does_all = ADMINISTRATOR if is_single() else role
        return self.current(on).filter(role__in={role, does_all}, user__is_active=True)


class Membership(Approved):
    """A post: a person, a role, and the unit it is held in, for a span of dates.

    One that is new, or changed to more than an earlier end, is held once it is approved; what it was until then stands
    in `was`.
    """

    class Role(models.TextChoices):
        LIAISON = "liaison", _("Liaison")
        HEAD = "head", _("Unit head")
        SUPERVISION = "supervision", _("Supervision office")
        LEADER = "leader", _("City leader")
        OBSERVER = "observer", _("Observer")
        ADMINISTRATOR = ADMINISTRATOR, _("Administrator")
        SECURITY = SECURITY, _("Security administrator")
        AUDIT = AUDIT, _("Audit administrator")

    UNIT_ROLES = (Role.LIAISON, Role.HEAD)

    # Set on a post that is held for its absent holder (`User.posts`).
    on_behalf_of: User | None = None
    # What of it needs approval, as it was read.
    _loaded: dict[str, Any] | None = None

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("department"),
    )
    start_on = models.DateField(_("from"), null=True, blank=True)
    end_on = models.DateField(_("until"), null=True, blank=True)
    was = models.JSONField(_("as it was approved last"), null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["liaison", "head"]) | Q(department__isnull=False),
                name="unit_post_has_department",
                violation_error_message=_("A liaison or unit head belongs to a department: choose it."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(end_on__isnull=True),
                name="post_open_once",
                violation_error_message=_("This person already holds this post."),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(end_on__isnull=True, department__isnull=True),
                name="post_without_unit_once",
                violation_error_message=_("This person already holds this post."),
            ),
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")),
                name="post_dates_in_order",
                violation_error_message=_("The last day of the post lies before the first."),
            ),
        ]

    def __str__(self):
        name = f"{self.department} {self.get_role_display()}" if self.department else self.get_role_display()
        if self.on_behalf_of is None:
            return name
        return gettext("%(post)s (for %(person)s)") % {"post": name, "person": self.on_behalf_of}

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        post = super().from_db(*args, **kwargs)
        post._loaded = post._told() if post.get_deferred_fields().isdisjoint(cls.WATCHED) else None
        return post

    def clean(self):
        """Nobody holds two of the three posts of administration, nor one beside another post."""
        super().clean()
        if is_single() or self.user_id is None:
            return
        for other in self.user.memberships.exclude(pk=self.pk).select_related("department"):
            if is_at_odds(self.role, other.role) and overlap(self, other):
                raise ValidationError(why_at_odds(self.role, other.role, person=self.user, post=other))
        if self.role in THREE:
            for lent in self.user.delegations.filter(revoked_at__isnull=True).select_related("post__department"):
                if overlap(self, lent):
                    raise ValidationError(why_at_odds(self.role, lent.post.role, person=self.user, post=lent.post))

    def save(self, *args, update_fields=None, **kwargs):
        if not is_single() and self._hold_back() and update_fields is not None:
            update_fields = {*update_fields, "was", "approved_at", "approved_by", "asked_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    WATCHED = ("user_id", "role", "department_id", "start_on", "end_on")

    def _told(self):
        """What of it needs approval, as JSON takes it."""
        days = {name: day.isoformat() if (day := getattr(self, name)) else None for name in ("start_on", "end_on")}
        return {"user_id": self.user_id, "role": self.role, "department_id": self.department_id, **days}

    def _hold_back(self):
        """Whether it waits for approval from now on: what is new, and what was changed to more."""
        before, now = self._loaded, self._told()
        self._loaded = now
        is_more = bool(before) and before != now and not _is_shorter(before, now)
        if is_more and self.approved_at is not None:
            self.was, self.approved_at, self.approved_by, self.asked_at = before, None, None, clock.now()
        if self._state.adding and self.approved_at is None:
            self.asked_at = self.asked_at or clock.now()
        return is_more


def _is_shorter(before, now):
    """The same post with an earlier last day, or with one at last: to hold less needs nobody's approval."""
    same = all(before[name] == now[name] for name in ("user_id", "role", "department_id", "start_on"))
    return same and now["end_on"] is not None and (before["end_on"] is None or now["end_on"] <= before["end_on"])


def overlap(one, other):
    """Whether two spans of days have a day in common."""
    begins_in_time = one.start_on is None or other.end_on is None or one.start_on <= other.end_on
    return begins_in_time and (other.start_on is None or one.end_on is None or other.start_on <= one.end_on)
