#!/bin/sh
# Before a new version serves: check the settings, migrate, show its static files to the proxy.
set -eu
python manage.py check --deploy --fail-level ERROR
python manage.py migrate --no-input
mkdir -p /srv/var/static /srv/var/files
# Files of the version before stay: pages that were just handed out still ask for them.
cp -r "$STATIC_ROOT/." /srv/var/static/
