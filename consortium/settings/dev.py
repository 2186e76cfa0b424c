"""A developer's machine: every page says what went wrong."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = SECRET_KEY or "only-for-development"  # noqa: F405
