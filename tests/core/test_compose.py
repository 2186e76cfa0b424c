"""Production's files agree with each other and with the code, without a Docker engine.

Every service's command exists, every setting passed is read, every one read is
explained in `.env.example`, and nginx looks where Django puts things.
"""

import ast
import re
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if "build" in each}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NGINX = (ROOT / "consortium/deploy/nginx.conf").read_text()
RELEASE = (ROOT / "consortium/deploy/release.sh").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
PROGRAMS = {"sh", "python", *(each.name for each in entry_points(group="console_scripts"))}


def read_by_settings():
    """Names that the settings ask the environment for: env.<kind>("NAME") and given.get("NAME")."""
    names = set()
    for path in (ROOT / "consortium/settings").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                reads = isinstance(call.func.value, ast.Name) and call.func.value.id == "env"
                if reads and call.args and isinstance(call.args[0], ast.Constant):
                    names.add(call.args[0].value)
    return names


def read_by_compose():
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def explained():
    return set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE, re.M))


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_has_a_command_that_exists(name):
    program, *words = OURS[name]["command"]
    assert program in PROGRAMS
    for word in words:
        if "/" in word and not word.startswith("-"):
            assert (ROOT / word).is_file(), word
        elif word.startswith("consortium"):
            assert find_spec(word), word


def test_what_the_release_step_runs_exists():
    commands = re.findall(r"^python manage.py (\S+)", RELEASE, re.M)
    assert commands == ["check", "migrate", "app_role"]
    assert set(commands) <= set(get_commands())


def test_web_worker_beat_database_broker_and_proxy_are_all_there():
    assert {"web", "worker", "beat", "postgres", "redis", "proxy"} <= set(SERVICES)


@pytest.mark.parametrize("name", OURS)
def test_every_setting_that_is_passed_is_read(name):
    read = read_by_settings() | {"WEB_CONCURRENCY"}  # gunicorn's own
    assert set(OURS[name]["environment"]) <= read


def test_gunicorn_reads_the_number_of_processes_itself():
    import gunicorn.config

    assert "WEB_CONCURRENCY" in Path(gunicorn.config.__file__).read_text()


def test_every_setting_that_is_read_is_explained():
    inner = {"TEST_REDIS_URL", "TEST_EAGER", "DEMO"}  # tests and developers
    assert read_by_settings() - inner <= explained()


def test_nothing_is_explained_that_nobody_reads():
    read = read_by_settings() | read_by_compose() | {"ALLOW_SQLITE"}
    assert explained() <= read


def test_everything_that_compose_asks_for_is_explained():
    assert read_by_compose() <= explained()


def test_each_variable_of_the_example_has_a_comment_above_it():
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"^#? ?[A-Z_]+=", line):
            above = lines[number - 1]
            assert above.startswith("#") or re.match(r"^[A-Z_]+=", above), line


def test_the_services_of_the_app_see_the_same_settings():
    own = {"web": {"WEB_CONCURRENCY"}, "release": {"DATABASE_URL", "APP_DATABASE_PASSWORD"}}
    shared = OURS["web"]["environment"]
    for name, each in OURS.items():
        for setting in (set(shared) | set(each["environment"])) - {"WEB_CONCURRENCY"}:
            if setting not in own.get(name, ()):
                assert each["environment"][setting] == shared[setting], (name, setting)


def test_only_the_release_step_owns_the_tables():
    owner = [name for name, each in OURS.items() if "POSTGRES_PASSWORD" in str(each["environment"])]
    assert owner == ["release"]
    role = re.search(r"app_role (\w+)", RELEASE)[1]
    assert f"postgres://{role}:" in OURS["web"]["environment"]["DATABASE_URL"]


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_every_service_waits_for_the_release():
    for name in set(OURS) - {"release"}:
        waits = OURS[name]["depends_on"]["release"]
        assert waits == {"condition": "service_completed_successfully"}


