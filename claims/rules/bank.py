"""Bank details: read in any usual form, shown masked, usable after a wait."""

import re
from datetime import date

from consortium.core.workingdays import working_days_between


class AccountError(ValueError):
    """What is wrong with typed bank details, as a sentence for the field."""


def sort_code(text: str) -> str:
    """Six digits of a sort code typed as 12-34-56, 12 34 56 or 123456."""
    if not re.fullmatch(r"[0-9][0-9 \-–]*", text.strip()):
        raise AccountError("Enter a sort code of six numbers, like 30-94-21")
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) != 6:
        raise AccountError("Enter a sort code of six numbers, like 30-94-21")
    return digits


def account_number(text: str) -> str:
    """Eight digits; six and seven, as older accounts have, get noughts in front."""
    if not re.fullmatch(r"[0-9][0-9 ]*", text.strip()):
        raise AccountError("Enter an account number of 6 to 8 numbers, like 00733445")
    digits = re.sub(r"[^0-9]", "", text)
    if not 6 <= len(digits) <= 8:
        raise AccountError("Enter an account number of 6 to 8 numbers, like 00733445")
    return digits.zfill(8)


def account_name(text: str) -> str:
    """The name on the account, as banks take it: at most 80 plain characters."""
    name = " ".join(text.split())
    if not name:
        raise AccountError("Enter the name on the account")
    if not re.search("[A-Za-z0-9]", name):
        raise AccountError("Enter the name on the account in letters that the bank can print")
    if len(name) > 80:
        raise AccountError("The name on the account must be 80 characters or fewer")
    return name


def waiting_days_left(*, entered: date, today: date, wait: int) -> int:
    """Working days until details entered on a day may be paid to; 0 when they may (M22)."""
    return max(0, wait - working_days_between(entered, today))
