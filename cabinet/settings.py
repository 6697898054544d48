"""Settings of every process. All that differs between installations is read from the environment, here and in the
files taken over below: limits against abuse, payments, background work, waits."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cabinet import env, smpp_settings, social_keys
from cabinet.brand_settings import *  # noqa: F403
from cabinet.embedded import places
from cabinet.kept_settings import *  # noqa: F403
from cabinet.limit_settings import *  # noqa: F403
from cabinet.payment_settings import *  # noqa: F403
from cabinet.task_settings import *  # noqa: F403
from cabinet.wait_settings import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.read("VAR", default="") or BASE_DIR / "var").expanduser().resolve()

DEMO = env.read.bool("DEMO", default=False)
DEBUG = env.read.bool("DEBUG", default=False)
DESK_DEAL = env.read.bool("DESK_DEAL", default=True)  # new questions go to specialists on duty by themselves
PORT = env.read.int("PORT", default=8000)
PUBLIC_URL = env.read("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}")
SECRET_KEY = env.read("SECRET_KEY", default="") or (env.demo_secret(VAR) if DEMO else "")
SECRET_KEY_FALLBACKS = env.read.list("SECRET_KEY_FALLBACKS", default=[])
SMS_GATEWAY = env.read("SMS_GATEWAY", default="simulator")
SMPP = smpp_settings.from_environment(SMS_GATEWAY)
NETWORK_GATEWAY = env.read("NETWORK_GATEWAY", default="simulator")
MAIL = env.mail(demo=DEMO)  # docs/notifications.md
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.read.list("ALLOWED_HOSTS", default=[*sorted(env.LOOPBACK), "[::1]"] if DEMO else [])
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # whence the mobile network's word on a number may come (A5) …
MSISDN_HEADER_SECRET = env.read("MSISDN_HEADER_SECRET", default="")  # … and what shows that nginx says it
GATEWAY_SECRETS = {  # of the operator's own machines; several of one while they are being changed (core/signed.py)
    name: env.read.list(f"GATEWAY_{name.upper()}_SECRETS", default=[]) for name in ("sms", "ussd", "ivr", "usage")
}
CONTENT_SECRETS = env.secrets_by_name("GATEWAY_CONTENT_SECRETS")  # of providers of content, by their codes
METRICS_TOKEN = env.read("METRICS_TOKEN", default="")  # what a monitor says; unset: there is no /metrics
env.refuse_unsafe(
    demo=DEMO,
    debug=DEBUG,
    secret_key=SECRET_KEY,
    sms_gateway=SMS_GATEWAY,
    network_gateway=NETWORK_GATEWAY,
    public_url=PUBLIC_URL,
    allowed_hosts=ALLOWED_HOSTS,
    msisdn_header_secret=MSISDN_HEADER_SECRET,
    metrics_token=METRICS_TOKEN,
    trusted_proxies=TRUSTED_PROXIES,
    gateway_secrets=[*chain(*GATEWAY_SECRETS.values(), *CONTENT_SECRETS.values())],
)
# The operator's HTTP gateway for SMS, or a provider's (docs/sms.md)
SMS_HTTP_URL = env.read("SMS_HTTP_URL", default="")
SMS_HTTP_FORMAT = env.read("SMS_HTTP_FORMAT", default="portal")  # or twilio
SMS_HTTP_DEDUPLICATES = env.read.bool("SMS_HTTP_DEDUPLICATES", default=False)  # it promises to know our ids again
SMS_HTTP_TIMEOUT = env.read.float("SMS_HTTP_TIMEOUT", default=5.0)  # seconds: to connect, and to answer
SMS_HTTP_AT_ONCE = env.read.int("SMS_HTTP_AT_ONCE", default=8)  # messages, and connections kept open
SMS_HTTP_CA = env.read("SMS_HTTP_CA", default="")  # a file of certificates to trust instead of the public ones
SMS_HTTP_USER = env.read("SMS_HTTP_USER", default="")
SMS_HTTP_PASSWORD = env.read("SMS_HTTP_PASSWORD", default="")
SMS_HTTP_SENDER = env.read("SMS_HTTP_SENDER", default="")  # instead of the brand's name
SMS_HTTP_CALLBACK_SECRETS = env.read.list("SMS_HTTP_CALLBACK_SECRETS", default=[SMS_HTTP_PASSWORD])  # twilio signs so
env.refuse_unsafe_http(
    demo=DEMO,
    sms_gateway=SMS_GATEWAY,
    style=SMS_HTTP_FORMAT,
    url=SMS_HTTP_URL,
    secrets=GATEWAY_SECRETS["sms"],
    callback_secrets=[SMS_HTTP_USER, SMS_HTTP_PASSWORD, *SMS_HTTP_CALLBACK_SECRETS],
    sender=SMS_HTTP_SENDER,
)
CSRF_TRUSTED_ORIGINS = env.read.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL] if HTTPS else [])
TRUSTED_PROXY_COUNT = env.read.int("TRUSTED_PROXY_COUNT", default=0)  # how many addresses of X-Forwarded-For are ours

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "cabinet.core.admin_site.StaffAdminConfig",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "channels",
    "csp",
    "captcha",
    "rest_framework",
    "allauth.account",  # demanded by the next; nothing of it can be reached
    "allauth.socialaccount",
    "cabinet.core",
    "cabinet.sms",
    "cabinet.mail",
    "cabinet.accounts",
    "cabinet.network",
    "cabinet.requests",
    "billing",
    "subscriptions",
    "chat",
    "cabinet.home",
    "cabinet.desk",
    "cabinet.commands",
]

MIDDLEWARE = [
    "cabinet.core.mobile_network.MobileNetworkMiddleware",  # first: nothing after it sees what it refuses
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "cabinet.core.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cabinet.core.middleware.NoStoreMiddleware",
    "cabinet.core.middleware.NulMiddleware",
    "cabinet.accounts.middleware.DeviceMiddleware",
    "cabinet.accounts.middleware.CurrentLineMiddleware",
    "cabinet.accounts.middleware.ConfirmMiddleware",
    "cabinet.core.middleware.LimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # demanded by allauth; asks the database nothing
]

ROOT_URLCONF = "cabinet.urls"
WSGI_APPLICATION = "cabinet.wsgi.application"
ASGI_APPLICATION = "cabinet.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "cabinet.core.context.brand",
                "cabinet.home.context.cabinet",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "cabinet.core.templatetags.portal"],
        },
    },
]

# Engines. One database and one broker everywhere; unset, the embedded ones (docs/adr/0001).
DATABASE_URL = env.read("DATABASE_URL", default="") or places.database_url(VAR)
REDIS_URL = env.read("REDIS_URL", default="") or places.redis_url(VAR)
DATABASES = {
    "default": {
        **env.read.db_url_config(DATABASE_URL),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.read("TEST_DATABASE", default=None)},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A broker that refuses, or is silent, must cost a person nothing: every wait on it is short and off the request's path.
BROKER_TIMEOUT = 0.5  # seconds
CHANNEL_PREFIX = env.read("CHANNEL_PREFIX", default="cabinet")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_connect_timeout": BROKER_TIMEOUT, "socket_timeout": 5}],
            "prefix": CHANNEL_PREFIX,
        },
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": BROKER_TIMEOUT,
    "socket_timeout": BROKER_TIMEOUT,
    "visibility_timeout": 300,
    "global_keyprefix": f"{CHANNEL_PREFIX}:",
}

# People
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # logins are unique without case, by a constraint on Lower("login")
AUTHENTICATION_BACKENDS = ["cabinet.accounts.backends.LoginOrNumberBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"cabinet.accounts.password_rules.{name}"}
    for name in ("LengthValidator", "CommonValidator", "OwnDataValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "cabinet.accounts.sessions"
SESSION_COOKIE_AGE = 24 * 60 * 60  # seconds: a session that is not remembered, should the browser never close
SESSION_REMEMBERED_AGE = 30 * 24 * 60 * 60  # seconds: «Запомнить меня»
JOURNAL_DETAILS_DAYS = env.read.int("JOURNAL_DETAILS_DAYS", default=365)  # that addresses and browsers are kept
GEO_LOOKUP = env.read("GEO_LOOKUP", default="cabinet.core.geo.Countries")  # says where an address is
SESSION_COOKIE_NAME = "cabinet_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not (DEMO and not HTTPS)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cabinet.core.error_pages.csrf_failure"
OTP_TOTP_ISSUER = "Cabinet"

# Signing in by other sites: allauth speaks to them, and that is all it does (docs/adr/0009)
SOCIALACCOUNT_PROVIDERS = social_keys.from_environment()
SOCIALACCOUNT_ADAPTER = "cabinet.accounts.social.adapter.SocialAdapter"
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_LOGIN_ON_GET = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_QUERY_EMAIL = SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_EMAIL_VERIFICATION = ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_USER_MODEL_EMAIL_FIELD = "login", None

# Security headers; a strict policy without any `unsafe-*`
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form or a JSON body
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Words and times
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Русский")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Moscow"  # what a contract gets unless it says otherwise

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "cabinet.core.static_files.StaticFiles"},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "cabinet.core.api.problems.handler",
}

# E-mail, of those who gave an address; without a server there is none, and pages do not speak of it
MAIL_ON, MAIL_ON_PAGES, EMAIL_BACKEND = MAIL["on"], MAIL["on_pages"], MAIL["backend"]
EMAIL_HOST, EMAIL_PORT = MAIL["host"], MAIL["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL["user"], MAIL["password"]
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL["tls"], MAIL["ssl"]
EMAIL_TIMEOUT = env.read.float("EMAIL_TIMEOUT", default=10.0)  # seconds that the server may be silent
DEFAULT_FROM_EMAIL = env.read("EMAIL_FROM", default=f"no-reply@{urlsplit(PUBLIC_URL).hostname}")

# When what is not urgent wakes nobody, by the clock of the contract's time zone; empty: never.
QUIET_HOURS = env.hours("QUIET_HOURS", default="22:00-08:00")
# When specialists call back, by the same clock.
CALL_BACK_HOURS = env.hours("CALL_BACK_HOURS", default="09:00-21:00")
# Where the operator's telephone exchange finds a specialist for a call; nowhere: calls are asked whether to call back.
IVR_SPECIALIST_QUEUE = env.read("IVR_SPECIALIST_QUEUE", default="sip:specialists@localhost" if DEMO else "")
# How the simulated network fails: it `refuses`, is `busy`, or does it and is `silent`.
SIMULATOR_NETWORK_FAILS = env.read("SIMULATOR_NETWORK_FAILS", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.read("LOG_LEVEL", default="INFO")},
}
