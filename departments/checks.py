"""What `manage.py check --deploy` says of the people's part of the portal."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from . import clock
from .leaked import complaint
from .models import Membership
from .models.three import SECURITY, THREE, is_single


@register(Tags.security, deploy=True)
def one_administrator(app_configs, **kwargs):
    """One administrator who does the work of three is named."""
    if not is_single():
        return []
    told = "One administrator keeps accounts, approves them and reads the logs (PORTAL_SINGLE_ADMINISTRATOR)."
    hint = "Allow this in a one-person office alone; else give the three posts to three people and unset it."
    return [Warning(told, hint=hint, id="departments.W001")]


@register(Tags.security, deploy=True)
def leaked_passwords(app_configs, **kwargs):
    """The file of leaked passwords is there and can be searched."""
    wrong = complaint(settings.PORTAL_LEAKED_PASSWORDS)
    return [Error("\n".join(wrong), id="departments.E001")] if wrong else []


@register(Tags.database, deploy=True)
def three_posts(app_configs, databases=None, **kwargs):
    """Where the posts are parted: nobody to approve, and people who hold one of the three beside another post."""
    if is_single() or not databases:
        return []
    on = clock.today()
    try:
        has_approver = Membership.objects.serving(SECURITY, on).exists()
        three = Membership.objects.entered(on).filter(role__in=THREE)
        others = Membership.objects.entered(on).filter(user__in=three.order_by().values("user"))
        held = {}
        for username, role in others.values_list("user__username", "role").order_by("user__username"):
            held.setdefault(username, set()).add(role)
    except DatabaseError:
        return []
    told = []
    if not has_approver:
        sentence = "Nobody holds the post of security administrator: new accounts and posts cannot be approved."
        hint = "Let an account for emergencies (manage.py createsuperuser) enter and approve the first one."
        told.append(Warning(sentence, hint=hint, id="departments.W002"))
    both = [name for name, roles in held.items() if len(roles) > 1]
    if both:
        sentence = f"These administrators hold other posts, too, which do not count: {', '.join(both)}."
        told.append(Warning(sentence, hint="End the other posts by their last day.", id="departments.W003"))
    return told
