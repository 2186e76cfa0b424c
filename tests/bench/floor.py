"""Bare pages beside ours: the same SQL, a plain template, Django's own middleware, nothing else.

A page of ours is asked for once with `X-Bench-Record: name`; its reading statements are
kept, and `/floor/<name>/` runs them again and prints what they give. Both are served
by the same process over the same connection.
"""

import os
import pickle
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from time import perf_counter

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Engine
from django.test.utils import override_settings
from django.urls import path

from tests.bench import today

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tests.bench.floor.own_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
OF_SIGNING_IN = ('FROM "django_session"', 'FROM "members_user" WHERE "members_user"."id" =')
CELLS = 8  # of each row are printed

PLAIN = """<!doctype html><html lang="en"><head><title>{{ name }}</title></head><body>
<h1>{{ name }}</h1><p>{{ user.email }}</p>
{% for rows in tables %}<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</table>{% endfor %}</body></html>"""


def kept(name: str) -> Path:
    return Path(os.environ["BENCH_FOLDER"]) / f"{name}.sql"


class Recorder:
    """Notes every statement with what it took; as an `execute_wrapper`."""

    def __init__(self):
        self.found: list[tuple[str, object, float]] = []

    def __call__(self, execute, sql, params, many, context):
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.found.append((sql, params, perf_counter() - began))

    @property
    def reads(self) -> list[tuple[str, object]]:
        """What the bare page repeats: all but session and user, which it reads itself."""
        return [
            (sql, params)
            for sql, params, _ in self.found
            if sql.startswith("SELECT") and not any(part in sql for part in OF_SIGNING_IN)
        ]


today.fix()


class Telling:
    """Around our pages: counts and keeps the SQL of a request that asks for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        name = request.headers.get("X-Bench-Record")
        recorder = Recorder()
        with connection.execute_wrapper(recorder) if name else nullcontext():
            response = self.get_response(request)
        if name:
            kept(name).write_bytes(pickle.dumps(recorder.reads))
            response["X-Bench-Queries"] = str(len(recorder.found))
            response["X-Bench-SQL-ms"] = f"{1000 * sum(took for *_, took in recorder.found):.2f}"
            slowest = max(recorder.found, key=lambda each: each[2], default=("", (), 0.0))
            response["X-Bench-Slowest"] = f"{1000 * slowest[2]:.2f} ms {slowest[0][:1500]!r}"
        return response


def own_addresses(get_response):
    def addressed(request):
        request.urlconf = "tests.bench.floor"
        return get_response(request)

    return addressed


@cache
def plain():
    return Engine().from_string(PLAIN)


@cache
def statements(name: str) -> list[tuple[str, object]]:
    return pickle.loads(kept(name).read_bytes())


def bare_page(request, name: str):
    tables = []
    with connection.cursor() as cursor:
        for sql, params in statements(name):
            cursor.execute(sql, params)
            tables.append([row[:CELLS] for row in cursor.fetchall()])
    shown = {"name": name, "user": request.user, "tables": tables}
    return HttpResponse(plain().render(Context(shown)))


urlpatterns = [path("floor/<slug:name>/", bare_page)]


def bare_handler() -> WSGIHandler:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        return WSGIHandler()
