"""One small evidence file for each of the newest quarter's claims, on all of its lines."""

import hashlib

from django.core.files.base import ContentFile

from claims.models import Evidence, EvidenceLink
from consortium.core.files import store
from consortium.core.models import StoredFile

from .tables import Table

PDF = (
    b"%%PDF-1.4\n%% evidence of claim %d\n"
    b"1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"
)


class Proofs:
    def __init__(self):
        self.file = Table(
            StoredFile, "storage_name", "name", "extension", "kind", "size", "sha256", "ours",
            "uploaded_by_id", "organisation_id", "owner_kind", "owner_id", "created_at",
            "checked_at", state="clean",
        )  # fmt: skip
        self.evidence = Table(Evidence, "claim_id", "file_id", "added_at", "added_by_id", number=1)
        self.link = Table(EvidenceLink, "evidence_id", "line_id")
        self.tables = [self.file, self.evidence, self.link]

    def of(self, made, at) -> list[dict]:
        """What the claim's snapshot says of its evidence."""
        member, content = made.part.member, PDF % made.pk
        pk, sha256 = self.keep(
            content, f"receipts-{made.pk}.pdf", "application/pdf",
            owner=("claims.claim", made.pk), organisation=member.organisation.pk,
            by=member.claims_person.user_id, at=at,
        )  # fmt: skip
        evidence = self.evidence.add(made.pk, pk, at, member.claims_person.user_id)
        for line in made.lines:
            self.link.add(evidence, line.pk)
        name = f"receipts-{made.pk}.pdf"
        return [{"number": 1, "name": name, "size": len(content), "sha256": sha256}]

    def keep(
        self, content: bytes, name: str, kind: str, *, owner, organisation, by, at, ours=False
    ) -> tuple[int, str]:
        """Put bytes into the private store, and give the row's id and their sum."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = hashlib.sha256(f"{owner}{name}".encode()).hexdigest()[:32]
        stored = store().save(f"{place[:2]}/{place}", ContentFile(content))
        pk = self.file.add(
            stored, name, name.rsplit(".", 1)[1], kind, len(content), sha256, ours, by,
            organisation, owner[0], str(owner[1]), at, at,
        )  # fmt: skip
        return pk, sha256
