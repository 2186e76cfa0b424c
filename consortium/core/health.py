"""Two addresses for whoever watches the site: does it answer, and does its clock still run."""

import datetime

from django.db import Error, connection
from django.http import HttpResponse
from django.utils import timezone

TOO_LONG = datetime.timedelta(hours=1)  # an unsent mail older than this means something is stuck


class Health:
    """Answers before everything else: no sign-in, no host name, no redirect to HTTPS.

    `/healthz` is 200 when the database answers: restart the web server if not.
    `/healthz/clockwork` is 200 when no mail has waited for more than an hour:
    a worker process that lives and does nothing is not seen in any other way.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.questions = {"/healthz": database_answers, "/healthz/clockwork": mail_leaves}

    def __call__(self, request):
        ask = self.questions.get(request.path_info)
        if ask is None:
            return self.get_response(request)
        good, words = ask()
        return HttpResponse(words + "\n", content_type="text/plain", status=200 if good else 503)


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False, "the database does not answer"
    return True, "ok"


def mail_leaves():
    from . import outbox

    try:
        since = outbox.oldest_waiting()
    except Error:
        return False, "the database does not answer"
    if since and timezone.now() - since > TOO_LONG:
        return False, "mail has been waiting for more than an hour"
    return True, "ok"
