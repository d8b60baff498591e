"""Posts that change hands or are held for somebody absent."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F, Prefetch, Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import Delegation, Membership

from .. import access
from ..forms.found import found_among
from ..forms.lists import query_asked
from ..pages.paging import paged
from ..pages.posting import post_or, run, take
from ..pages.returning import READ_OR_POST
from .forms import DelegateForm, HandOverForm, PersonSelect, people
from .handing_over import delegate, hand_over, revoke


@dataclass(frozen=True)
class ShownPost:
    """A post, and what the person may do with it."""

    post: Membership
    may_hand_over: bool
    may_delegate: bool
    may_revoke: list[Delegation]
    # Why its holder is away is told to the unit.
    may_read_reason: bool


@require_safe
def post_list(request):
    """The posts that the person may hand over or delegate, and those held for somebody else."""
    today = clock.today()
    page = paged(request, _posts_of(request.user, today))
    user = request.user
    page.object_list = [
        ShownPost(
            post,
            access.can_hand_over(user, post),
            access.can_delegate(user, post),
            [delegation for delegation in post.coming if access.can_revoke(user, delegation)],
            post.user_id == user.pk or access.writes_for(user, post.department_id),
        )
        for post in page.object_list
    ]
    standing_in = request.user.delegations.running(today).select_related("post__department", "post__user")
    context = {"page": page, "standing_in": standing_in, "today": today}
    return render(request, "posts/list.html", context)


def _posts_of(user, today):
    """Running and coming posts: all for an administrator, those of the unit for its head, and everybody's own."""
    posts = Membership.objects.filter(Q(end_on__isnull=True) | Q(end_on__gte=today))
    if not access.is_administrator(user):
        posts = posts.filter(Q(user=user) | Q(department__in=access.heads_departments(user)))
    coming = Delegation.objects.filter(revoked_at__isnull=True, end_on__gte=today).select_related("to")
    return (
        posts.select_related("user", "department")
        .prefetch_related(Prefetch("delegations", queryset=coming.order_by("start_on"), to_attr="coming"))
        .order_by(F("department__position").asc(nulls_first=True), "department", "role", "pk")
    )


def _fetch(pk):
    return get_object_or_404(Membership.objects.select_related("user", "department"), pk=pk)


@require_http_methods(READ_OR_POST)
def post_hand_over(request, pk):
    """Who takes the post over, and from which day."""
    post = _fetch(pk)
    access.require(access.can_hand_over(request.user, post))
    initial = {"on": clock.today()}
    form = HandOverForm(request.POST or None, post=post, name="hand_over", initial=initial)

    def step(data):
        hand_over(post, to=data["to"], on=data["on"], by=request.user, at=clock.now())

    return _save(request, post, form, step, "posts/hand_over.html")


@require_http_methods(READ_OR_POST)
def post_delegate(request, pk):
    """Who stands in for the holder, and in which days."""
    post = _fetch(pk)
    access.require(access.can_delegate(request.user, post))
    form = DelegateForm(request.POST or None, post=post, name="delegate", initial={"start_on": clock.today()})

    def step(data):
        days = {name: data[name] for name in ("start_on", "end_on", "reason")}
        delegate(post, to=data["to"], **days, by=request.user, at=clock.now())

    return _save(request, post, form, step, "posts/delegate.html")


@require_safe
def post_found(request, pk):
    """The people that go by `?q=`, as `forms.found.found_among` has them, for the fields of the post's forms."""
    post = _fetch(pk)
    access.require(access.can_hand_over(request.user, post) or access.can_delegate(request.user, post))
    return JsonResponse(found_among(people().exclude(pk=post.user_id), query_asked(request), PersonSelect()))


def _save(request, post, form, step, template):
    status = 200
    if request.method == "POST":
        taken = take(form, step)
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect("post_list")
        status = taken.status
    return render(request, template, {"post": post, "form": form}, status=status)


def _fetch_delegation(_request, pk):
    return get_object_or_404(Delegation.objects.select_related("post__department", "post__user", "to"), pk=pk)


@post_or(_fetch_delegation, page=lambda _delegation: "post_list")
def delegation_revoke(request, delegation):
    """End a delegation; who only reads this address gets the list of posts."""
    access.require(access.can_revoke(request.user, delegation))
    run(request, lambda: revoke(delegation, by=request.user, at=clock.now()), _("Saved."))
    return redirect("post_list")
