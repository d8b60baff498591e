"""Forms that hand a post over or name who stands in."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Membership, User

from ..forms.fields import Act, day
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG


class PersonField(forms.ModelChoiceField):
    """Somebody who may sign in, with unit and post; people of the unit first."""

    def __init__(self, **options):
        super().__init__(queryset=User.objects.filter(is_active=True), error_messages=NO_SUCH_CHOICE, **options)

    def offer(self, department, leave_out):
        """The choices: people of the department in front, without `leave_out` (a key); two queries."""
        self.queryset = self.queryset.exclude(pk=leave_out)
        self.near, self.posts = set(), {}
        held = Membership.objects.current(clock.today()).select_related("department")
        for post in held.order_by("department__position", "pk"):
            self.posts.setdefault(post.user_id, []).append(str(post))
            if department is not None and post.department_id == department.pk:
                self.near.add(post.user_id)
        groups = {True: [], False: []}
        for person in self.queryset.only("pk", "name", "username"):
            groups[person.pk in self.near].append((person.pk, self.spell(person)))
        named = [(gettext("Of the unit"), groups[True]), (gettext("Others"), groups[False])]
        self.widget.choices = [("", "---------"), *((name, people) for name, people in named if people)]

    def spell(self, person):
        """The person with all posts: "王卫生 · 市卫生局 联络员"; the user name parts people of the same name."""
        posts = "、".join(self.posts.get(person.pk, [])) or gettext("no post")
        return f"{person} · {posts} ({person.username})"


class PersonForm(Act):
    """Who gets a post or stands in; somebody of another unit is asked about once before it is done."""

    to = PersonField()
    confirmed = forms.BooleanField(
        label=_("Yes, this person of another unit"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.department = post.department
        self.fields["to"].offer(post.department, post.user_id)

    def clean(self):
        cleaned = super().clean()
        to, field = cleaned.get("to"), self.fields["to"]
        if to is None or self.department is None or to.pk in field.near:
            return cleaned
        self.fields["confirmed"].widget = forms.CheckboxInput()
        if not cleaned.get("confirmed"):
            self.add_error(
                "to",
                gettext("%(person)s is not of %(unit)s. Choose again, or tick below that this is the one you mean.")
                % {"person": field.spell(to), "unit": self.department},
            )
        return cleaned


class HandOverForm(PersonForm):
    """Who takes a post over, and from when."""

    on = day(_("From"), required=True)

    field_order = ("to", "confirmed")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("Successor")


class DelegateForm(PersonForm):
    """Who stands in, from when to when."""

    start_on = day(_("From"), required=True)
    end_on = day(_("Until"), required=True)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200, error_messages=TOO_LONG)

    field_order = ("to", "confirmed")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("Who stands in")
