from .accounts import PayeeAccount
from .checking import (
    Approval,
    ChangePart,
    ChangeRequest,
    DuplicateClearance,
    Override,
    ReviewAssignment,
)
from .claims import Claim, ClaimSection, Round, Submission
from .evidence import Evidence, EvidenceLink
from .funder_claims import FunderClaim, FunderClaimLine, FunderClaimRow, MoneyReceived
from .payments import Payment, PaymentRun
from .progress import Forecast, OutputFigure, VarianceReason
from .retention import RetentionRelease
from .spend import ClaimLine, SpendItem

__all__ = [
    "Approval",
    "ChangePart",
    "ChangeRequest",
    "Claim",
    "ClaimLine",
    "ClaimSection",
    "DuplicateClearance",
    "Evidence",
    "EvidenceLink",
    "Forecast",
    "FunderClaim",
    "FunderClaimLine",
    "FunderClaimRow",
    "MoneyReceived",
    "OutputFigure",
    "Override",
    "PayeeAccount",
    "Payment",
    "PaymentRun",
    "RetentionRelease",
    "ReviewAssignment",
    "Round",
    "SpendItem",
    "Submission",
    "VarianceReason",
]
