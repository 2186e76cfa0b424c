"""Pages about funds and the books."""

from .books import book_close, book_move, book_open, book_reopen, books
from .funds import fund, fund_csv, fund_xlsx, money
from .journals import journal, journal_reversal, reversal_decide
from .overdrafts import overdraft_agree, overdraft_ask, overdraft_end, overdraft_refuse
from .setting_up import fund_new, funder_new, heading_new
from .statements import statement_download, statement_make
from .transfers import transfer_new

__all__ = [
    "book_close",
    "book_move",
    "book_open",
    "book_reopen",
    "books",
    "fund",
    "fund_csv",
    "fund_new",
    "fund_xlsx",
    "funder_new",
    "heading_new",
    "journal",
    "journal_reversal",
    "money",
    "overdraft_agree",
    "overdraft_ask",
    "overdraft_end",
    "overdraft_refuse",
    "reversal_decide",
    "statement_download",
    "statement_make",
    "transfer_new",
]
