"""Forms that hand a post over or name who stands in."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import User

from ..forms.fields import Act, day
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG


class PersonField(forms.ModelChoiceField):
    """Somebody who may sign in; people of the unit first."""

    def __init__(self, **options):
        super().__init__(queryset=User.objects.filter(is_active=True), error_messages=NO_SUCH_CHOICE, **options)

    def offer(self, department, leave_out):
        """The choices: people of the department in front, without `leave_out` (a key)."""
        self.queryset = self.queryset.exclude(pk=leave_out)
        near = set()
        if department is not None:
            posts = department.memberships.current(clock.today())
            near = set(posts.values_list("user", flat=True))
        groups = {True: [], False: []}
        for person in self.queryset.only("pk", "name", "username"):
            groups[person.pk in near].append((person.pk, f"{person} ({person.username})"))
        named = [(_now("Of the unit"), groups[True]), (_now("Others"), groups[False])]
        self.widget.choices = [("", "---------"), *((name, people) for name, people in named if people)]


class HandOverForm(Act):
    """Who takes a post over, and from when."""

    to = PersonField(label=_("Successor"))
    on = day(_("From"), required=True)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(post.department, post.user_id)


class DelegateForm(Act):
    """Who stands in, from when to when."""

    to = PersonField(label=_("Who stands in"))
    start_on = day(_("From"), required=True)
    end_on = day(_("Until"), required=True)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200, error_messages=TOO_LONG)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(post.department, post.user_id)
