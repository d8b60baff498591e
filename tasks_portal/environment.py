"""How the portal's settings are read from the environment: each reader refuses what it does not understand.

The variables are described in README.md (section Settings); what they set stands in `settings.py`.
"""

import os
import re
import secrets
from email.utils import parseaddr

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from .refusing import refusal

KNOWN_VARIABLES = {
    "PORTAL_ADMIN_ADDRESSES",
    "PORTAL_ALLOWED_HOSTS",
    "PORTAL_AUDIT_DAYS",
    "PORTAL_DAYS_BACK",
    "PORTAL_DEBUG",
    "PORTAL_EMAIL_FROM",
    "PORTAL_EMAIL_URL",
    "PORTAL_HOST",
    "PORTAL_HSTS_SUBDOMAINS",
    "PORTAL_HTTPS",
    "PORTAL_IDLE_MINUTES",
    "PORTAL_LEAKED_PASSWORDS",
    "PORTAL_LOCK_ADDRESS_FAILURES",
    "PORTAL_LOCK_FAILURES",
    "PORTAL_LOCK_MINUTES",
    "PORTAL_LOG",
    "PORTAL_METRICS",
    "PORTAL_METRICS_TOKEN",
    "PORTAL_OFFICE_HOURS",
    "PORTAL_PASSWORD_DAYS",
    "PORTAL_PASSWORD_HISTORY",
    "PORTAL_PORT",
    "PORTAL_RATE_LIMITS",
    "PORTAL_SECOND_FACTOR_FOR",
    "PORTAL_SECRET_KEY",
    "PORTAL_SINGLE_ADMINISTRATOR",
    "PORTAL_SESSION_HOURS",
    "PORTAL_TICK_SECONDS",
    "PORTAL_TRUSTED_ORIGINS",
    "PORTAL_TRUSTED_PROXIES",
    "PORTAL_VAR",
    "PORTAL_WORK_BESIDE",
    "PORTAL_WORKERS",
}

# No shorter than six months: 网络安全法 §21.
LEAST_AUDIT_DAYS, MOST_AUDIT_DAYS = 183, 36_500

# As browsers name a host; what Django itself would not take in a request is of no use in a list either.
HOST = r"(?:[a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])"


def refuse_unknown_variables():
    """A mistyped name must not leave a default in force in silence."""
    unknown = sorted(name for name in os.environ if name.startswith("PORTAL_") and name not in KNOWN_VARIABLES)
    if unknown:
        known = sorted(KNOWN_VARIABLES)
        raise refusal(
            f"{unknown[0]} is not a setting of the portal; known are {', '.join(known)}.",
            f"平台没有 {unknown[0]} 这一设置项；可用的设置项为 {'、'.join(known)}。",
        )


def flag(name, default=False):
    """A yes/no variable: 1/true/yes/on or 0/false/no/off, nothing else."""
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise refusal(f"{name} must be 1 or 0, not “{value}”.", f"{name} 应为 1 或 0，不能是“{value}”。")


def whole_number(name, *, default, least, most):
    """A variable that is a whole number within bounds."""
    value = os.environ.get(name, "").strip() or str(default)
    if re.fullmatch(r"\d{1,9}", value) and least <= int(value) <= most:
        return int(value)
    raise refusal(
        f"{name} must be a whole number from {least} to {most}, not “{value}”.",
        f"{name} 应为 {least} 到 {most} 之间的整数，不能是“{value}”。",
    )


def audit_days():
    """For how many days the audit record is kept, six months at least; 0, also where it is set but empty: for ever."""
    value = os.environ.get("PORTAL_AUDIT_DAYS", "1095").strip() or "0"
    if re.fullmatch(r"\d{1,5}", value) and (int(value) == 0 or LEAST_AUDIT_DAYS <= int(value) <= MOST_AUDIT_DAYS):
        return int(value)
    raise refusal(
        f"PORTAL_AUDIT_DAYS must be a whole number from {LEAST_AUDIT_DAYS} (six months, as the law asks) to "
        f"{MOST_AUDIT_DAYS}, or 0 to keep the record for ever, not “{value}”.",
        f"PORTAL_AUDIT_DAYS 应为 {LEAST_AUDIT_DAYS}（法定六个月）到 {MOST_AUDIT_DAYS} 之间的整数，"
        f"或为 0（永久保存），不能是“{value}”。",
    )


def one_of(name, choices):
    """A variable that is one of a few words; the first of them is the default."""
    value = os.environ.get(name, "").strip().lower() or choices[0]
    if value in choices:
        return value
    raise refusal(
        f"{name} must be one of {', '.join(choices)}, not “{value}”.",
        f"{name} 应为 {'、'.join(choices)} 之一，不能是“{value}”。",
    )


