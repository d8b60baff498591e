"""Who has a second factor, who has to have one, and what the page of one's own factors shows."""

from django.conf import settings

from ..models import RecoveryCode, SecondFactor


def needs_second_factor(person):
    """Whether a post held today asks for one (PORTAL_SECOND_FACTOR_FOR)."""
    return bool(settings.PORTAL_SECOND_FACTOR_FOR and settings.PORTAL_SECOND_FACTOR_FOR & person.roles)


def has_second_factor(person):
    return SecondFactor.objects.filter(user=person).exists()


def own_factors(person):
    """The person's factors for reading, the oldest first."""
    return list(SecondFactor.objects.filter(user=person).only("user", "kind", "name", "made_at", "used_at"))


def has_app(factors):
    """Whether one of the factors is an app: there is one a person."""
    return any(factor.kind == SecondFactor.Kind.APP for factor in factors)


def keys_of_person(person):
    """The passkeys and security keys of the person."""
    return list(SecondFactor.objects.filter(user=person, kind=SecondFactor.Kind.KEY))


def codes_left(person):
    """How many recovery codes the person has not used."""
    return RecoveryCode.objects.filter(user=person, used_at=None).count()
