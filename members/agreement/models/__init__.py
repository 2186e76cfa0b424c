from .commitments import Commitment
from .identity import Statement
from .protocols import Acknowledgement, Protocol
from .requests import InformationRequest, RequestLine
from .versions import Agreement, Clause, Signature

__all__ = [
    "Acknowledgement",
    "Agreement",
    "Clause",
    "Commitment",
    "InformationRequest",
    "Protocol",
    "RequestLine",
    "Signature",
    "Statement",
]
