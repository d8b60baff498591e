"""The forms for signing in and for choosing a password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.passwords import rule

from .addresses import why_not_from_here


class SignInForm(AuthenticationForm):
    """Says what happens after repeated mistakes (`departments.locks`)."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("User name or password is wrong; mind capital letters. Repeated mistakes lock the sign-in."),
    }

    def confirm_login_allowed(self, user):
        """Who holds an administrator's post signs in from the addresses set for that alone."""
        super().confirm_login_allowed(user)
        sentence = why_not_from_here(user, self.request)
        if sentence:
            raise forms.ValidationError(sentence, code="address")


class TellsTheRule:
    """Says before the first try all that a password must be."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = rule(self.user)


class FirstPasswordForm(TellsTheRule, SetPasswordForm):
    """Who has just signed in with a one-time password chooses another; it is not asked for once more."""

    def clean(self):
        data = super().clean()
        chosen = self.cleaned_data.get("new_password1")
        if chosen and self.user.check_password(chosen):
            raise forms.ValidationError(gettext("This is the one-time password itself; choose another one."))
        return data

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


class OwnPasswordForm(TellsTheRule, PasswordChangeForm):
    """Another password for somebody who has chosen one before."""
