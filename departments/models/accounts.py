"""How accounts are looked for, and how they are made."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import BaseUserManager
from django.db.models import Q

from .. import clock
from ..folding import asked_for, name_queries, plain
from .folded import FoldedQuerySet
from .three import ADMINISTRATOR

if TYPE_CHECKING:
    from .people import User  # noqa: F401 - in the head of its queryset


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

    def waiting(self) -> Self:
        """Accounts that are to be used once they are approved."""
        return self.filter(approved_at__isnull=True, asked_at__isnull=False)

    def emergency(self) -> Self:
        """Accounts for emergencies that are in use."""
        return self.filter(is_emergency=True, is_active=True)

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
        """`manage.py createsuperuser`: an account for emergencies with the post of administrator, approved at once.

        Whoever has set its password chooses another at the first sign-in.
        """
        now = clock.now()
        fields |= {"approved_at": now, "is_emergency": True, "must_change_password": True}
        user = self.create_user(username, password, **fields)
        user.memberships.create(role=ADMINISTRATOR, approved_at=now)
        return user
