"""Units (责任单位), the other names they are written under, and collectives with their members."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from operator import or_
from typing import NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..folding import name_queries, name_words
from .folded import FoldedField, FoldedModel, FoldedQuerySet


def valid_on(day: datetime.date, *, start: str = "active_from", end: str = "active_to") -> Q:
    """Condition: the row's dates include `day` (an open end counts; the end date itself is still included)."""
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )


def is_valid_on(day: datetime.date, start: datetime.date | None, end: datetime.date | None) -> bool:
    """`valid_on` of one row with these dates."""
    return (start is None or start <= day) and (end is None or end >= day)


class Acting(NamedTuple):
    """The unit that acts today for one that was merged.

    `mergers` are the units that it was merged into, one after the other, each with the last day of the one before.
    """

    pk: int
    name: str
    mergers: tuple[tuple[int, datetime.date], ...] = ()


class DepartmentQuerySet(FoldedQuerySet["Department"]):
    def active(self, on: datetime.date) -> Self:
        """Units that exist on the day."""
        return self.filter(valid_on(on))

    def called(self, name: str) -> Self:
        """Units whose name, short name or alias is exactly `name`; a merged unit's name leads to its successor."""
        return self.unmerged().filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name)).distinct()

    def unmerged(self) -> Self:
        """Units that have not been merged into another."""
        return self.filter(successor__isnull=True)

    def matching(self, words: str) -> Self:
        """Units with `words` somewhere in the name, the short name or an alias, however written (`folding`).

        Letters are pinyin or initials from some syllable on: renshe, rsj. What joins two parts may be missing.
        """
        wanted = name_queries(words)
        if not wanted:
            return self.none()
        holds = reduce(or_, (Q(words__holds=one) for one in wanted))
        named = Department.objects.filter(holds).order_by().values("pk")
        aliases = DepartmentAlias.objects.filter(holds).order_by().values("department")
        return self.filter(pk__in=named.union(aliases, all=True))


_kept: ContextVar[list[dict[int, Acting]] | None] = ContextVar("mergers", default=None)


@contextmanager
def mergers_read_once() -> Iterator[None]:
    """Within the block, in which no units are merged, the database is asked for mergers once, if they are asked for."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


class DepartmentManager(models.Manager.from_queryset(DepartmentQuerySet)):
    def get_by_natural_key(self, name):
        return self.get(name=name)

    def acting(self) -> dict[int, Acting]:
        """{key of a merged unit: the `Acting` unit that goes on for it today}, however many mergers later; one query.

        Units that were merged in a circle, which no merger makes, are left out: each of them stands for itself.
        Nobody changes what is given: within `mergers_read_once` it is given again.
        """
        kept = _kept.get()
        if kept is None:
            return self._acting()
        if not kept:
            kept.append(self._acting())
        return kept[0]

    def _acting(self):
        rows = self.filter(successor__isnull=False).order_by()
        steps = {
            pk: Acting(into, name, ((into, day or datetime.date.min),))
            for pk, into, name, day in rows.values_list("pk", "successor", "successor__name", "active_to")
        }
        found = {}
        for pk, into in steps.items():
            seen = {pk}
            while into.pk in steps and into.pk not in seen:
                seen.add(into.pk)
                further = steps[into.pk]
                into = further._replace(mergers=into.mergers + further.mergers)
            if into.pk not in steps:
                found[pk] = into
        return found


class Department(FoldedModel):
    """A responsible unit. A collective (各县(市)区人民政府) stands for its members."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government department")
        VERTICAL = "vertical", _("Vertically managed agency")
        PARTY = "party", _("Party body or branch office")
        INSTITUTION = "institution", _("Public institution under the government")
        COORDINATING = "coordinating", _("Coordinating or temporary body")
        MASS = "mass", _("Mass organisation")
        ZONE = "zone", _("Zone administration")
        COUNTY = "county", _("County, city or district government")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    is_collective = models.BooleanField(
        _("collective"), default=False, help_text=_("Stands for several units, listed as its members.")
    )
    position = models.PositiveIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))
    active_from = models.DateField(_("active from"), null=True, blank=True)
    active_to = models.DateField(_("active to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        help_text=_("The unit that took over; set by a merger."),
    )
    remark = models.TextField(_("remark"), blank=True)
    words = FoldedField(_("words to find it by"), of=("name", "short_name"), fold=name_words)

    objects = DepartmentManager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="department_has_name",
                violation_error_message=_("A department needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True) | Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")),
                name="department_dates_in_order",
                violation_error_message=_("The last active day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="department_not_own_successor",
                violation_error_message=_("A department cannot be its own successor."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.name,)

    def clean(self):
        # A merged unit's name is an alias of whoever took over, possibly several mergers later.
        aliases = DepartmentAlias.objects.filter(name=self.name).exclude(department=self.pk)
        if self.successor_id is None and aliases.exists():
            raise ValidationError(
                {"name": _("“%(name)s” is already an alias of another department.") % {"name": self.name}}
            )
        if self.pk and self.is_collective and self.collective_rows.exists():
            raise ValidationError({"is_collective": _("A member of a collective cannot be a collective itself.")})
        if self.pk and not self.is_collective and self.member_rows.exists():
            raise ValidationError({"is_collective": _("Remove the members first: only a collective has members.")})

    def members(self, on):
        """The units that this collective stands for on the day, in order."""
        return Department.objects.filter(
            pk__in=self.member_rows.filter(valid_on(on, start="valid_from", end="valid_to")).values("member")
        )


class DepartmentAlias(FoldedModel):
    """Another name a unit is written under: a full name, an abbreviation, a former name."""

    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("department")
    )
    name = models.CharField(
        _("alias"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("This alias is already taken by a department.")},
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    words = FoldedField(_("words to find it by"), of=("name",), fold=name_words)

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="alias_has_name",
                violation_error_message=_("An alias needs a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if Department.objects.unmerged().filter(name=self.name).exists():
            raise ValidationError({"name": _("“%(name)s” is the name of a department.") % {"name": self.name}})


class CollectiveMember(models.Model):
    """One unit as a member of a collective, for a span of dates."""

    collective = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="member_rows", verbose_name=_("collective")
    )
    member = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="collective_rows", verbose_name=_("member")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("member of the collective")
        verbose_name_plural = _("members of the collective")
        ordering = ["member__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "member"],
                name="member_once_per_collective",
                violation_error_message=_("This unit is already a member of the collective."),
            ),
            models.CheckConstraint(
                condition=~Q(member=F("collective")),
                name="collective_not_own_member",
                violation_error_message=_("A collective cannot be its own member."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="member_dates_in_order",
                violation_error_message=_("The last valid day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.collective} · {self.member}"

    def clean(self):
        if self.collective_id and not self.collective.is_collective:
            raise ValidationError(_("“%(name)s” is not a collective.") % {"name": self.collective})
        if self.member_id and self.member.is_collective:
            raise ValidationError({"member": _("A member of a collective cannot be a collective itself.")})
