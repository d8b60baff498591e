"""Who administers the portal: people, posts, units."""

from django.utils.translation import gettext_lazy

from departments.models import Membership, User

Role = Membership.Role

ONLY_ADMINISTRATORS_KEEP_PEOPLE = gettext_lazy("Only an administrator enters people and hands out passwords.")

ONLY_ADMINISTRATORS_END_SESSIONS = gettext_lazy("Only an administrator ends the sessions of others.")


def is_supervisor(user: User) -> bool:
    """Holds a post in the supervision office."""
    return Role.SUPERVISION in user.roles


def is_administrator(user: User) -> bool:
    """May enter the administration."""
    return user.is_staff


def can_hand_over(user: User, post: Membership) -> bool:
    """An administrator hands over any post, a unit head, not who stands in for one, the liaison's post of the unit."""
    if is_administrator(user):
        return True
    heads = {own.department_id for own in user.posts if own.role == Role.HEAD and own.on_behalf_of is None}
    return post.role == Role.LIAISON and post.department_id in heads


def can_delegate(user: User, post: Membership) -> bool:
    """The holder delegates a unit post while absent; an administrator may enter it for anybody."""
    if post.role not in Membership.UNIT_ROLES:
        return False
    return post.user_id == user.pk or is_administrator(user)


def can_keep_people(user: User) -> bool:
    """Units and people from Excel, mergers, one-time passwords and demo accounts: master data, the administrators'."""
    return is_administrator(user)


def can_end_sessions(user: User) -> bool:
    """Sees where others are signed in, and signs them out there; for oneself everybody does."""
    return is_administrator(user)


def can_tend_units(user: User) -> bool:
    """Whom a collective stands for, who cannot sign in yet, what became of accounts: the office's, too, which knows."""
    return is_administrator(user) or is_supervisor(user)
