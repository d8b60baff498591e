"""People and the posts (任职) they hold. What a person may do follows from the posts alone."""

import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..folding import asked_for, name_queries, name_words, plain
from .department import Department, is_valid_on, valid_on
from .folded import FoldedField, FoldedModel, FoldedQuerySet


class UserQuerySet(FoldedQuerySet["User"]):
    def matching(self, words: str) -> Self:
        """People with `words` in the full name, however written, in pinyin or initials; or in the user name."""
        typed = plain(asked_for(words)).strip()
        if not typed:
            return self.none()
        ways = (Q(words__holds=one) for one in name_queries(words))
        return self.filter(reduce(or_, ways, Q(username__icontains=typed)))

    def able_to_sign_in(self) -> Self:
        """People with an account in use and a password, if only a one-time one."""
        return self.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def without_password(self) -> Self:
        """People with an account in use that nobody has been given a password for."""
        return self.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username)

    def create_user(self, username, password=None, **fields):
        """A person without any post yet; `password=None` makes an account that cannot sign in."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        """`manage.py createsuperuser`: a person with the post of administrator."""
        user = self.create_user(username, password, **fields)
        Membership.objects.create(user=user, role=Membership.Role.ADMINISTRATOR)
        return user


class User(FoldedModel, AbstractBaseUser):
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
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    words = FoldedField(_("words to find it by"), of=("name",), fold=name_words)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def natural_key(self):
        return (self.username,)

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
        own = [post for post in held if is_valid_on(today, post.start_on, post.end_on)]
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
        """Django admin's door: administrators only."""
        return self.is_active and Membership.Role.ADMINISTRATOR in self.roles

    def has_perm(self, perm, obj=None):
        """Inside the admin every model says itself what is read-only."""
        return self.is_staff

    def has_perms(self, perms, obj=None):
        return self.is_staff

    def has_module_perms(self, app_label):
        return self.is_staff


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: datetime.date) -> Self:
        """Posts held on the day."""
        return self.filter(valid_on(on, start="start_on", end="end_on"))

    def lasting(self, on: datetime.date) -> Self:
        """Posts that are held on the day or will be: those that have not ended."""
        return self.filter(Q(end_on__isnull=True) | Q(end_on__gte=on))

    def answering(self, on: datetime.date) -> Self:
        """Posts in units, held on the day by somebody who can sign in: the unit has somebody to report for it."""
        return self.current(on).filter(role__in=Membership.UNIT_ROLES, user__in=User.objects.able_to_sign_in())

    def administrators(self, on: datetime.date) -> Self:
        """Posts of administrators who can act on the day; without one nobody could put anything right."""
        return self.current(on).filter(role=Membership.Role.ADMINISTRATOR, user__is_active=True)


class Membership(models.Model):
    """A post: a person, a role, and the unit it is held in, for a span of dates."""

    class Role(models.TextChoices):
        LIAISON = "liaison", _("Liaison")
        HEAD = "head", _("Unit head")
        SUPERVISION = "supervision", _("Supervision office")
        LEADER = "leader", _("City leader")
        OBSERVER = "observer", _("Observer")
        ADMINISTRATOR = "administrator", _("Administrator")

    UNIT_ROLES = (Role.LIAISON, Role.HEAD)

    # Set on a post that is held for its absent holder (`User.posts`).
    on_behalf_of: User | None = None

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


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def running(self, on: datetime.date) -> Self:
        """Delegations in force on the day, of unit posts that are themselves held on it by somebody who may sign in."""
        return self.filter(
            valid_on(on, start="post__start_on", end="post__end_on"),
            start_on__lte=on,
            end_on__gte=on,
            revoked_at__isnull=True,
            post__user__is_active=True,
            # Whatever the post has become since: no other one is ever held by somebody standing in.
            post__role__in=Membership.UNIT_ROLES,
        )


class Delegation(models.Model):
    """A post held by somebody else while its holder is away (委托), from one day to another; revocable."""

    post = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("post"))
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("held by"))
    start_on = models.DateField(_("from"))
    end_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on")),
                name="delegation_dates_in_order",
                violation_error_message=_("The last day of the delegation lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.post} → {self.to}"

    @property
    def key(self):
        """(role, department) of the delegated post."""
        return self.post.role, self.post.department_id
