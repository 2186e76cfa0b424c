"""`manage.py demo`: fill an empty database with the demonstration, or print its sign-ins."""

import time

from django.core.management import BaseCommand, CommandError

from consortium.core.workflow import Refused
from consortium.pages.demo.builder import build, is_empty
from consortium.pages.demo.cast import PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = "Build the demonstration consortium into an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--signins", action="store_true", help="print who can sign in")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where a consortium is there"
        )

    def handle(self, *, signins, if_empty, **_):
        if signins:
            self.print_sign_ins()
        elif not (if_empty and not is_empty()):
            self.build()

    def build(self):
        began = time.monotonic()
        self.stdout.write("Building the demonstration:")

        def say(words):
            self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {words}")
            self.stdout.flush()

        try:
            build(say)
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from None

    def print_sign_ins(self):
        wide = max(len(each.role) for each in SIGN_INS)
        self.stdout.write(f"\nSign in as (password: {PASSWORD})")
        for each in SIGN_INS:
            self.stdout.write(f"  {each.role:<{wide}}  {each.email}  ({each.name})")
