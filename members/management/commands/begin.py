"""`manage.py begin`: the first person of a new site, who invites everybody else."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.validators import ValidationError, validate_email
from django.urls import reverse

from consortium.core.actor import SYSTEM
from consortium.core.workflow import Refused
from members.actions.beginning import begin


class Command(BaseCommand):
    help = (
        "Begin in an empty database: name the consortium and its accountable body, and invite "
        "the first person, for its secretariat. The link is mailed and printed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--consortium", required=True, help="its name")
        parser.add_argument("--body", required=True, help="the accountable body's name")
        parser.add_argument("--person", required=True, help="the first person's name")
        parser.add_argument("--email", required=True, help="and address")

    def handle(self, *, consortium, body, person, email, **_):
        try:
            validate_email(email)
            letter = begin(consortium=consortium, body=body, person=person, email=email, by=SYSTEM)
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from None
        except ValidationError as problem:
            raise CommandError(f"{email}: {' '.join(problem.messages)}") from None
        link = settings.SITE_URL + reverse("invitation", args=[letter.token])
        self.stdout.write(f"{person} can set a password here, within two weeks:\n{link}")
