"""Who administers the portal: people, posts, units."""

import datetime

from django.utils.translation import gettext_lazy

from departments.models import Delegation, Membership, User
from departments.models.three import THREE, is_single

Role = Membership.Role

# What each of the three administrators opens by the names of addresses; all else is closed to them, a new address too.
# The administration (`admin:`) asks by itself what each may (`departments.models.three.MAY`).
OPEN_TO_ALL_THREE = frozenset(
    {"workbench", "sign_in", "sign_out", "password_change", "set_language", "handbook", "handbook_role"}
    | {"inbox", "inbox_read", "message_open"}
    | {"second_factor", "second_factor_confirm", "second_factor_app", "second_factor_key"}
    | {"second_factor_codes", "second_factor_remove", "own_sessions"}
)
CHANGES_OF_PEOPLE = frozenset({"people_changes", "people_changes_export", "people_changes_csv"})
OPEN_TO = {
    Role.ADMINISTRATOR: OPEN_TO_ALL_THREE
    | CHANGES_OF_PEOPLE
    | {"people_list", "people_export", "people_checked", "people_passwords", "demo_accounts", "clockwork"}
    | {"post_list", "post_hand_over", "post_found", "delegation_revoke"}
    | {"approvals", "emergency_end"},
    Role.SECURITY: OPEN_TO_ALL_THREE
    | CHANGES_OF_PEOPLE
    | {"people_list", "people_export", "approvals", "emergency_end", "second_factor_reset", "sessions_of_person"},
    Role.AUDIT: OPEN_TO_ALL_THREE
    | CHANGES_OF_PEOPLE
    | {"audit", "audit_export", "audit_csv"}
    | {"export_list", "export_progress", "export_file", "export_again", "export_remove"},
}
CLOSED_TO_THE_THREE = gettext_lazy(
    "This page is part of the daily work. Who administers the portal keeps accounts, approvals or logs and reads no "
    "work items; ask the supervision office."
)
ONLY_SECURITY_APPROVES = gettext_lazy("Only the security administrator approves accounts and posts.")

ONLY_ADMINISTRATORS_KEEP_PEOPLE = gettext_lazy("Only an administrator enters people and hands out passwords.")

ONLY_FOR_THE_AUDIT = gettext_lazy("The audit record is open to administrators only.")

ONLY_ADMINISTRATORS_END_SESSIONS = gettext_lazy("Only an administrator ends the sessions of others.")


def is_supervisor(user: User) -> bool:
    """Holds a post in the supervision office."""
    return Role.SUPERVISION in user.roles


def is_administrator(user: User) -> bool:
    """Keeps accounts, posts and units: the system administrator, or the single one."""
    return is_system_administrator(user)


def is_system_administrator(user: User) -> bool:
    return user.serves_as(Role.ADMINISTRATOR)


def is_security_administrator(user: User) -> bool:
    return user.serves_as(Role.SECURITY)


def is_audit_administrator(user: User) -> bool:
    return user.serves_as(Role.AUDIT)


def can_read_audit(user: User) -> bool:
    """The logs, also of what the other two have done, are the audit administrator's."""
    return is_audit_administrator(user)


def is_apart(user: User) -> bool:
    """Holds one of the three posts where they are parted: keeps out of the daily work and reads none of it."""
    return not is_single() and not user.roles.isdisjoint(THREE)


def may_open(user: User, address: str) -> bool:
    """Whether an address, by its name, is open to the person at all; who then may is asked there."""
    if not is_apart(user) or address.startswith("admin:"):
        return True
    return any(address in OPEN_TO[Role(role)] for role in user.roles)


def can_approve(user: User, *, on: datetime.date) -> bool:
    """The security administrator; while there is none, an account for emergencies: else nobody could begin."""
    if is_security_administrator(user):
        return True
    return is_first_of_all(user, on=on)


def is_first_of_all(user: User, *, on: datetime.date) -> bool:
    """An account for emergencies with which the portal gets its first security administrator."""
    stands_in = user.is_emergency and is_system_administrator(user)
    return stands_in and not Membership.objects.serving(Role.SECURITY, on).exists()


def can_see_approvals(user: User) -> bool:
    """Who asks for approvals sees what waits, too."""
    return is_security_administrator(user) or is_system_administrator(user)


def can_read_people(user: User) -> bool:
    """Who can sign in, and who cannot yet."""
    return can_tend_units(user) or is_security_administrator(user)


def can_read_changes(user: User) -> bool:
    """What became of accounts, posts and passwords."""
    return can_read_people(user) or can_read_audit(user)


def can_hand_over(user: User, post: Membership) -> bool:
    """An administrator hands over any post, a unit head, not who stands in for one, the liaison's post of the unit."""
    if is_administrator(user):
        return True
    heads = {own.department_id for own in user.posts if own.role == Role.HEAD and own.on_behalf_of is None}
    return post.role == Role.LIAISON and post.department_id in heads


def can_delegate(user: User, post: Membership) -> bool:
    """The holder delegates a unit post while absent; a single administrator may enter it for anybody.

    One of three may not: nobody approves a delegation, so it would give a post without approval.
    """
    if post.role not in Membership.UNIT_ROLES:
        return False
    return post.user_id == user.pk or (is_single() and is_administrator(user))


def can_revoke(user: User, delegation: Delegation) -> bool:
    """The holder, who stands in, or an administrator."""
    return user.pk in (delegation.post.user_id, delegation.to_id) or is_administrator(user)


def can_keep_people(user: User) -> bool:
    """Units and people from Excel, mergers, one-time passwords and demo accounts: master data, the administrators'."""
    return is_administrator(user)


def can_reset_second_factor(user: User) -> bool:
    """Who lost telephone and key gets in by the password alone: the security administrator lets him, nobody himself."""
    return is_security_administrator(user)


def can_end_sessions(user: User) -> bool:
    """Sees where others are signed in, and signs them out there; for oneself everybody does."""
    return is_security_administrator(user)


def can_tend_units(user: User) -> bool:
    """Whom a collective stands for, who cannot sign in yet, what became of accounts: the office's, too, which knows."""
    return is_administrator(user) or is_supervisor(user)
