"""Who can sign in, who cannot yet, and which units have nobody who could."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments import clock
from departments.folding import plain, spaced
from departments.models import CollectiveMember, Department, Membership, User
from departments.models.department import valid_on

from ..models import Responsibility, SecondFactor, WorkItem
from ..models.querysets import live

NO_PASSWORD, UNUSED, ABLE, WAITING, INACTIVE = "none", "unused", "able", "waiting", "inactive"
STATES = [
    (NO_PASSWORD, gettext_lazy("No password")),
    (UNUSED, gettext_lazy("One-time password not used yet")),
    (ABLE, gettext_lazy("Can sign in")),
    (WAITING, gettext_lazy("Waits for approval")),
    (INACTIVE, gettext_lazy("Deactivated")),
]


@dataclass(frozen=True)
class PersonLine:
    """A person with today's posts and how far he has come with signing in (a key of STATES, and its word)."""

    person: User
    posts: list
    state: str

    @property
    def word(self):
        return dict(STATES)[self.state]

    @property
    def signed_in_last(self):
        return clock.told(self.person.last_login)

    @property
    def may_get_password(self):
        return self.state not in (INACTIVE, WAITING)


def people_found(*, state="", words="", on):
    """The people in a state, by name, user name, telephone or unit; a queryset in the order of their names."""
    people = User.objects.order_by("username")
    if state == NO_PASSWORD:
        people = people.without_password()
    elif state == UNUSED:
        people = people.able_to_sign_in().filter(must_change_password=True)
    elif state == ABLE:
        people = people.able_to_sign_in().filter(must_change_password=False)
    elif state == WAITING:
        people = people.waiting()
    elif state == INACTIVE:
        people = people.filter(is_active=False).exclude(pk__in=User.objects.waiting().order_by().values("pk"))
    for word in spaced(words).split():
        posts = Membership.objects.current(on).filter(department__in=Department.objects.matching(word))
        named = Q(pk__in=User.objects.matching(word).order_by().values("pk")) | Q(phone__icontains=plain(word))
        people = people.filter(named | Q(pk__in=posts.values("user")))
    return people


def with_posts(people, *, on):
    """The people with their posts of the day at hand, one query more, and with `has_second_factor`."""
    posts = Membership.objects.current(on).select_related("department").order_by("pk")
    factors = SecondFactor.objects.filter(user=OuterRef("pk"))
    return people.annotate(has_second_factor=Exists(factors)).prefetch_related(Prefetch("memberships", posts))


def person_lines(people):
    """[PersonLine] of people `with_posts`."""
    return [PersonLine(person, list(person.memberships.all()), _state(person)) for person in people]


def _state(person):
    if not person.is_active:
        return WAITING if person.waits else INACTIVE
    if not person.has_usable_password():
        return NO_PASSWORD
    return UNUSED if person.must_change_password else ABLE


def unanswered_units(*, on, report=None):
    """Units that have to report on open items, of the report or of any, and have nobody who can sign in; a queryset.

    Members of collectives count before the report is issued, too.
    """
    stands = Responsibility.objects.filter(live("item__report"), item__status__in=WorkItem.OPEN_STATUSES)
    if report is not None:
        stands = stands.filter(item__report=report)
    named = stands.values("department")
    members = CollectiveMember.objects.filter(valid_on(on, start="valid_from", end="valid_to"), collective__in=named)
    units = Department.objects.unmerged().filter(is_collective=False)
    units = units.filter(Q(pk__in=named) | Q(pk__in=members.values("member")))
    return units.exclude(pk__in=Membership.objects.answering(on).values("department"))


def accounts_to_end():
    """(how many accounts of the first start can still sign in, the accounts for emergencies in use); one query."""
    rows = User.objects.filter(Q(is_demo=True) | Q(is_emergency=True), is_active=True).order_by("username")
    found = list(rows.only("username", "name", "is_demo", "is_emergency"))
    return sum(one.is_demo for one in found), [one for one in found if one.is_emergency]


def handed_over(given):
    """[(person, the posts in words, password)] of what `letting_in.hand_out` gave, for the slips."""
    posts = {}
    held = Membership.objects.filter(user__in=[person.pk for person, _password in given])
    for post in held.select_related("department").order_by("pk"):
        posts.setdefault(post.user_id, []).append(str(post))
    return [(person, "、".join(posts.get(person.pk, [])) or _("no post"), password) for person, password in given]
