"""Everybody of the cast, and of whom a question of `items.access` holds."""

from departments.models import User

from ..given import factories
from ..given.factories import day
from ..given.together import moment

TODAY = day("2011-03-18")
AT = moment("2011-03-18 10:00")
PEOPLE = [
    "liaison",
    "head",
    "health_liaison",
    "health_head",
    "east_liaison",
    "supervisor",
    "leader",
    "observer",
    "administrator",
    "newcomer",
]


def with_health_head(cast):
    """The cast; also a head of the health office."""
    cast.health_head = factories.person("health_head", role="head", department=cast.health, name="冯局长")
    return cast


def again(person):
    """The person as at the next request: posts are read once."""
    return User.objects.get(pk=person.pk)


def who(cast, question):
    """The names of those of whom the question holds, as one text."""
    return " ".join(name for name in PEOPLE if question(getattr(cast, name)))
