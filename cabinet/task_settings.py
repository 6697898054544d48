"""How work is done in the background, and what is done on time. `cabinet/settings.py` takes it over by name, and adds
where the broker is."""

from __future__ import annotations

from celery.schedules import crontab, timedelta

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {"sms.send_code": {"queue": "codes"}, "billing.make_report": {"queue": "reports"}}
CELERY_TASK_TIME_LIMIT = 60
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "worker-heartbeat": {
        "task": "core.worker_heartbeat",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "sms-tidy": {"task": "sms.tidy", "schedule": timedelta(minutes=10), "options": {"expires": 600}},
    "mail-tidy": {"task": "mail.tidy", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    "captcha-tidy": {"task": "core.tidy_captcha", "schedule": timedelta(minutes=10), "options": {"expires": 600}},
    "accounts-watch": {"task": "accounts.watch", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "commands-tidy": {"task": "commands.tidy", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    "chat-tidy": {"task": "chat.tidy", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    "home-tidy": {"task": "home.tidy", "schedule": timedelta(minutes=10), "options": {"expires": 600}},
    "billing-monthly-reports": {
        "task": "billing.order_monthly_reports",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "billing-bills": {"task": "billing.make_bills", "schedule": timedelta(hours=6), "options": {"expires": 21600}},
    "billing-audit": {"task": "billing.audit", "schedule": crontab(hour=1, minute=30), "options": {"expires": 3600}},
    "billing-usage-months": {
        "task": "billing.usage_months",
        "schedule": timedelta(hours=6),
        "options": {"expires": 21600},
    },
    "subscriptions-look-ahead": {
        "task": "subscriptions.look_ahead",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "subscriptions-charge": {
        "task": "subscriptions.charge",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # At night, again and again: each time goes on where the last one was stopped, and after the last line does nothing.
    "subscriptions-recommend": {
        "task": "subscriptions.recommend",
        "schedule": crontab(hour="22,23,0,1", minute="*/15"),
        "options": {"expires": 900},
    },
    "accounts-tidy": {"task": "accounts.tidy", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
}
