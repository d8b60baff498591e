"""Every setting of the portal. The environment decides; an unknown name or value stops the start.

The variables are described in README.md (section Settings). Django's own settings that no
installation should change stand here as constants.
"""

import os
import re
import secrets
from email.utils import parseaddr
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from .database import database
from .proxies import networks
from .refusing import refusal

BASE_DIR = Path(__file__).resolve().parent.parent

KNOWN_VARIABLES = {
    "PORTAL_ALLOWED_HOSTS",
    "PORTAL_DAYS_BACK",
    "PORTAL_DEBUG",
    "PORTAL_EMAIL_FROM",
    "PORTAL_EMAIL_URL",
    "PORTAL_HOST",
    "PORTAL_HTTPS",
    "PORTAL_IDLE_MINUTES",
    "PORTAL_OFFICE_HOURS",
    "PORTAL_PORT",
    "PORTAL_SECRET_KEY",
    "PORTAL_TICK_SECONDS",
    "PORTAL_TRUSTED_ORIGINS",
    "PORTAL_TRUSTED_PROXIES",
    "PORTAL_VAR",
    "PORTAL_WORK_BESIDE",
    "PORTAL_WORKERS",
}

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


refuse_unknown_variables()

VAR_DIR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var").resolve()
DEBUG = flag("PORTAL_DEBUG")
HTTPS = flag("PORTAL_HTTPS")
SECRET_KEY = secret_key(VAR_DIR)
ALLOWED_HOSTS = allowed_hosts()
CSRF_TRUSTED_ORIGINS = trusted_origins()
PORTAL_TRUSTED_PROXIES = networks(os.environ.get("PORTAL_TRUSTED_PROXIES", ""))

INSTALLED_APPS = [
    "tasks_portal.apps.PortalAdminConfig",
    "departments",
    "items",  # before those whose commands it has its own of
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "tasks_portal.apps.SignInProtectionConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "tasks_portal.middleware.RoomMiddleware",
    "tasks_portal.health.HealthMiddleware",
    "tasks_portal.proxies.ProxiesMiddleware",
    "items.middleware.HistoryOriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tasks_portal.middleware.CompressionMiddleware",
    "tasks_portal.middleware.UnchangedDataMiddleware",
    "tasks_portal.middleware.PrivateAnswersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tasks_portal.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tasks_portal.idle.IdleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "items.middleware.FirstPasswordMiddleware",
    "items.middleware.ReadOnceMiddleware",
    "items.middleware.NextStepMiddleware",
    "items.middleware.LightsMiddleware",
    "tasks_portal.middleware.WrongMethodPageMiddleware",
    "axes.middleware.AxesMiddleware",
    "items.middleware.OnceMiddleware",  # last: the view alone stands in its transaction
]

ROOT_URLCONF = "tasks_portal.urls"
WSGI_APPLICATION = "tasks_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": ["tasks_portal.tight.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "items.context_processors.portal",
            ],
            "builtins": ["items.templatetags.form_keys"],  # a key of its own beside every form's token
        },
    },
]
FORM_RENDERER = "tasks_portal.form_rendering.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

PORTAL_DAYS_BACK = whole_number("PORTAL_DAYS_BACK", default=0, least=0, most=20000)  # to a demonstration's year
DATABASES = {"default": database(VAR_DIR, PORTAL_DAYS_BACK)}

# What takes longer than a request may waits in the database for `manage.py work`.
PORTAL_WORK_BESIDE = flag("PORTAL_WORK_BESIDE", default=True)  # as deploy/gunicorn.conf.py reads it
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "departments.passwords.LengthValidator"},
    {"NAME": "departments.passwords.KindsValidator"},
    {"NAME": "departments.passwords.AnotherValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# domain.md §10: five failures lock the account and the address for ten minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 6
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "signing_in/locked.html"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# Reminders go out on workdays within these hours: items/messages/telling.py.
PORTAL_OFFICE_HOURS = office_hours()
_email = email()  # ways out beside the inbox: items/messages/channels.py
globals().update(_email)
PORTAL_CHANNELS = ["email"] if _email else []
# A mail server that is silent must not hold up the others' messages.
EMAIL_TIMEOUT = 20

# A pasted text is as large as a file may be (20 MB); larger requests are turned away while they come in.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "items.forms.upload_limit.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "tasks_portal.static_files.HashedStaticFiles"
    },
}

# No outbound call and no inline script or style (design.md §4.10); Bootstrap draws small icons from data: images.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "items.signing_in.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
PORTAL_IDLE_MINUTES = whole_number("PORTAL_IDLE_MINUTES", default=30, least=0, most=720)
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s%(of_request)s"}},
    "filters": {
        "refusals": {"()": "tasks_portal.log.WithoutTraceback"},
        "requests": {"()": "tasks_portal.log.WithRequest"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals", "requests"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("axes", "django_tasks", "django_tasks_db")},
}
