"""A developer's machine: every page says what went wrong, the styleguide is open."""

from .base import *

DEBUG = True
REQUIRE_SECOND_FACTOR = False
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = SECRET_KEY or "only-for-development"
TEMPLATES[0]["OPTIONS"]["loaders"] = TEMPLATES[0]["OPTIONS"]["loaders"][0][1]
