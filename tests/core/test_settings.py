"""Settings: the embedded default needs no server; production refuses what is unsafe."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.management import get_commands

from consortium.settings import unsafe

SAFE = {
    "SECRET_KEY": "kJ8xQ2vN5mR7tY4wZ1aB6cD9eF3gH0iLoPuSqT-_VnXbMzKhGfEdCyWr",
    "ALLOWED_HOSTS": "claims.voluntaryworks.test",
    "SITE_URL": "https://claims.voluntaryworks.test",
    "DATABASE_URL": "postgres://consortium:pw@postgres:5432/consortium",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "CACHE_URL": "redis://redis:6379/1",
    "EMAIL_URL": "smtp+tls://user:p%40ss@mail.test:587",
    "DEFAULT_FROM_EMAIL": "Claims <claims@voluntaryworks.test>",
}


PRINT = """
import json, sys
from consortium.settings import prod
print(json.dumps({name: getattr(prod, name) for name in sys.argv[1:]}))
"""


def production(tmp_path, given, *names):
    """Import the production settings in a process of their own; prints JSON of what is named."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT, *names],
        cwd=django_settings.BASE_DIR,
        env={**kept, **given, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_safe_environment_is_accepted():
    assert list(unsafe.reasons(SAFE)) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEMO": "True"}, "DEMO"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, "SECRET_KEY looks like"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "localhost, 127.0.0.1"}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "claims.test,*"}, "ALLOWED_HOSTS lets in"),
        ({"SITE_URL": "http://claims.test"}, "SITE_URL"),
        ({"SITE_URL": "https://localhost"}, "SITE_URL"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "sqlite:////srv/db.sqlite3"}, "DATABASE_URL is SQLite"),
        ({"CELERY_BROKER_URL": ""}, "CELERY_BROKER_URL"),
        ({"CELERY_BROKER_URL": "filesystem://"}, "CELERY_BROKER_URL"),
        ({"CELERY_BROKER_URL": "memory://"}, "CELERY_BROKER_URL"),
        ({"CACHE_URL": ""}, "CACHE_URL"),
        ({"CACHE_URL": "locmemcache://"}, "CACHE_URL"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is missing"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL sends no mail"),
        ({"DEFAULT_FROM_EMAIL": "consortium@localhost"}, "DEFAULT_FROM_EMAIL"),
        ({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES"),
        ({"EXTRA_BANK_HOLIDAYS": "2027-05-10,10 June"}, "EXTRA_BANK_HOLIDAYS has what is not"),
    ],
)
def test_one_unsafe_value_is_refused_with_one_sentence(change, named):
    (reason,) = unsafe.reasons(SAFE | change)
    assert reason.startswith(named)


def test_sqlite_in_production_has_to_be_meant():
    given = SAFE | {"DATABASE_URL": "sqlite:////srv/db.sqlite3", "ALLOW_SQLITE": "true"}
    assert list(unsafe.reasons(given)) == []


def test_production_names_everything_that_is_unsafe_at_once(tmp_path):
    done = production(tmp_path, {"DEMO": "true"})
    assert done.returncode != 0
    for name in set(SAFE) | {"DEMO"}:
        assert f"  - {name}" in done.stderr, name


def test_production_closes_what_the_demonstration_leaves_open(tmp_path):
    asked = (
        "DEBUG DEMO SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
        "SECURE_HSTS_SECONDS SECURE_PROXY_SSL_HEADER TRUSTED_PROXIES EMAIL_HOST_PASSWORD "
        "OUTBOX_EMAIL_BACKEND CSRF_TRUSTED_ORIGINS"
    )
    done = production(tmp_path, SAFE, *asked.split())
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["DEBUG"], found["DEMO"]) == (False, False)
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["TRUSTED_PROXIES"] == 1
    assert found["EMAIL_HOST_PASSWORD"] == "p@ss"
    assert found["OUTBOX_EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert found["CSRF_TRUSTED_ORIGINS"] == [SAFE["SITE_URL"]]


def test_every_page_asks_for_a_sign_in_unless_it_says_otherwise(settings):
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


def test_pages_may_load_nothing_from_elsewhere_and_run_nothing_inline(settings):
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert rules["script-src"] == ["'self'"]
    assert rules["style-src"] == ["'self'"]
    assert not [word for words in rules.values() for word in words if "unsafe" in word]


def test_the_schedule_names_tasks_that_exist(settings):
    from consortium.celery import app

    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted <= set(app.tasks)


def test_a_broker_never_hands_a_running_task_out_again(settings):
    from consortium.settings.environment import broker

    options = broker("redis://redis:6379/0", settings.VAR_DIR)
    assert options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_a_broker_made_of_files_has_its_folders_before_the_first_task(tmp_path):
    from consortium.settings.environment import broker

    options = broker("filesystem://", tmp_path / "queue")
    folders = [value for name, value in options.items() if "folder" in name]
    assert len(folders) == 4
    assert all(os.path.isdir(folder) for folder in folders)


def test_tasks_carry_json_only(settings):
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_IGNORE_RESULT


def test_the_embedded_server_is_a_command():
    assert "serve" in get_commands()
