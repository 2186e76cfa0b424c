"""Production's settings as they are, with what a measurement needs and production refuses.

`bin/bench` gives the environment: a key made up for the run, a Redis of its own. One
middleware more counts the statements of a request that asks for it, and fixes the
day (floor.py, today.py).
"""

from consortium.settings.prod import *

REQUIRE_SECOND_FACTOR = False  # nobody here has one; asking costs no query

MIDDLEWARE = ["tests.bench.floor.Telling", *MIDDLEWARE]
