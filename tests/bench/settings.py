"""Production's settings as they are, with what a measurement needs and production refuses.

`bin/bench` gives the environment: a key made up for the run, a Redis of its own.
Allowed here: the domain's day is fixed, so that every set of data shows the same
day, and statements are counted for a request that asks for it.
"""

from consortium.settings.prod import *

DEMO = True
MIDDLEWARE = ["tests.bench.floor.Telling", *MIDDLEWARE]
