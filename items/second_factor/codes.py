"""The codes that apps show (TOTP, RFC 6238): six digits, another every thirty seconds."""

import hmac

import pyotp
import segno

SECONDS, DIGITS = 30, 6
# A telephone's clock may be so many steps off.
DRIFT = 1


def new_secret():
    """A key as people type it, 160 bits in base32."""
    return pyotp.random_base32()


def matching_step(secret, code, *, now):
    """The time step whose code this is, or None; `now` in seconds of the machine's clock, whatever day it is here."""
    clock = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    present = int(now) // SECONDS
    steps = range(present - DRIFT, present + DRIFT + 1)
    # All are compared, so that the time it takes tells nothing.
    found = [step for step in steps if hmac.compare_digest(clock.generate_otp(step).encode(), code.encode())]
    return found[-1] if found else None


def address(secret, *, username, portal):
    """What the picture says to the app."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS).provisioning_uri(name=username, issuer_name=portal)


def picture(text):
    """A QR code as the address of an image that carries itself."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=3, light="#fff", dark="#000")


def in_groups(secret):
    """The key in groups of four, to be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
