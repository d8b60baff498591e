"""The cast with three administrators beside it, where their posts are parted."""

import pytest

from departments.models import User

from ..given import factories


@pytest.fixture
def three(cast, settings):
    """The cast, with `security`, `second_security` and `audit` beside the (system) administrator."""
    people = {"security": "卫安全", "second_security": "蒋安全", "audit": "沈审计"}
    for name, called in people.items():
        role = "audit" if name == "audit" else "security"
        setattr(cast, name, factories.person(name, role=role, name=called))
    settings.PORTAL_SINGLE_ADMINISTRATOR = False
    User.objects.update(last_login=factories.moment("2011-01-05 09:00"))
    # As at the next request: posts are read once.
    for name in ("administrator", *people):
        setattr(cast, name, User.objects.get(pk=getattr(cast, name).pk))
    return cast
