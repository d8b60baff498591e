"""What a person proves besides the password when signing in (双因素认证)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import User


class FactorKind(models.TextChoices):
    APP = "app", _("Authenticator app")
    KEY = "key", _("Passkey or security key")


class SecondFactor(models.Model):
    """An app that shows codes (one a person), or a passkey or security key.

    Of an app `secret` is its key, encrypted (`second_factor.keeping`), and `last_step` the time step of the code used
    last. Of a key `credential` is its public half, `credential_digest` the SHA-256 of its id in hexadecimal, and
    `uses` what it counts itself; some keys count nothing.
    """

    Kind = FactorKind

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factors", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=FactorKind.choices)
    name = models.CharField(_("name"), max_length=50)
    secret = models.TextField(_("key"), blank=True)
    last_step = models.BigIntegerField(default=0)
    credential = models.BinaryField(_("public key"), default=bytes)
    credential_digest = models.CharField(_("digest"), max_length=64, blank=True)
    uses = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(kind="app"),
                name="second_factor_one_app",
                violation_error_message=_("An authenticator app is set up already; remove it first."),
            ),
            models.UniqueConstraint(
                fields=["credential_digest"],
                condition=Q(kind="key"),
                name="second_factor_key_once",
                violation_error_message=_("This key is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="app", credential_digest="") & ~Q(secret="")
                | Q(kind="key", secret="") & ~Q(credential_digest=""),
                name="second_factor_is_either",
                violation_error_message=_("A second factor is either an app or a key."),
            ),
        ]

    def __str__(self):
        return self.name


class RecoveryCode(models.Model):
    """A code that stands in once for a lost telephone or key; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes", verbose_name=_("person"))
    digest = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "digest"],
                name="recovery_code_once",
                violation_error_message=_("The person has this recovery code already."),
            ),
        ]

    def __str__(self):
        return str(self.user)
