import json
import sys

from django.core.management.base import BaseCommand

from consortium.core import marks
from consortium.core.checks import run_checks


class Command(BaseCommand):
    help = (
        "Runs every check over the whole database in one read snapshot. Silent and exit 0 "
        "when all is well; prints JSON that names what is wrong and exits 1 when not."
    )

    def add_arguments(self, parser):
        parser.add_argument("--only", nargs="+", default=[], metavar="V01")
        parser.add_argument("--except", nargs="+", default=[], metavar="V26", dest="leave_out")

    def handle(self, *, only, leave_out, verbosity, **options):
        findings = run_checks(only=only, leave_out=leave_out)
        if verbosity > 1:
            for each in findings:
                self.stderr.write(f"{each.code} {each.title}: {each.count} in {each.seconds} s")
        wrong = [vars(each) for each in findings if each.count]
        if wrong:
            self.stdout.write(json.dumps({"problems": wrong}, indent=2, ensure_ascii=False))
            sys.exit(1)
        if not only and not leave_out:
            marks.leave(marks.LEDGER)
