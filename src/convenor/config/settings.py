"""Settings of Django, from the environment (``env.py`` documents each variable)."""

from pathlib import Path
from urllib.parse import urlsplit

from convenor.config import env
from convenor.kernel.sqlite.base import BUSY_MILLISECONDS, PRAGMAS

PACKAGE = Path(__file__).resolve().parent.parent

HOME = env.home()
URL = env.address()
env.refuse_unsafe(URL)
IS_HTTPS = URL.startswith("https://")

SECRET_KEY = env.secret(HOME)
LOG_KEY_FILE = HOME / "log.key"
ORIGIN = env.origin(URL)
DEBUG = False
ALLOWED_HOSTS = [urlsplit(URL).hostname or "", *(["127.0.0.1", "localhost", "[::1]"] if not IS_HTTPS else [])]
PROXIES = env.listed("CONVENOR_PROXIES")
THREADS = env.number("CONVENOR_THREADS", least=1, most=64)
IS_DEMO = env.yes("CONVENOR_DEMO")
HAS_WORKER = env.yes("CONVENOR_OFFLINE")

INSTALLED_APPS = [
    "django.contrib.sessions",
    "convenor.people",
    "convenor.audit",
    "convenor.outbox",
    "convenor.accounts",
    "convenor.editions",
    "convenor.proposals",
    "convenor.programme",
    "convenor.review",
    "convenor.archive",
    "convenor.registration",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": {**env.database(HOME), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
if DATABASES["default"]["ENGINE"] == "convenor.kernel.sqlite":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": BUSY_MILLISECONDS // 1000,
        "transaction_mode": "IMMEDIATE",
        "init_command": PRAGMAS,
    }
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}

ROOT_URLCONF = "convenor.config.urls"
WSGI_APPLICATION = "convenor.config.wsgi.application"
APPEND_SLASH = True

MIDDLEWARE = [
    "convenor.web.middleware.headers.Headers",
    "django.middleware.gzip.GZipMiddleware",  # with random bytes, so that lengths tell nothing of a token
    "convenor.web.middleware.limits.Limits",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "convenor.web.middleware.sessions.Sessions",
    "convenor.web.middleware.language.Language",
    "django.middleware.common.CommonMiddleware",  # refuses other hosts; adds a missing slash
    "convenor.web.middleware.moment.Moment",
    "convenor.web.middleware.csrf.Csrf",
    "django.contrib.messages.middleware.MessageMiddleware",
    "convenor.web.middleware.gate.Gate",
    "convenor.web.middleware.refusals.Refusals",
]
POLICY = "convenor.config.policy.ROUTES"
POLICY_OF_COLUMNS = "convenor.config.columns.FIELDS"
# Who answers for personal data: dotted paths to functions that give a person's own data in one package.
PERSONAL_DATA = [
    "convenor.accounts.personal.own_data",
    "convenor.editions.personal.own_data",
    "convenor.proposals.personal.own_data",
    "convenor.programme.personal.own_data",
    "convenor.review.personal.own_data",
    "convenor.registration.personal.own_data",
]
# Who takes what out when a person is erased: functions of (person, at) inside the action, the highest first.
PERSONAL_ERASURE = [
    "convenor.registration.personal.erase",
    "convenor.review.personal.erase",
    "convenor.programme.personal.erase",
    "convenor.proposals.personal.erase",
    "convenor.editions.personal.erase",
    "convenor.accounts.personal.erase",
]
# Who computes something from facts about people: functions of (people, at) inside the action.
TOLD_OF_FACTS = ["convenor.review.actions.conflicts.look_again"]
# What letters about decisions say besides: functions of (decisions, at), words by the proposal's key.
SAID_IN_DECISION_LETTERS = ["convenor.review.naming.said_in_letters"]
# Who brings what into the copy of an edition: functions of (source=, target=, at=) inside the action.
COPIERS = [
    "convenor.review.actions.setup.copy_into",
    "convenor.registration.actions.setup.copy_into",
]
# What other packages put into a release: dotted paths to functions of (edition) that give plain JSON.
RELEASE_PARTS = ["convenor.archive.release.figures"]
# What a release is rendered as: dotted paths to functions of (release, language) that give files; those for
# machines are asked once, in English.
RENDERERS = [
    "convenor.web.public.render.pages",
    "convenor.web.public.offline.offline",
    "convenor.web.public.manifest.manifest",
    "convenor.programme.render.text.texts",
    "convenor.programme.render.calendars.calendars",
    "convenor.programme.render.feed.feed",
    "convenor.programme.render.printed.printed",
    "convenor.programme.render.sitemap.sitemap",
]
RENDERERS_FOR_MACHINES = [
    "convenor.web.public.render.icon",
    "convenor.web.public.manifest.icons",
    "convenor.programme.render.schedule.schedule",
    "convenor.programme.render.machines.machines",
]
RELEASE_STYLES = "convenor.web.style.RELEASE_STYLES"
RELEASE_SUMS = "convenor.web.export.sums"
RELEASES = HOME / "releases"
BUCKET = env.bucket()
# What happens by itself: functions of (at), and how many seconds each rests when nothing was due.
TASKS = {
    "convenor.channels.deliver.deliver_due": 2,
    "convenor.audit.tasks.sign_checkpoint": 60,
    "convenor.audit.tasks.forget_old_keys": 3600,
    "convenor.accounts.tasks.forget_old_codes": 3600,
    "convenor.proposals.tasks.remind_unconfirmed": 300,
    "convenor.programme.tasks.render_due": 2,
    "convenor.programme.tasks.reissue_due": 2,
    "convenor.programme.tasks.forget_old_parcels": 600,
    "convenor.review.tasks.remind_due": 300,
    "convenor.review.tasks.find_conflicts_again": 3600,
    "convenor.archive.tasks.index_changes": 5,
    "convenor.review.tasks.tell_of_revisions": 5,
    "convenor.review.tasks.open_due_rebuttals": 60,
    "convenor.review.tasks.count_genders_due": 60,
    "convenor.registration.tasks.give_back_unconfirmed": 300,
    "convenor.registration.tasks.forget_old_needs": 3600,
}
# Those that may wait long for another machine or process: each kind in a thread apart, so that nothing waits
# for another kind. A timetable takes minutes, a matching seconds.
TASKS_APART = (
    {"convenor.programme.tasks.upload_due": 5},
    {"convenor.programme.tasks.plan_due": 2},
    {"convenor.review.tasks.work_out_matching": 2, "convenor.review.tasks.compare_texts": 2},
)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "demo" / "templates"],
        "OPTIONS": {
            "context_processors": ["convenor.web.context.page", "django.template.context_processors.request"],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.tz",
                "convenor.web.templatetags.convenor",
            ],
            "libraries": {"convenor": "convenor.web.templatetags.convenor"},
            "string_if_invalid": "",
        },
    }
]
FORM_RENDERER = "convenor.web.forms.Renderer"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh", "中文"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static"
MEDIA_ROOT = HOME / "media"
WHITENOISE_AUTOREFRESH = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "convenor"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "convenor.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

UPLOAD_BYTES = env.number("CONVENOR_UPLOAD_MB", least=1, most=100) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

SMTP = env.smtp()
MAIL_FOLDER = HOME / "mails"
MAIL_FROM = env.text("CONVENOR_MAIL_FROM")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)r"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
