#!/bin/sh
# Before a new version serves: check the settings, migrate, show its static files to the proxy.
set -eu
python manage.py check --deploy --fail-level ERROR
python manage.py migrate --no-input
# The site runs as this role, which owns no table and cannot touch audit rows.
python manage.py app_role consortium_app
mkdir -p "$VAR_DIR/static" "$VAR_DIR/files"
# Files of the version before stay: pages that were just handed out still ask for them.
cp -r "$STATIC_ROOT/." "$VAR_DIR/static/"
