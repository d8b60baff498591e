"""How what proves a person is kept: the keys of apps encrypted, recovery codes as digests, both by the portal's key.

Whoever has a copy of the database alone can neither read codes from it nor try codes on it. After another secret key
(PORTAL_SECRET_KEY) both are void: passkeys and security keys stay, whoever had none is reset by an administrator.
"""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_ENCRYPTING, _DIGESTING = b"portal: second factor, keys of apps", b"portal: second factor, recovery codes"


def sealed(secret):
    """The key of an app as it is kept."""
    return _fernet().encrypt(secret.encode()).decode()


def opened(kept):
    """The key of an app; "" where it was sealed with another secret key."""
    try:
        return _fernet().decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def digest(code):
    """A recovery code as it is kept; capitals, spaces and strokes do not count."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hmac.digest(_derived(_DIGESTING), plain.encode(), "sha256").hex()


def _fernet():
    return Fernet(base64.urlsafe_b64encode(_derived(_ENCRYPTING)))


def _derived(purpose):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(settings.SECRET_KEY.encode())
