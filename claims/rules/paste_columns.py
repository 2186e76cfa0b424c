"""Which column of a pasted table is what: by the words over it, or by what stands in it."""

import re
from collections.abc import Iterable, Sequence

from claims.rules.lines import key_of
from consortium.core.days import DayError, parse_day
from consortium.core.money import MoneyError, parse_pence

DATES = ("invoice_date", "date_paid")
AMOUNTS = ("gross", "recoverable_vat", "claimed")

# Words that people put over their columns, as keys; the longest that fits decides.
_WORDS = {
    "supplier": ("supplier", "payee", "post", "name", "vendor", "who", "paidto", "company"),
    "description": ("description", "details", "detail", "what", "item", "narrative", "for",
                    "whatitwasfor", "reason", "notes", "purpose"),
    "invoice_number": ("invoicenumber", "invoiceno", "invno", "invoice", "invoiceref", "reference",
                       "ref", "number", "no", "receiptno"),
    "invoice_date": ("invoicedate", "dateofinvoice", "taxdate", "invdate"),
    "date_paid": ("datepaid", "paid", "paymentdate", "dateofpayment", "paidon", "datedefrayed",
                  "defrayed", "date", "bankdate"),
    "gross": ("gross", "total", "amount", "grossamount", "value", "cost", "invoicetotal",
              "amountpaid", "totalcost"),
    "recoverable_vat": ("vat", "recoverablevat", "vatrecoverable", "vatreclaimed",
                        "vatyoucanrecover", "reclaimablevat"),
    "share": ("share", "percent", "percentage", "apportionment", "sharepercent", "pct"),
    "method": ("method", "basis", "apportionmentmethod", "howtheshare", "shareworkedout",
               "howtheshareworkedout", "howthesharewasworkedout"),
    "project": ("project", "projectname", "scheme"),
    "heading": ("heading", "budgetheading", "costheading", "category", "budgetline", "budget",
                "code", "type"),
    "claimed": ("claimed", "amountclaimed", "claim", "thisclaim", "amounttoclaim"),
}  # fmt: skip
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words}


def headings_in(row: Sequence[str]) -> dict[int, str]:
    """{column: field} for the cells of a row that are words for our fields; each field once."""
    found: dict[int, str] = {}
    for exact in (True, False):
        for column, cell in enumerate(row):
            name = _field_named(cell, exact=exact)
            if column not in found and name and name not in found.values():
                found[column] = name
    return found


def _field_named(cell: str, *, exact: bool) -> str | None:
    key = key_of(re.sub(r"[%£]", " percent " if "%" in cell else " ", cell))
    if not key or any(c.isdigit() for c in key):
        return None
    if exact:
        return _BY_WORD.get(key)
    fitting = [word for word in _BY_WORD if len(word) > 3 and word in key]
    return _BY_WORD[max(fitting, key=len)] if fitting else None


def guess_columns(rows: Sequence[Sequence[str]], names: Iterable[str]) -> tuple[bool, dict]:
    """(is the first row headings?, {column: field}). Without headings the cells decide.

    `names` are the known projects and headings, as keys; the caller says which are which
    by prefixing "project:" or "heading:".
    """
    headed = headings_in(rows[0])
    if len(headed) >= 2 and not any(is_day(cell) or is_amount(cell) for cell in rows[0]):
        return True, headed
    return False, _by_content(rows, set(names))


def _by_content(rows: Sequence[Sequence[str]], names: set[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    kinds = {column: _kind(rows, column, names) for column in range(len(rows[0]))}
    for name in ("project", "heading"):
        columns = [column for column, kind in kinds.items() if kind == name]
        found.update(dict.fromkeys(columns[:1], name))
    days = [column for column, kind in kinds.items() if kind == "day"]
    found.update(zip(days, DATES if len(days) > 1 else ("date_paid",), strict=False))
    amounts = [column for column, kind in kinds.items() if kind == "amount"]
    order = {1: ("gross",), 2: ("gross", "claimed")}.get(len(amounts), AMOUNTS)
    found.update(zip(amounts, order, strict=False))
    shares = [column for column, kind in kinds.items() if kind == "share"]
    found.update(dict.fromkeys(shares[:1], "share"))
    numbers = [column for column, kind in kinds.items() if kind == "number"]
    found.update(dict.fromkeys(numbers[:1], "invoice_number"))
    texts = [column for column, kind in kinds.items() if kind == "text"]
    found.update(zip(texts, ("supplier", "description", "method"), strict=False))
    return found


def _kind(rows: Sequence[Sequence[str]], column: int, names: set[str]) -> str:
    """What most cells of a column are."""
    cells = [row[column] for row in rows if row[column]]
    if not cells:
        return "empty"

    def most(test) -> bool:
        return sum(bool(test(cell)) for cell in cells) * 2 > len(cells)

    for name in ("project", "heading"):
        if most(lambda cell, name=name: f"{name}:{key_of(cell)}" in names):
            return name
    if most(is_day):
        return "day"
    if most(lambda cell: cell.endswith("%")):
        return "share"
    if most(lambda cell: is_amount(cell) and (set(cell) & set("£.,"))):
        return "amount"
    if most(lambda cell: len(cell) <= 20 and any(c.isdigit() for c in cell) and " " not in cell):
        return "number"
    return "text"


def is_day(cell: str) -> bool:
    try:
        parse_day(without_time(cell))
    except DayError:
        return False
    return True


def is_amount(cell: str) -> bool:
    try:
        parse_pence(cell, allow_negative=True)
    except MoneyError:
        return False
    return True


def without_time(cell: str) -> str:
    """A spreadsheet may show "2026-07-03 00:00:00"."""
    return re.sub(r"[ T]00:00(:00)?$", "", cell)
