"""After a change of SECRET_KEY: encrypt the secrets of second factors with the new one."""

from django.core.management.base import BaseCommand
from django.db import transaction

from members.factors import encrypt_anew


class Command(BaseCommand):
    help = "Encrypt the secrets of second factors with the present SECRET_KEY."

    @transaction.atomic
    def handle(self, *args, **options):
        done, unreadable = encrypt_anew()
        self.stdout.write(f"{done} encrypted anew.")
        if unreadable:
            self.stdout.write(
                f"{unreadable} could not be read: no SECRET_KEY or fallback fits. "
                "Their owners set them up again; until then their codes are not right."
            )
