"""Passkeys and security keys (WebAuthn): what the browser is asked, and whether its answer is right.

Nothing is asked of anybody outside: the key signs what the portal made up, for the name by which the browser knows the
portal. Browsers offer this over HTTPS only, and on localhost; an address without a name has none.
"""

import hashlib
import ipaddress
import json
import re

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

# The password has told already who it is: that the key is touched will do.
_VERIFICATION = UserVerificationRequirement.DISCOURAGED
LONGEST_ANSWER = 20_000


class NotProven(Exception):
    """The answer of the browser proves nothing; why is for no one's eyes."""


def is_possible(request):
    """Whether browsers offer passkeys at the address by which the portal was called."""
    host = _host(request)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def asked_to_register(request, person, factors, *, portal):
    """(options for the browser as JSON, state for the session); `factors` are the keys that the person has already."""
    user = PublicKeyCredentialUserEntity(
        id=str(person.pk).encode(), name=person.username, display_name=person.name or person.username
    )
    options, state = _server(request, portal).register_begin(
        user,
        credentials=[_public(factor) for factor in factors],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=_VERIFICATION,
    )
    return json.dumps(dict(options.public_key)), dict(state)


def registered(request, state, answer, *, portal):
    """{field: value} of a `SecondFactor` for the new key; raises NotProven."""
    try:
        made = _server(request, portal).register_complete(state, _read(answer))
        data = made.credential_data
        return {"credential": bytes(data), "credential_digest": digest_of(data.credential_id), "uses": made.counter}
    except Exception as error:  # whatever a stranger sends: the library says it in many ways
        raise NotProven from error


def asked_to_prove(request, factors, *, portal):
    """(options for the browser as JSON, state for the session); `factors` are the person's keys."""
    options, state = _server(request, portal).authenticate_begin(
        [_public(factor) for factor in factors], user_verification=_VERIFICATION
    )
    return json.dumps(dict(options.public_key)), dict(state)


def proven(request, state, answer, factors, *, portal):
    """(the factor that signed, how often it says it was used); raises NotProven."""
    known = {bytes(_public(factor).credential_id): factor for factor in factors}
    try:
        given = AuthenticationResponse.from_dict(_read(answer))
        public = _server(request, portal).authenticate_complete(state, [_public(factor) for factor in factors], given)
        return known[bytes(public.credential_id)], given.response.authenticator_data.counter
    except Exception as error:  # whatever a stranger sends: the library says it in many ways
        raise NotProven from error


def digest_of(key):
    """By which a key is found to be registered already."""
    return hashlib.sha256(key).hexdigest()


def _read(answer):
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any key answers")
    return json.loads(answer)


def _public(factor):
    return AttestedCredentialData(bytes(factor.credential))


def _host(request):
    return re.sub(r":\d+$", "", request.get_host())


def _server(request, portal):
    origin = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(id=_host(request), name=portal)
    return Fido2Server(entity, verify_origin=lambda given: given.lower() == origin.lower())
