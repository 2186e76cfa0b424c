"""One way to write a value down, so that its hash is the same everywhere and always."""

import datetime
import decimal
import enum
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

BANK_FIELDS = re.compile(r"(account_?(number|no)$|iban|sort_?code|roll_?number|bank_?number)", re.I)
SECRET_FIELDS = re.compile(
    r"(password|secret|token|api_?key|otp|recovery_?code|private_?key)", re.I
)
MASK = "•••"
UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")


def mask(value: Any) -> Any:
    """The same structure with secrets hidden and bank numbers cut to their last three digits.

    >>> mask({"account_number": "12345678", "sort_code": "20-00-00", "payee": "Luton Tea"})
    {'account_number': '•••678', 'sort_code': '•••', 'payee': 'Luton Tea'}
    """
    if isinstance(value, Mapping):
        return {key: _masked(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask(each) for each in value]
    return value


def _masked(key: str, value: Any) -> Any:
    if value in (None, ""):
        return value
    if SECRET_FIELDS.search(key):
        return MASK
    if BANK_FIELDS.search(key):
        text = str(value)
        return MASK + text[-3:] if len(text) >= 8 and "sort" not in key.lower() else MASK
    return mask(value)


def plain(value: Any) -> Any:
    """`value` as JSON can hold it and give it back unchanged, on both databases.

    Floats are refused with TypeError: what is recorded is money, dates, words.
    NUL and lone surrogates, which PostgreSQL cannot keep, become U+FFFD.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return UNPRINTABLE.sub("\ufffd", str(value))
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return instant(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    code = getattr(value, "code", None)  # a quarter or a financial year
    if isinstance(code, str):
        return code
    if hasattr(value, "_meta") and hasattr(value, "pk"):
        return f"{value._meta.label_lower}:{value.pk}"
    raise TypeError(f"{type(value).__name__} has no plain form: {value!r}")


def instant(at: datetime.datetime) -> str:
    """An aware moment as UTC text with microseconds, e.g. 2026-10-21T09:00:00.000000Z."""
    utc = at.astimezone(datetime.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def canonical(value: Any) -> bytes:
    """Canonical JSON of a plain value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()
