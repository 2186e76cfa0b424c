"""How this installation is set up, in plain words; no secret, no address, no path of a machine."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.models import Count, Max, Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from consortium.core import clock, files, health, marks, outbox
from consortium.core.days import long_day
from consortium.core.filechecks import scanner_setting
from consortium.core.models import Message, PublishedHead, StoredFile
from consortium.core.periods import local_date

GOOD, LOOK, PLAIN = "good", "look", "plain"
TWO_NIGHTS = timedelta(days=2)
WEEKLY = timedelta(days=8)
ASK = "Ask whoever runs the site"


@dataclass(frozen=True)
class Fact:
    """One thing about the installation; `do` where something is missing."""

    title: str
    words: str
    state: str = GOOD
    do: str = ""


def facts() -> list[Fact]:
    """Everything the page shows, in its order."""
    found = [_scanner(), _mail(), _queue(), _database(), _files(), _comparison(), _proofs()]
    return [*found, _head(), _backup(), _holidays(), _today(), Fact("Version", version(), PLAIN)]


@cache
def version() -> str:
    """As pyproject.toml has it."""
    try:
        with open(settings.BASE_DIR / "pyproject.toml", "rb") as file:
            return tomllib.load(file)["project"]["version"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "Not known"


def _missing() -> str:
    """What is missing is no fault in a demonstration."""
    return PLAIN if settings.DEMO else LOOK


def _scanner() -> Fact:
    words = scanner_setting()
    if not settings.FILE_SCANNER:
        return Fact("Virus scanner", words, _missing(), f"{ASK} to name one in FILE_SCANNER.")
    since = timezone.now() - timedelta(hours=1)
    waiting = StoredFile.objects.filter(
        state=StoredFile.State.QUARANTINED, created_at__lt=since
    ).count()
    if waiting:
        words = f"{waiting} file{'s' * (waiting > 1)} waited for it for more than an hour."
        return Fact("Virus scanner", words, LOOK, f"{ASK} to see why it does not answer.")
    return Fact("Virus scanner", words)


def _mail() -> Fact:
    sends = not outbox.delivery_backend().endswith("dummy.EmailBackend")
    leaves, why = health.mail_leaves()
    if not leaves:
        do = f"{ASK}: the worker or the mail server stands still."
        return Fact("Mail", f"{why[0].upper()}{why[1:]}.", LOOK, do)
    if not sends:
        words = "Mail is written and kept in the outbox, and goes to nobody."
        return Fact("Mail", words, _missing(), f"{ASK} to name a mail server in EMAIL_URL.")
    last = Message.objects.filter(sent_at__isnull=False).aggregate(last=Max("sent_at"))["last"]
    words = "Mail leaves through a mail server."
    return Fact("Mail", f"{words} The last left on {_day(last)}." if last else words)


def _queue() -> Fact:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        words = "Longer work is done inside the site's own process (the embedded queue)."
    else:
        words = "Longer work goes through Redis to workers of its own."
    return Fact("Queue", words, PLAIN)


def _database() -> Fact:
    if connection.vendor == "postgresql":
        return Fact("Database", "PostgreSQL.", PLAIN)
    words = "SQLite: one file on one machine, with one writer at a time."
    return Fact("Database", f"{words} Right for a demonstration or a small site.", PLAIN)


def _files() -> Fact:
    kept = StoredFile.objects.exclude(state=StoredFile.State.TOMBSTONED)
    sums = kept.aggregate(count=Count("pk"), size=Sum("size", default=0))
    local = isinstance(files.store(), FileSystemStorage)
    where = "on the site's own disk, in no public folder" if local else "in an object store"
    many = f"{sums['count']:,} file{'' if sums['count'] == 1 else 's'}"
    return Fact("Files", f"{many}, {filesizeformat(sums['size'])}, {where}.", PLAIN)


def _comparison() -> Fact:
    """Every night each stored file is compared with its sum (F6)."""
    title, since = "Files compared with their sums", timezone.now() - TWO_NIGHTS
    kept = StoredFile.objects.exclude(state=StoredFile.State.TOMBSTONED)
    unseen = Q(verified_at__isnull=True) | Q(verified_at__lt=since)
    sums = kept.aggregate(
        last=Max("verified_at"), late=Count("pk", filter=unseen & Q(created_at__lt=since))
    )
    if sums["late"]:
        words = f"{sums['late']} have not been found as they were for two nights or more."
        do = f"{ASK}: either the schedule stands still or files are damaged."
        return Fact(title, words, LOOK, do)
    if sums["last"] is None:
        return Fact(title, "Not yet; it happens every night.", PLAIN)
    return Fact(title, f"Every night. Last on {_day(sums['last'])}, all as they were.")


def _proofs() -> Fact:
    title = "Books and record proved"
    done = [marks.left(marks.LEDGER), marks.left(marks.AUDIT)]
    do = f"{ASK} to run verify_ledger and verify_audit each week."
    if None in done:
        return Fact(title, "Not both, as far as this site knows.", _missing(), do)
    first = min(each for each in done if each)
    words = f"Both added up on {_day(first)}."
    return Fact(title, words, LOOK, do) if timezone.now() - first > WEEKLY else Fact(title, words)


def _head() -> Fact:
    """The head of the audit chain leaves the house each morning (AU4)."""
    title, to = "Head of the record kept outside", len(settings.AUDIT_HEAD_TO)
    if not to:
        do = f"{ASK} to name an address outside in AUDIT_HEAD_TO, the auditor's for one."
        return Fact(title, "It is mailed to nobody.", _missing(), do)
    heads = PublishedHead.objects.filter(where__startswith="daily ")
    last = heads.aggregate(last=Max("published_at"))["last"]
    words = f"Mailed each morning to {to} address{'es' * (to > 1)}."
    if last is None or timezone.now() - last > TWO_NIGHTS:
        return Fact(title, f"{words} None left in two days.", LOOK, f"{ASK}: the schedule stands.")
    return Fact(title, f"{words} Last on {_day(last)}.")


def _backup() -> Fact:
    last, do = marks.left(marks.BACKUP), f"{ASK} whether backups are made, and tried."
    if last is None:
        words = "This site has not been told of any."
        return Fact("Last backup", words, _missing(), do)
    words = f"{_day(last)}."
    late = timezone.now() - last > TWO_NIGHTS
    return Fact("Last backup", words, LOOK, do) if late else Fact("Last backup", words)


def _holidays() -> Fact:
    extra = settings.EXTRA_BANK_HOLIDAYS
    words = "Those published for England and Wales are left out of every count of working days"
    more = f", and {', '.join(map(long_day, extra))}" if extra else ""
    return Fact("Bank holidays", f"{words}{more}.", PLAIN)


def _today() -> Fact:
    today = clock.today()
    if not settings.DEMO:
        return Fact("Today", f"{long_day(today)}, by London's clock.", PLAIN)
    words = f"A demonstration: its day is {long_day(today)}, and everybody signed in can move it."
    return Fact("Today", words, PLAIN)


def _day(instant: datetime) -> str:
    return long_day(local_date(instant))
