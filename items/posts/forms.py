"""Forms that hand a post over or name who stands in."""

from django import forms
from django.db.models import Prefetch, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Department, Membership, User

from ..forms.fields import Act, day
from ..forms.found import FindsRows, FoundSelect
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG


class PersonSelect(FoundSelect):
    """One of many people; each stands with unit and post, and is found by the name of a unit, too."""

    address = "post_found"
    reaches_further = True

    def matching(self, words):
        units = Department.objects.unmerged().matching(words)
        held = Membership.objects.current(clock.today()).filter(department__in=units)
        called = User.objects.matching(words).order_by().values("pk")
        return people().filter(Q(pk__in=called) | Q(pk__in=held.values("user")))

    def label(self, row):
        return spell(row)


def people(department=None):
    """Those who may sign in, with the posts that `spell` tells; of the department alone if one is given."""
    held = Membership.objects.current(clock.today()).select_related("department")
    told = Prefetch("memberships", held.order_by("department__position", "pk"), to_attr="held")
    found = User.objects.filter(is_active=True).prefetch_related(told)
    return found if department is None else found.filter(pk__in=held.filter(department=department).values("user"))


def spell(person):
    """One of `people` with all posts: "王卫生 · 市卫生局 联络员"; the user name parts people of the same name."""
    posts = "、".join(map(str, person.held)) or gettext("no post")
    return f"{person} · {posts} ({person.username})"


class PersonField(FindsRows, forms.ModelChoiceField):
    """Somebody who may sign in, with unit and post; people of the unit are offered, the others found."""

    widget = PersonSelect

    def __init__(self, **options):
        super().__init__(queryset=User.objects.none(), error_messages=NO_SUCH_CHOICE, **options)

    def offer(self, post):
        """The choices: who does not hold the post, people of its department in front."""
        self.queryset = people().exclude(pk=post.user_id)
        near = people(post.department).exclude(pk=post.user_id) if post.department else None
        self.widget.offer(near, args=(post.pk,))

    def is_near(self, person):
        """Whether the person is of the post's department."""
        near = self.widget.offered
        return near is not None and near.filter(pk=person.pk).exists()


class PersonForm(Act):
    """Who gets a post or stands in; somebody of another unit is asked about once before it is done."""

    to = PersonField()
    confirmed = forms.BooleanField(
        label=_("Yes, this person of another unit"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.department = post.department
        self.fields["to"].offer(post)

    def clean(self):
        cleaned = super().clean()
        to, field = cleaned.get("to"), self.fields["to"]
        if to is None or self.department is None or field.is_near(to):
            return cleaned
        self.fields["confirmed"].widget = forms.CheckboxInput()
        if not cleaned.get("confirmed"):
            self.add_error(
                "to",
                gettext("%(person)s is not of %(unit)s. Choose again, or tick below that this is the one you mean.")
                % {"person": spell(to), "unit": self.department},
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
