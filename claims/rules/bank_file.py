"""The file a bank takes: one line a payment, the same bytes for the same run."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("Payee name", "Sort code", "Account number", "Amount", "Reference")


@dataclass(frozen=True)
class BankLine:
    """One payment as the bank reads it; `amount` in pence."""

    payee: str
    sort_code: str
    account_number: str
    amount: int
    reference: str


def bank_csv(lines: Iterable[BankLine]) -> bytes:
    """A CSV in plain ASCII: payee names as banks take them, amounts as pounds with a point."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow(
            [
                payee_name(line.payee),
                line.sort_code,
                line.account_number,
                f"{line.amount // 100}.{line.amount % 100:02d}",
                line.reference,
            ]
        )
    return out.getvalue().encode("ascii")


def payee_name(name: str) -> str:
    """At most 35 capital letters, figures, spaces and . & / - : what Bacs allows."""
    folded = unicodedata.normalize("NFKD", name.upper().replace("’", "").replace("'", ""))
    marks_gone = "".join(sign for sign in folded if not unicodedata.combining(sign))
    allowed = "".join(sign if _allowed(sign) else " " for sign in marks_gone)
    return " ".join(allowed.split()).lstrip("-./& ")[:35].strip()


def _allowed(sign: str) -> bool:
    return sign.isascii() and (sign.isalnum() or sign in " .&/-")
