"""Letters with a link that lets one person set a password, once."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members import notices
from members.models import Invitation, User

from .checks import must_be_allowed, refuse_if

LASTS = timedelta(days=14)
UNKNOWN = (
    "This link opens nothing. Copy all of it from the mail, or ask the secretariat for another one."
)
signer = signing.Signer(salt="members.invitation", sep=".")


class LinkRefused(Refused):
    """An invitation link that opens nothing; the reason is a sentence for its holder."""


def letter_of(token: str) -> Invitation:
    """The open invitation of a link; `LinkRefused` for a tampered, used or expired one."""
    try:
        signer.unsign(token)
    except signing.BadSignature:
        raise LinkRefused(UNKNOWN) from None
    letters = Invitation.objects.select_related("user")
    letter = letters.filter(token_hash=_hashed(token)).first()
    if letter is None:
        raise LinkRefused(UNKNOWN)
    _refuse_closed(letter)
    return letter


def _refuse_closed(letter: Invitation) -> None:
    if letter.accepted_at:
        raise LinkRefused("This link has been used. Sign in, or ask for a new password.")
    if letter.expires_at <= clock.now() or not letter.user.is_active:
        raise LinkRefused("This link has ended. Ask the secretariat to send you another one.")


@transaction.atomic
def accept_invitation(letter: Invitation, *, password: str, by) -> User:
    """Set the invited person's password; their address is proved by the link they hold."""
    letter = Invitation.objects.select_for_update().get(pk=letter.pk)
    user = User.objects.select_for_update().get(pk=letter.user_id)
    _refuse_closed(letter)
    letter.accepted_at = clock.now()
    letter.save(update_fields=["accepted_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    prove_address(user)
    audit.record("person.accepted_invitation", user, by=by)
    return user


@transaction.atomic
def resend_invitation(user: User, *, by) -> Invitation:
    """Send another link; the ones before it stop working."""
    must_be_allowed("resend_invitation", by)
    user = User.objects.select_for_update().get(pk=user.pk)
    has_one = f"{user.name} has a password already and can sign in."
    closed = f"The account of {user.name} is closed."
    refuse_if(has_one if user.has_usable_password() else "", "" if user.is_active else closed)
    return send_letter(user, by=by)


def send_letter(user: User, *, by) -> Invitation:
    """A new letter in the outbox; its `token`, in memory only, is what the link carries."""
    end_letters(user)
    token = signer.sign(secrets.token_urlsafe(24))
    letter = Invitation.objects.create(
        user=user,
        token_hash=_hashed(token),
        sent_by_id=by.user_id or 0,
        expires_at=clock.now() + LASTS,
    )
    letter.token = token
    audit.record("person.invited", user, after={"expires_at": letter.expires_at}, by=by)
    notices.invitation(letter, token, by=by)
    return letter


def end_letters(user: User) -> None:
    open_letters = user.invitations.filter(accepted_at__isnull=True, expires_at__gt=clock.now())
    open_letters.update(expires_at=clock.now())


def prove_address(user: User) -> None:
    """Note the person's address as verified, which a second factor will ask for."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
