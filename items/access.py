"""Who may see and do what. The only place where it is decided.

Everything follows from a person's posts (`departments.models.Membership`) and from the roles of
their units on an item. Reading is open to everybody signed in; see the table in docs/architecture.md.
"""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from departments.models import Membership

from .models import Responsibility

Role = Membership.Role

# A unit in one of these roles moves the item's status; a supporting unit only writes notes (domain.md §1).
STEERING_ROLES = (Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE)


def is_supervisor(user):
    """Holds a post in the supervision office."""
    return Role.SUPERVISION in user.roles


def is_administrator(user):
    """May enter the administration."""
    return user.is_staff


def unit_posts(user):
    """The person's posts as liaison or head of a unit."""
    return [post for post in user.posts if post.role in Membership.UNIT_ROLES]


def own_departments(user):
    """The units the person writes for, in the order of the posts."""
    departments = {}
    for post in unit_posts(user):
        departments.setdefault(post.department_id, post.department)
    return list(departments.values())


def responsibilities_of(user, item):
    """The item's responsibilities held by the person's own units."""
    departments = own_departments(user)
    if not departments:
        return []
    return list(item.responsibilities.filter(department__in=departments).select_related("department", "via"))


def writing_department(user, item):
    """The unit for which the person writes on the item: the one with most say, else None.

    The supervision office writes in the name of the unit of its post, if the post has one.
    """
    rows = responsibilities_of(user, item)
    steering = [row for row in rows if row.role in STEERING_ROLES]
    if steering or rows:
        return (steering or rows)[0].department
    for post in user.posts:
        if post.role == Role.SUPERVISION:
            return post.department
    return None


def can_write_note(user, item):
    """Every unit named on the item writes notes, and so does the supervision office."""
    return is_supervisor(user) or bool(responsibilities_of(user, item))


def can_steer(user, item):
    """A lead or responsible unit moves the status."""
    return any(row.role in STEERING_ROLES for row in responsibilities_of(user, item))


def can_supervise(user):
    """The supervision office edits everything about an item: lead, deadline, status, reopening, remark."""
    return is_supervisor(user)


def can_merge_departments(user):
    """Mergers belong to master data and thus to the administrators."""
    return is_administrator(user)


def require(allowed, sentence=None):
    """End the request with 403 and a sentence unless `allowed`."""
    if not allowed:
        raise PermissionDenied(
            sentence or _("Your posts do not allow this. Ask the supervision office or an administrator.")
        )


def post_label(user):
    """The posts as the history keeps them, e.g. "市民政局 联络员"; names at the time of acting."""
    return "; ".join(str(post) for post in user.posts)
