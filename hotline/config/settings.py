"""Django's settings, read from the environment (see ``env.TABLE``). One file for all modes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from hotline.config import database, env, rooms, secrets

MODE = env.mode()
PRODUCTION, TESTING = MODE == "production", MODE == "test"
DEBUG = False
BASE_DIR = env.ROOT
STATE_DIR = Path(env.text("HOTLINE_STATE"))
BUILD_DIR = BASE_DIR / "build"
SECURE = PRODUCTION and not env.flag("HOTLINE_INSECURE")

# --- keys -------------------------------------------------------------------------------------------------------
SECRET_KEY = secrets.signing_key(MODE)
DATA_KEYS = secrets.data_keys(MODE)  # id -> 32 bytes, the current key first
INDEX_KEY = secrets.index_key(MODE)  # blind index of phone and identity number
VAULT_KEYS = secrets.vault_keys(MODE)  # id -> 32 bytes, the current key first: who informants are
SEAL_KEYS = secrets.seal_keys(MODE)  # id -> 32 bytes, the current key first: HMAC over the journal's seals
SEAL_DIR = Path(env.text("HOTLINE_SEALS") or STATE_DIR / "seals")  # their copies outside the database
WAREHOUSE_DIR = Path(env.text("HOTLINE_WAREHOUSE") or STATE_DIR / "warehouse")  # facts for analysis
INSIGHT_ENGINE = env.text("INSIGHT_ENGINE")  # what answers questions about them

# --- hosts ------------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.words("HOTLINE_HOSTS") or ([] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.words("HOTLINE_ORIGINS") or [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
STREAM_URL = env.text("HOTLINE_STREAM_URL")
_LOCAL_URL = f"http://127.0.0.1:{env.text('PORT')}"
PUBLIC_URL = (env.text("HOTLINE_PUBLIC_URL") or next(iter(CSRF_TRUSTED_ORIGINS), _LOCAL_URL)).rstrip("/")
SMS_SENDER = env.text("HOTLINE_SMS")
STREAM_PORT = env.number("PORT") + 1 if MODE == "demo" else None  # the demo's stream: same host, this port
METRICS_TOKEN = env.text("HOTLINE_METRICS_TOKEN")

# --- apps -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
    *rooms.built(),
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hotline.web.api.lane.Lane",  # the API has no use for what follows
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hotline.web.kit.faults.Refusals",
    "axes.middleware.AxesMiddleware",  # last: it answers a locked-out login
]
ROOT_URLCONF = "hotline.config.urls"
WSGI_APPLICATION = "hotline.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hotline.web.kit.templatetags.kit",
                "hotline.web.kit.templatetags.parts",
                "hotline.web.kit.templatetags.supervision",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------------
DATABASES = {"default": database.settings(MODE)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = STATE_DIR / (
    "media-test" if TESTING else "media"
)  # outside the web root; served by views that check rights
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

FORGETTING = (  # what nobody needs any more goes every night: functions of (*, at), on every floor
    "hotline.ground.throttle.actions.forget_old",
    "hotline.flow.intake.requests.forget_old",
    "hotline.ground.outbox.notices.forget_old",
    "hotline.insight.questions.actions.forget_old",
    "hotline.web.office.actions.forget_sent",
    "hotline.web.bench.actions.forget_claims",
    "hotline.web.ticket.presence.forget_presence",
    "hotline.web.portal.drafts.forget_old",
    "hotline.web.account.forgetting.forget_attempts",
    "hotline.web.account.forgetting.forget_sessions",
)

# --- language and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- people and sessions ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person" if rooms.exists("hotline.ground.people.models") else "auth.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/account/login/"
_VALIDATORS = ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"} for name in _VALIDATORS
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only; never outside tests
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = "hotline.web.account.views.counted_by"
LOGIN_FAILURES_BY_NAME = 50  # from many addresses together; within AXES_COOLOFF_TIME
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "hotline.web.account.views.locked_out"
OTP_TOTP_ISSUER = "12345"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True  # htmx sends the token in a header taken from the page
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hotline.web.kit.faults.forged"

# --- headers ----------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("HOTLINE_PROXY"):
    MIDDLEWARE.insert(0, "hotline.config.proxy.caller_behind_proxy")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
_STREAM_SOURCE = [STREAM_URL.split("/stream/")[0]] if "://" in STREAM_URL else []
if STREAM_PORT:
    _STREAM_SOURCE = [f"*:{STREAM_PORT}"]  # whatever name the visitor uses for this host
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF, *_STREAM_SOURCE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- files to the browser ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [path for path in (BUILD_DIR / "vendor",) if path.is_dir()]
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING else _HASHED},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING

# --- log and mail -----------------------------------------------------------------------------------------------
_MAIL = urlsplit(env.text("HOTLINE_MAIL_URL"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL.hostname else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "", _MAIL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.scheme == "smtp+tls", _MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("HOTLINE_MAIL_FROM")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "hotline": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers' guesses would fill the log
    },
}
