"""The link in a mail with which one person sees and cancels their sign-up for an event."""

from django.core import signing
from django.urls import reverse

from .models import EventSignUp

SALT = "registers.event.sign_up"


def own_path(sign_up: EventSignUp) -> str:
    return reverse("event_mine", args=[signing.dumps(sign_up.pk, salt=SALT)])


def sign_up_of(token: str) -> EventSignUp | None:
    """Whose link it is; None for anything that we did not make."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if type(number) is not int:
        return None
    return EventSignUp.objects.select_related("event").filter(pk=number).first()
