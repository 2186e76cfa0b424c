"""Celery: what runs when. Task names are strings, so that nothing is imported."""

from celery.schedules import crontab

from .environment import VAR_DIR, broker, env

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
CELERY_BROKER_TRANSPORT_OPTIONS = broker(CELERY_BROKER_URL, VAR_DIR / "queue")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # state lives in the database (core.jobs), not in a broker
CELERY_TASK_ACKS_LATE = True  # tasks may run 0..n times (T6), so a killed worker loses none
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 55 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes; PDF rendering grows a process
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not CELERY_BROKER_URL.startswith("filesystem://")
CELERY_TIMEZONE = "Europe/London"

# Dates live in the tables (core.due, core.outbox); beat only wakes the sweeps,
# so a missed night catches up once and a doubled run does nothing. The file
# remembers the last run and lies on a volume for that reason.
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "send waiting mail": {
        "task": "consortium.core.tasks.send_outbox",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "handle what is due": {
        "task": "consortium.core.tasks.sweep_due",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * 60},
    },
    "compare stored files with their sums": {
        "task": "consortium.core.tasks.verify_files",
        "schedule": crontab(hour=2, minute=40),
    },
    "see that the next claims will open": {
        "task": "claims.tasks.plan_openings",
        "schedule": crontab(hour=4, minute=5),
    },
    "look claims over again": {
        "task": "claims.tasks.look_over_all",
        "schedule": crontab(hour=4, minute=20),
    },
    "publish the head of the audit chain": {
        "task": "consortium.core.tasks.publish_audit_head",
        "schedule": crontab(hour=6, minute=30),
    },
    "forget devices of sessions that are over": {
        "task": "members.tasks.forget_sessions",
        "schedule": crontab(hour=3, minute=20),
    },
    "forget what has run out": {
        "task": "consortium.core.tasks.forget_expired",
        "schedule": crontab(hour=3, minute=10),
    },
}