def words(name, default=()):
    """A list variable, separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()] or list(default)


def allowed_hosts():
    """Names and addresses without scheme and port; `*` is any, `.example.cn` a domain with all below it."""
    hosts = words("PORTAL_ALLOWED_HOSTS", default=("127.0.0.1", "localhost", "[::1]"))
    for host in hosts:
        if not re.fullmatch(rf"\*|{HOST}", host, re.IGNORECASE):
            raise refusal(
                "PORTAL_ALLOWED_HOSTS takes names or addresses separated by commas, without http:// and without port "
                f"(an IPv6 address in square brackets), not “{host}”.",
                "PORTAL_ALLOWED_HOSTS 应为用逗号分隔的域名或地址，不带 http:// 和端口（IPv6 地址加方括号），"
                f"不能是“{host}”。",
            )
    return hosts


def trusted_origins():
    """Origins as browsers send them: scheme and host, a port if it is not the scheme's own, no slash at the end."""
    origins = [origin.lower() for origin in words("PORTAL_TRUSTED_ORIGINS")]
    for origin in origins:
        if not re.fullmatch(rf"https?://(?:\*\.)?{HOST}(?::\d+)?", origin):
            raise refusal(
                "PORTAL_TRUSTED_ORIGINS takes origins separated by commas, each like https://portal.example.gov.cn "
                f"and without a slash at the end, not “{origin}”.",
                "PORTAL_TRUSTED_ORIGINS 应为用逗号分隔的来源，形如 https://portal.example.gov.cn，末尾不带斜杠，"
                f"不能是“{origin}”。",
            )
    return origins


def secret_key(folder):
    """The secret key from the environment, else from `folder`, where the first start generates it (mode 600)."""
    if os.environ.get("PORTAL_SECRET_KEY"):
        return os.environ["PORTAL_SECRET_KEY"]
    path = folder / "secret-key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written aside and then linked, so that two processes starting at once agree on one key
            # and a killed start never leaves half of it.
            draft = folder / f".secret-key.{os.getpid()}"
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise refusal(
            f"The folder {folder} cannot be used ({error.strerror}): make it writable or set PORTAL_VAR.",
            f"无法使用文件夹 {folder}（{error.strerror}）：请使其可写，或用 PORTAL_VAR 指定其他文件夹。",
        ) from error


def office_hours():
    """(first minute, first minute after) of the day in which offices are at work, from "8:30-17:30"."""
    value = os.environ.get("PORTAL_OFFICE_HOURS", "").strip() or "8:30-17:30"
    found = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])", value)
    if found:
        hours, minutes, last_hours, last_minutes = (int(part) for part in found.groups())
        start, end = hours * 60 + minutes, last_hours * 60 + last_minutes
        if start < end <= 24 * 60:
            return start, end
    raise refusal(
        f"PORTAL_OFFICE_HOURS must be two times of one day like 8:30-17:30, not “{value}”.",
        f"PORTAL_OFFICE_HOURS 应为同一天的起止时间，形如 8:30-17:30，不能是“{value}”。",
    )


MAIL_PORTS = {"EMAIL_USE_SSL": 465, "EMAIL_USE_TLS": 587}


def email():
    """Django's e-mail settings from PORTAL_EMAIL_URL; none without it. Its password is never repeated."""
    url = os.environ.get("PORTAL_EMAIL_URL", "").strip()
    if not url:
        return {}
    try:
        config = environ.Env.email_url_config(url)
    except (ValueError, KeyError, ImproperlyConfigured):
        config = {"EMAIL_BACKEND": ""}
    kind = config["EMAIL_BACKEND"].rpartition(".backends.")[2].partition(".")[0]
    if kind not in ("smtp", "console", "filebased") or (kind == "smtp" and not config["EMAIL_HOST"]):
        raise refusal(
            "PORTAL_EMAIL_URL must be like smtp+tls://user:password@mail.example:587 (or smtp://, smtp+ssl://), "
            "filemail:///folder or consolemail://.",
            "PORTAL_EMAIL_URL 应形如 smtp+tls://用户:密码@mail.example:587（或 smtp://、smtp+ssl://）、"
            "filemail:///文件夹 或 consolemail://。",
        )
    secured = [name for name in MAIL_PORTS if config.get(name)]
    return {
        "DEFAULT_FROM_EMAIL": email_from(),
        "EMAIL_BACKEND": config["EMAIL_BACKEND"],
        "EMAIL_FILE_PATH": f"/{config['EMAIL_FILE_PATH']}",
        "EMAIL_HOST": config["EMAIL_HOST"] or "",
        "EMAIL_PORT": config["EMAIL_PORT"] or (MAIL_PORTS[secured[0]] if secured else 25),
        "EMAIL_HOST_USER": config["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": config["EMAIL_HOST_PASSWORD"] or "",
        **dict.fromkeys(secured, True),
    }


def email_from():
    """Who the portal's e-mail comes from: an address, with a name before it if wanted."""
    value = os.environ.get("PORTAL_EMAIL_FROM", "").strip()
    try:
        # A line break would end the header, and every message with it.
        validate_email(parseaddr(value)[1] if value.isprintable() else "")
    except ValidationError as error:
        raise refusal(
            "With PORTAL_EMAIL_URL, PORTAL_EMAIL_FROM must be an address like portal@example.gov.cn or "
            f"Office <portal@example.gov.cn>, not “{value}”.",
            "设定 PORTAL_EMAIL_URL 时，PORTAL_EMAIL_FROM 应为邮箱地址，形如 portal@example.gov.cn 或 "
            f"督查室 <portal@example.gov.cn>，不能是“{value}”。",
        ) from error
    return value
