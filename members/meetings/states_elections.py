"""The states and kinds of elections and of the review of the accountable body."""

from django.db.models import TextChoices


class ElectionKind(TextChoices):
    YEARLY = "yearly", "Yearly election"
    BY = "by", "By-election"


class ElectionState(TextChoices):
    """`PUT_OFF`: a meeting could not elect anybody, so a later one does (A3)."""

    PLANNED = "planned", "Nominations to come"
    OPEN = "open", "Nominations open"
    CLOSED = "closed", "Nominations closed"
    BALLOT = "ballot", "Being elected"
    PUT_OFF = "put_off", "Put off"
    DECLARED = "declared", "Declared"


class ReviewOutcome(TextChoices):
    """What comes of the yearly review of the accountable body (8.4, R76)."""

    CONTINUE = "continue", "Continues"
    REPLACE = "replace", "Replaced"
    NOT_REVIEWED = "not_reviewed", "Not reviewed, so it continues"


class HandOverPart(TextChoices):
    """What an accountable body hands over to the next (R77)."""

    CONTRACTS = "contracts", "Contracts with funders"
    FUNDS = "funds", "Funds held for projects"
    RECORDS = "records", "Records and files"
    PERMISSIONS = "permissions", "Permissions on this site and elsewhere"
    SIGNATORIES = "signatories", "Signatories at the bank"


S = ElectionState
# Candidates come and go until the ballot opens.
BEFORE_BALLOT = frozenset({S.PLANNED, S.OPEN, S.CLOSED, S.PUT_OFF})
UNSETTLED = BEFORE_BALLOT | {S.BALLOT}
