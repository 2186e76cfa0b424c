"""Production's settings as they are, with what a measurement needs and production refuses.

`bin/bench` gives the environment (a made-up key, a Redis of its own). Allowed here:
the domain's clock is fixed, so that both sets of data show the same day; files go
to the disk that is there; one address space more has the bare pages; what is
logged costs time as in production, but goes to a file.
"""

from consortium.settings.prod import *

DEMO = True
MIDDLEWARE = ["tests.bench.floor.Telling", *MIDDLEWARE]
