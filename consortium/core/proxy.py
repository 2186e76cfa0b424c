"""Whose address a request came from when our own reverse proxies stand in front."""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed


class RealAddress:
    """Puts the visitor's address into REMOTE_ADDR, for sign-in limits, audit and logs.

    Counts TRUSTED_PROXIES entries from the right of X-Forwarded-For: what stands
    further left was written by the visitor and proves nothing.
    """

    def __init__(self, get_response):
        if not settings.TRUSTED_PROXIES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        passed_on = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        addresses = [part.strip() for part in passed_on.split(",") if part.strip()]
        if len(addresses) >= settings.TRUSTED_PROXIES:
            request.META["REMOTE_ADDR"] = addresses[-settings.TRUSTED_PROXIES]
        return self.get_response(request)
