"""The handbook: one page a role, in the reader's language."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from departments.models import Membership

from .. import access

# {part of the address: whose page it is}; the words of a page lie in templates/handbook/<language>/<role>.html.
ROLES = {
    "liaison": _("Liaisons of units"),
    "head": _("Heads of units"),
    "office": _("Supervision office"),
    "leader": _("City leaders"),
    "administrator": _("Administrators"),
    "security": _("Security administrator"),
    "audit": _("Audit administrator"),
}
LANGUAGES = ("zh-hans", "en")


@require_safe
def handbook(request, role=None):
    """The page of a role, without one that of the reader."""
    role = own_role(request.user) if role is None else role
    if role not in ROLES:
        raise Http404
    language = get_language() if get_language() in LANGUAGES else LANGUAGES[0]
    context = {
        "roles": ROLES,
        "role": role,
        "words": f"handbook/{language}/{role}.html",
        "pictures": f"img/handbook/{language}",
    }
    return render(request, "handbook/page.html", context)


def own_role(user):
    """Whose page somebody wants to read first; that of a liaison for who holds no post."""
    if access.can_supervise(user):
        return "office"
    if access.is_leader(user):
        return "leader"
    if access.is_administrator(user):
        return "administrator"
    for role in (Membership.Role.SECURITY, Membership.Role.AUDIT):
        if role in user.roles:
            return str(role)
    is_head = Membership.Role.HEAD in user.roles
    return "head" if is_head else "liaison"
