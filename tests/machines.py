"""Running a state machine for a number of steps: some in `bin/test`, many in `bin/soak`.

`bin/soak` sets SOAK_STEPS and reads the lines that begin with "soak:".
"""

import os
import sys
import time
from collections import Counter

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

LIFE = 50  # steps of one machine before the next starts from nothing


class InTransaction(RuleBasedStateMachine):
    """A machine whose database is as it was before, when its life is over.

    `counts` says over all lives what was done and what was refused, and must count
    its "steps" (in an invariant).
    """

    counts: Counter

    def __init__(self):
        super().__init__()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def teardown(self):
        try:
            self.at_the_end()
        finally:
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)

    def at_the_end(self):
        """What must be true when a life is over."""


def run_machine(machine: type[InTransaction], *, steps: int) -> Counter:
    """Take `steps` steps, or SOAK_STEPS; give and print how often what was done."""
    steps = int(os.environ.get("SOAK_STEPS", 0)) or steps
    soaking = "SOAK_STEPS" in os.environ
    life = LIFE if steps < 20_000 else 4 * LIFE
    machine.counts = Counter()
    began = time.monotonic()
    while machine.counts["steps"] < steps:
        left = steps - machine.counts["steps"]
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=left // life + 1,
                stateful_step_count=life,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                # A long run does not end in minutes of shrinking.
                phases=[Phase.generate] if soaking else [Phase.generate, Phase.shrink],
            ),
        )
    if soaking:
        told = ", ".join(f"{name} {number}" for name, number in sorted(machine.counts.items()))
        seconds = time.monotonic() - began
        print(f"\nsoak: {machine.__name__}: {told}; {seconds:.0f} s", file=sys.__stdout__)
    return machine.counts
