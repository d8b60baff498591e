"""One-time passwords: made by the portal, handed over once, changed at the first sign-in."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password

# Without letters and digits that are mistaken for one another when typed from a print-out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

# Of 59 bits drawn by lot nobody tries all, however quick a try is; a password that a person thinks of gets Django's own
# number, which for a list of two hundred people would take minutes.
ROUNDS = 20_000


def one_time_password() -> str:
    """Twelve random characters in three groups, e.g. "k7mp-w3xq-9tbd": 59 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def stored(password: str) -> str:
    """What the database keeps of a one-time password. Django makes it stronger by itself when it is first used."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
    return make_password(password)
