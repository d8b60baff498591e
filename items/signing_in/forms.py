"""The form for signing in."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Says what happens after repeated mistakes (settings.AXES_FAILURE_LIMIT)."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "User name or password is wrong; mind capital letters. After five mistakes the account is locked for ten "
            "minutes."
        ),
    }
