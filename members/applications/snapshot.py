"""An application as it was sent: what its copy on paper shows, for good."""

from .models import Application
from .states import CLAUSE, SERVICES, Point

VERSION = 1
DECLARATION = (
    "What stands here is true as far as I know. The governing body of the organisation has agreed "
    "to apply, and the organisation will keep the commitments of members if it is admitted."
)


def snapshot_of(application: Application) -> dict:
    """Everything that was typed, as JSON holds it; pence, and files by their sum."""
    evidence: dict[str, list[dict]] = {}
    for each in application.evidence.select_related("file"):
        facts = {"name": each.file.name, "sha256": each.file.sha256}
        evidence.setdefault(each.code, []).append(facts)
    return {
        "version": VERSION,
        "reference": application.reference,
        "on_paper": application.on_paper,
        "received_on": application.received_on,
        "sent_on": application.sent_on,
        "contact": _fields(application, "contact_name", "contact_position", "email", "telephone"),
        "organisation": {
            **_fields(application, "name", "short_name", "registration", "address", "website"),
            **_fields(application, "about", "base_note"),
            "legal_form": application.get_legal_form_display(),
            "base": application.get_base_display(),
        },
        "points": [
            {
                "code": each.code,
                "clause": CLAUSE[Point(each.code)],
                "name": each.get_code_display(),
                "service": each.code in SERVICES,
                "claimed": each.claimed,
                "what": each.what,
                "where": each.where,
                "files": evidence.get(each.code, []),
            }
            for each in application.points.all()
        ],
        "work": _fields(application, "staff_hours", "work_budget", "volunteers", "work_note"),
        "other_files": evidence.get("", []),
        "declaration": DECLARATION,
        "declared_name": application.declared_name,
        "declared_position": application.declared_position,
    }


def _fields(application: Application, *names: str) -> dict:
    return {name: getattr(application, name) for name in names}
