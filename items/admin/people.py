"""People and posts in the admin, with the record of every change, one by one, in the portal's history.

`departments` knows nothing of the history. So both lists are registered once more here. Django's own log of a row is
for the admin alone: its button leads to the portal's list.
"""

from django.contrib import admin
from django.db import transaction
from django.http import HttpResponseRedirect

from departments import clock
from departments.admin.people import MembershipAdmin, UserAdmin
from departments.models import Membership, User

from .. import history
from ..forms.keys import key_of
from ..forms.secrets import KEPT_IN_HISTORY, reasons_of
from ..pages.addresses import address
from ..people import recording
from ..rules.secrecy import MOBILE
from .secrets import AsksInTheAdministration

admin.site.unregister([User, Membership])


@admin.register(User)
class RecordingUserAdmin(AsksInTheAdministration, UserAdmin):
    """People: what becomes of account, posts and password."""

    may_hold_in = {"phone": frozenset({MOBILE})}
    kept = KEPT_IN_HISTORY

    def save_related(self, request, form, formsets, change):
        with history.sent_anyway(reasons_of(form, *formsets)):
            self._save_and_record(request, form, formsets, change)

    def _save_and_record(self, request, form, formsets, change):
        person, by, at = form.instance, request.user, clock.now()
        # The person is saved by now, the posts are not.
        posts = recording.held_by(person)
        lent = recording.lent(posts, clock.today())
        super().save_related(request, form, formsets, change)
        if not change:
            recording.record_new_account(person, by=by, at=at)
            return
        earlier = {name: form.initial[name] for name in form.changed_data if name in form.initial}
        recording.record_account_changes(earlier, person, by=by, at=at)
        now = recording.held_by(person)
        recording.record_posts(posts, now, by=by, at=at)
        _record_revoked(lent, now, by=by, at=at)

    def delete_model(self, request, obj):
        at, posts = clock.now(), recording.held_by(obj)
        lent = recording.lent(posts, clock.today())
        super().delete_model(request, obj)
        recording.record_deleted_account(obj, posts, by=request.user, at=at)
        recording.record_revoked(lent.values(), by=request.user, at=at)

    def user_change_password(self, request, id, form_url=""):
        rows = User.objects.filter(pk=key_of(id) or 0)
        with transaction.atomic():
            before = rows.values_list("password", flat=True).first()
            answer = super().user_change_password(request, id, form_url)
            person = rows.first()
            if request.method == "POST" and person and person.password != before:
                is_one_time = person.must_change_password
                recording.record_reset(person, is_one_time=is_one_time, by=request.user, at=clock.now())
        return answer

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(address("people_changes", account=key_of(object_id)))


@admin.register(Membership)
class RecordingMembershipAdmin(MembershipAdmin):
    """Posts: given, changed, ended, deleted."""

    def save_model(self, request, obj, form, change):
        before = _post(obj.pk) if change else None
        super().save_model(request, obj, form, change)
        recording.record_post(before, recording.Held.of(obj), by=request.user, at=clock.now())

    def save_related(self, request, form, formsets, change):
        lent = recording.lent([form.instance.pk], clock.today())
        super().save_related(request, form, formsets, change)
        _record_revoked(lent, [form.instance.pk], by=request.user, at=clock.now())

    def delete_model(self, request, obj):
        at, before, lent = clock.now(), recording.Held.of(obj), recording.lent([obj.pk], clock.today())
        super().delete_model(request, obj)
        recording.record_post(before, None, by=request.user, at=at)
        recording.record_revoked(lent.values(), by=request.user, at=at)

    def history_view(self, request, object_id, extra_context=None):
        post = Membership.objects.filter(pk=key_of(object_id) or 0).first()
        return HttpResponseRedirect(address("people_changes", account=post.user_id if post else None))


def _post(key):
    return recording.Held.of(Membership.objects.select_related("user", "department").get(pk=key))


def _record_revoked(lent, posts, *, by, at):
    """Those delegations among `lent` that did not outlive the change of their posts."""
    still = recording.lent(posts, clock.today())
    recording.record_revoked([one for key, one in lent.items() if key not in still], by=by, at=at)
