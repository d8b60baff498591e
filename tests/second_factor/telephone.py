"""An app as it stands in the telephone of somebody, and how a browser signs in with it."""

import re
import time
from dataclasses import dataclass, field

import pyotp
from django.test import Client
from django.urls import reverse

from departments import clock
from departments.models import User
from items.second_factor import codes, setting_up

from ..given.html import parse

ASK, OWN = reverse("second_factor_ask"), reverse("second_factor")
CONFIRM, APP = reverse("second_factor_confirm"), reverse("second_factor_app")


@dataclass
class Telephone:
    """Shows the codes of `secret`; `steps` later each time, so that none is used twice."""

    secret: str
    recovery: list = field(default_factory=list)

    def code(self, *, steps=0):
        return pyotp.TOTP(self.secret).at(time.time() + steps * codes.SECONDS)


def given_app(person, machine):
    secret = codes.new_secret()
    code = pyotp.TOTP(secret).at(time.time())
    made = setting_up.add_app(person, secret=secret, code=code, at=clock.now())
    machine(10 * codes.SECONDS)
    return Telephone(secret, made)


def half_sign_in(client, username="liaison", **more):
    """Enter the right password."""
    data = {"username": username, "password": f"{username}-Pass-1", **more}
    return client.post(reverse("sign_in"), data)


def is_signed_in(client):
    return client.get(reverse("workbench")).status_code == 200


def wrong_code(telephone):
    """Six digits that are none of the codes that would be right."""
    right = {telephone.code(steps=steps) for steps in (-2, -1, 0, 1, 2)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in right)


def secret_on(page):
    return re.sub(r"\s", "", parse(page).one("code", of="factor-secret").text)


def signed_in(person):
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client
