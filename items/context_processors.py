"""What every page's frame needs: which parts of the portal the person may enter."""

from . import access


def portal(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"may_administer": access.is_administrator(user), "may_supervise": access.can_supervise(user)}
