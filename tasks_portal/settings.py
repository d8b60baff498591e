"""Every setting of the portal. The environment decides; an unknown name or value stops the start.

The variables are described in README.md (section Settings). Django's own settings that no
installation should change stand here as constants.
"""

import datetime
import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .database import database
from .environment import (
    LEAST_AUDIT_DAYS,
    allowed_hosts,
    audit_days,
    email,
    flag,
    office_hours,
    one_of,
    refuse_unknown_variables,
    secret_key,
    trusted_origins,
    whole_number,
    words,
)
from .proxies import networks

BASE_DIR = Path(__file__).resolve().parent.parent

refuse_unknown_variables()

VAR_DIR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var").resolve()
DEBUG = flag("PORTAL_DEBUG")
HTTPS = flag("PORTAL_HTTPS")
SECRET_KEY = secret_key(VAR_DIR)
ALLOWED_HOSTS = allowed_hosts()
CSRF_TRUSTED_ORIGINS = trusted_origins()
PORTAL_TRUSTED_PROXIES = networks("PORTAL_TRUSTED_PROXIES")
PORTAL_ADMIN_ADDRESSES = networks("PORTAL_ADMIN_ADDRESSES")  # items/signing_in/addresses.py

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
    "tasks_portal.headers.HeadersMiddleware",
    "tasks_portal.health.HealthMiddleware",
    "tasks_portal.proxies.ProxiesMiddleware",
    "items.middleware.HistoryOriginMiddleware",
    "tasks_portal.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tasks_portal.middleware.CompressionMiddleware",
    "tasks_portal.middleware.UnchangedDataMiddleware",
    "tasks_portal.middleware.PrivateAnswersMiddleware",
    "items.middleware.AuditMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tasks_portal.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tasks_portal.idle.IdleMiddleware",
    "items.signing_in.addresses.AdministratorAddressMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tasks_portal.limits.LimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "items.middleware.FirstPasswordMiddleware",
    "items.middleware.SecondFactorMiddleware",
    "items.middleware.ThreeAdministratorsMiddleware",
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
# Whether one administrator does the work of the three: departments/models/three.py.
PORTAL_SINGLE_ADMINISTRATOR = flag("PORTAL_SINGLE_ADMINISTRATOR")
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "departments.equal_work.EqualWorkBackend"]
# The first keeps new passwords; those that the second kept become the first's when they are next used.
PASSWORD_HASHERS = ["departments.passwords.Argon2Hasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "sign_in"
# A file of SHA-1 hashes in order; first_start stops where it is wrong.
PORTAL_LEAKED_PASSWORDS = os.environ.get("PORTAL_LEAKED_PASSWORDS", "").strip()
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "departments.passwords.LengthValidator"},
    {"NAME": "departments.passwords.KindsValidator"},
    {"NAME": "departments.passwords.AnotherValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    *([{"NAME": "departments.leaked.LeakedValidator"}] if PORTAL_LEAKED_PASSWORDS else []),
]
# How long the audit record is kept, 0 for ever: items/audit/removing.py.
PORTAL_AUDIT_DAYS, PORTAL_LEAST_AUDIT_DAYS = audit_days(), LEAST_AUDIT_DAYS
# Roles whose holders sign in with a second factor; apps.py refuses a word that is none.
PORTAL_SECOND_FACTOR_FOR = frozenset(words("PORTAL_SECOND_FACTOR_FOR"))
PORTAL_RATE_LIMITS = flag("PORTAL_RATE_LIMITS", default=True)  # tasks_portal/limits.py
PORTAL_PASSWORD_HISTORY = whole_number("PORTAL_PASSWORD_HISTORY", default=5, least=0, most=24)
PORTAL_PASSWORD_DAYS = whole_number("PORTAL_PASSWORD_DAYS", default=90, least=0, most=3650)
# Failures lock the account for itself and the address for itself: departments/locks.py.
PORTAL_LOCK_FAILURES = whole_number("PORTAL_LOCK_FAILURES", default=5, least=1, most=100)
PORTAL_LOCK_ADDRESS_FAILURES = whole_number("PORTAL_LOCK_ADDRESS_FAILURES", default=10, least=1, most=10_000)
PORTAL_LOCK_MINUTES = whole_number("PORTAL_LOCK_MINUTES", default=10, least=1, most=1440)
AXES_HANDLER = "departments.locks.SeparateLocks"
AXES_FAILURE_LIMIT = PORTAL_LOCK_FAILURES
AXES_COOLOFF_TIME = datetime.timedelta(minutes=PORTAL_LOCK_MINUTES)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries meanwhile waits no longer than the page says
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "items.signing_in.locked.locked_page"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# Reminders go out on workdays within these hours: items/messages/telling.py.
PORTAL_OFFICE_HOURS = office_hours()
_email = email()  # ways out beside the inbox: items/messages/channels.py
globals().update(_email)
PORTAL_CHANNELS = ["email"] if _email else []
# Seconds for each answer of the mail server; one that is silent costs a run that long, once (items/messages).
EMAIL_TIMEOUT = 10

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
        "frame-src": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "items.signing_in.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # Browsers take such a cookie only over HTTPS, from this very host: no neighbour below the same domain plants one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
PORTAL_SESSION_HOURS = whole_number("PORTAL_SESSION_HOURS", default=12, least=1, most=24)
SESSION_COOKIE_AGE = 3600 * PORTAL_SESSION_HOURS  # from the last save on; from the sign-in on: tasks_portal/idle.py
PORTAL_IDLE_MINUTES = whole_number("PORTAL_IDLE_MINUTES", default=30, least=0, most=720)
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Off where other hosts below the portal's own name are without HTTPS; no such host can then plant a cookie on it.
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("PORTAL_HSTS_SUBDOMAINS", default=True)
# W021 wants the portal on the public list of browsers, which a closed network does not; W005 is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W021", *([] if SECURE_HSTS_INCLUDE_SUBDOMAINS else ["security.W005"])]

# Figures for Prometheus at /metrics: tasks_portal/metrics.py.
PORTAL_METRICS = flag("PORTAL_METRICS")
PORTAL_METRICS_TOKEN = os.environ.get("PORTAL_METRICS_TOKEN", "").strip()

_log = one_of("PORTAL_LOG", ("lines", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "tasks_portal.log.Lines",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s%(of_request)s",
        },
        "json": {"()": "tasks_portal.log.Json"},
    },
    "filters": {
        "refusals": {"()": "tasks_portal.log.WithoutTraceback"},
        "requests": {"()": "tasks_portal.log.WithRequest"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": _log, "filters": ["refusals", "requests"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("axes", "django_tasks", "django_tasks_db", "fido2")},
}
