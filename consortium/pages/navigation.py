"""Navigation by job: eight words, each leading to the first page this person may open."""

from dataclasses import dataclass

from consortium.core.templatetags.look import address_of, open_to


@dataclass(frozen=True)
class Job:
    """One word of the navigation. `routes` are tried in order; `folders` are the
    first parts of addresses that belong to it."""

    word: str
    icon: str
    routes: tuple[str, ...]
    folders: tuple[str, ...]


JOBS = (
    Job("Today", "house-door", ("home",), ("", "outbox", "calendar", "jobs")),
    Job("Claims", "receipt", ("claims", "claims_tracker", "claim_checks"), ("claims", "checks")),
    Job(
        "Money",
        "currency-pound",
        ("money", "payment_runs", "grants"),
        (
            "money",
            "funds",
            "grants",
            "funders",
            "journals",
            "budgets",
            "virements",
            "payments",
            "bank-details",
            "funder-claims",
        ),
    ),
    Job("Projects", "diagram-3", ("projects",), ("projects",)),
    Job("Meetings", "calendar-event", ("meetings",), ("meetings",)),
    Job("Members", "people", ("organisations",), ("members", "directory")),
    Job("Reviews", "clipboard-check", ("reviews",), ("reviews",)),
    Job("Library", "journal-bookmark", ("library", "strategy"), ("library", "strategy", "audit")),
)


@dataclass(frozen=True)
class Link:
    word: str
    icon: str
    url: str
    current: bool


def links_for(actor, path: str) -> tuple[Link, ...]:
    """The jobs this actor may open, the one that `path` lies in marked as current."""
    folder = path.strip("/").split("/", 1)[0]
    found = ((job, _first_open(job.routes, actor)) for job in JOBS)
    return tuple(Link(job.word, job.icon, url, folder in job.folders) for job, url in found if url)


def _first_open(routes: tuple[str, ...], actor) -> str:
    return next((address_of(name) for name in routes if open_to(name, actor=actor)), "")
