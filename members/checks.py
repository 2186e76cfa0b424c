"""What `manage.py verify_ledger` asks about people."""

from collections.abc import Iterator

from consortium.core import clock
from consortium.core.checks import ledger_check
from members import oneperson


@ledger_check("V21", "two accounts of one person in one control")
def one_person_twice() -> Iterator[str]:
    for one, other, what in oneperson.shared(clock.today()):
        yield f"People {one} and {other} share a {what} and hold roles that take two people."