def test_every_volume_that_is_used_is_declared():
    used = {
        volume.split(":")[0]
        for each in SERVICES.values()
        for volume in each.get("volumes", [])
        if not volume.startswith((".", "$"))
    }
    assert used == set(COMPOSE["volumes"])


def test_nginx_finds_private_files_where_django_puts_them():
    var = re.search(r"VAR_DIR=(\S+)", DOCKERFILE[DOCKERFILE.index("ENV PATH") :])[1]
    prefix = OURS["web"]["environment"]["PRIVATE_FILES_ACCEL"]
    files = settings.MEDIA_ROOT.relative_to(settings.VAR_DIR)
    block = re.search(rf"location {prefix} {{(.*?)}}", NGINX, re.S)[1]
    assert "internal;" in block
    assert f"alias {var}/{files}/;" in block
    assert f"var:{var}:ro" in SERVICES["proxy"]["volumes"]
    assert f"var:{var}" in OURS["web"]["volumes"]


def test_nginx_repeats_the_headers_that_it_drops_from_private_files():
    block = re.search(r"location /private-files/ {(.*?)\n        }", NGINX, re.S)[1]
    for header in ("X-Content-Type-Options nosniff", "sandbox", "Cross-Origin-Resource-Policy"):
        assert header in block


def test_nginx_serves_the_static_files_that_the_release_step_shows():
    assert 'cp -r "$STATIC_ROOT/." "$VAR_DIR/static/"' in RELEASE
    assert "alias /srv/var/static/;" in re.search(r"location /static/ {(.*?)}", NGINX, re.S)[1]
    assert settings.STATIC_URL == "/static/"


def test_nginx_and_django_agree_about_the_rest():
    gunicorn = (ROOT / "consortium/deploy/gunicorn.py").read_text()
    port = re.search(r'bind = "0.0.0.0:(\d+)"', gunicorn)[1]
    assert f"server web:{port};" in NGINX
    assert f"EXPOSE {port}" in DOCKERFILE
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", NGINX)[1])
    assert megabytes * 1024 * 1024 == settings.MAX_REQUEST_BYTES
    assert "X-Forwarded-Proto $scheme" in NGINX
    assert "$proxy_add_x_forwarded_for" in NGINX


def test_the_proxy_reads_private_files_as_the_apps_own_user():
    user = re.search(r"useradd --uid (\d+) --gid (\d+)", DOCKERFILE)
    assert SERVICES["proxy"]["user"] == f"{user[1]}:{user[2]}"
    assert DOCKERFILE.rindex("USER consortium") > DOCKERFILE.rindex("RUN ")


def test_the_image_installs_exactly_the_locked_packages_and_the_pdf_libraries():
    assert "--require-hashes --only-binary :all: --requirement /requirements.lock" in DOCKERFILE
    assert "PDF_LIBRARIES = {" in (ROOT / "bin/_setup.py").read_text()
    for package in re.findall(r'"(lib[\w.-]+)",?$', (ROOT / "bin/_setup.py").read_text(), re.M):
        assert package in DOCKERFILE


@pytest.mark.django_db
def test_the_health_check_of_the_web_service_is_answered(client):
    path = SERVICES["web"]["healthcheck"]["test"][-1]
    assert client.get(path, headers={"host": "anything.at.all"}).status_code == 200


@pytest.mark.django_db
def test_mail_that_does_not_leave_is_seen_by_whoever_watches(client):
    import datetime

    from django.utils import timezone

    from consortium.core.models import Message

    assert client.get("/healthz/clockwork").status_code == 200
    since = timezone.now() - datetime.timedelta(hours=2)
    Message.objects.create(
        kind="test", to="a@b.test", subject="s", text="t", created_at=since, next_attempt_at=since
    )
    answer = client.get("/healthz/clockwork")
    assert answer.status_code == 503
    assert answer.content == b"mail has been waiting for more than an hour\n"
