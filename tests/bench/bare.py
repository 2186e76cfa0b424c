"""A Django site with a user, a session and nothing of ours: what a bare worker holds in memory."""

import os

import django
import environ
from django.conf import settings

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="tests.bench.bare",
    DATABASES={"default": environ.Env().db("DATABASE_URL")},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.urls import path  # noqa: E402


def page(request):
    from django.contrib.sessions.models import Session

    shown = {"sessions": list(Session.objects.all()[:1]), "pid": os.getpid()}
    template = Engine().from_string("{{ pid }}{% for each in sessions %} {{ each.pk }}{% endfor %}")
    return HttpResponse(template.render(Context(shown)))


urlpatterns = [path("", page)]
application = get_wsgi_application()
