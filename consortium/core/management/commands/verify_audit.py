import sys

from django.core.management.base import BaseCommand, CommandError

from consortium.core import auditcheck, marks


class Command(BaseCommand):
    help = (
        "Proves the audit chain from its first row to its head and against every published "
        "head. Silent and exit 0 when it holds; names the first wrong row and exits 1 when not."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="SEQUENCE:HASH",
            help="a head that was published, as in a mail or at the foot of a PDF; repeatable",
        )

    def handle(self, *, head, verbosity, **options):
        count, problems = auditcheck.verify(published=[_head(text) for text in head])
        for problem in problems:
            self.stdout.write(str(problem))
        if verbosity > 1:
            self.stdout.write(f"{count} rows hold.")
        if problems:
            sys.exit(1)
        marks.leave(marks.AUDIT)


def _head(text: str) -> tuple[int, str]:
    sequence, _, row_hash = text.partition(":")
    if not sequence.isdigit() or len(row_hash) != 64:
        raise CommandError(f"{text!r} is not SEQUENCE:HASH")
    return int(sequence), row_hash.lower()
