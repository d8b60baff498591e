"""Rows of what people prove themselves with."""

from items.models import RecoveryCode, SecondFactor, Tally

from .rows import MOMENT


def an_app(cast, **fields):
    values = {"user": cast.liaison, "kind": "app", "name": "应用", "secret": "sealed", "made_at": MOMENT}
    return SecondFactor(**{**values, **fields})


def a_key(cast, **fields):
    return an_app(cast, **{"kind": "key", "name": "蓝色U盾", "secret": "", "credential_digest": "0" * 64, **fields})


def a_recovery_code(cast, **fields):
    return RecoveryCode(**{"user": cast.liaison, "digest": "0" * 64, "made_at": MOMENT, **fields})


def a_tally(_cast):
    """The same count once more."""
    counted = {"kind": "search", "who": "1", "span": 1}
    Tally.objects.create(**counted)
    return Tally(**counted)
