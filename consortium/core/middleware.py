"""Around every view: a request id, headers, one reading of the clock, friendly pages."""

import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import OperationalError
from django.forms.utils import pretty_name
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from . import clock
from .idempotency import LEFT_OUT, TokenMissing, TokenReused
from .versions import Stale
from .workflow import Refused

log = structlog.get_logger(__name__)

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class RequestId:
    """Names each request, for logs, audit rows and the person who reports a fault.

    Our own name, never the visitor's: a header from outside would end up in
    the audit chain. Stands before django-structlog, which takes it over, and behind
    RealAddress, which knows whose address the lines of the log are to name.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex
        request.META["HTTP_X_REQUEST_ID"] = request.request_id
        structlog.contextvars.bind_contextvars(ip=request.META.get("REMOTE_ADDR", ""))
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class Headers:
    """Headers that Django and django-csp do not send. Stands before the session's middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "private, no-cache")
        if _signs_out(response):
            response["Clear-Site-Data"] = '"cache"'  # or Back shows pages of who has left
        return response


def _signs_out(response) -> bool:
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and not cookie.value


class OneReading:
    """Within a request it stays one day, and a demonstration's date is read once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with clock.one_reading():
            return self.get_response(request)


class FriendlyPages:
    """The last resort for what a view did not catch: a page in plain words and a way back.

    Views show refusals in their own forms where they can; here nothing is lost
    if one forgets to.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        for kind, answer in ANSWERS:
            if isinstance(exception, kind):
                return answer(request, exception)
        return None


def _refused(request, refused: Refused):
    return _page(request, "refused", {"reasons": refused.reasons}, status=409)


def _stale(request, stale: Stale):
    context = {"lines": stale.lines, "typed": [] if stale.lines else _typed(request)}
    return _page(request, "stale", context, status=409)


def _typed(request) -> list[tuple[str, str]]:
    """All that a form sent, when the view gave no form to show it beside what is saved."""
    hidden = LEFT_OUT | {"version", "send"}
    fields = [item for item in request.POST.lists() if item[0] not in hidden]
    return [(pretty_name(name), ", ".join(values)) for name, values in fields]


def _token(request, reused: TokenReused):
    return _page(request, "sent_before", {"missing": isinstance(reused, TokenMissing)}, status=409)


def _busy(request, error: OperationalError):
    """Only where somebody else holds a lock; any other database fault stays a fault."""
    words = str(error).lower()
    if not any(word in words for word in ("lock timeout", "deadlock", "database is locked")):
        return None
    log.warning("database_busy", error=str(error)[:200])
    response = _page(request, "busy", {}, status=503)
    response["Retry-After"] = "5"
    return response


def _page(request, name: str, context: dict, *, status: int):
    context["back"] = way_back(request)
    return render(request, f"core/{name}.html", context, status=status)


def way_back(request) -> str:
    """The page this request came from, if it is one of ours; otherwise the home page."""
    came_from = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    return came_from if ours else "/"


ANSWERS: tuple[tuple[type[Exception], Callable], ...] = (
    (Refused, _refused),
    (Stale, _stale),
    (TokenReused, _token),
    (OperationalError, _busy),
)
