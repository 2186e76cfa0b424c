# One image for web, worker, beat and the release step; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes --only-binary :all: --requirement /requirements.lock

FROM python:3.11-slim-bookworm
# What WeasyPrint loads. Fonts are our own.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 consortium \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin consortium \
    && install -d -o consortium -g consortium /srv/var
COPY --from=packages /srv/venv /srv/venv
COPY . /srv/app
WORKDIR /srv/app
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/srv/static \
    VAR_DIR=/srv/var
# Static files belong to the code of this image; the release step shows them to the proxy.
RUN DJANGO_SETTINGS_MODULE=consortium.settings.demo VAR_DIR=/tmp/build \
    python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build
ENV DJANGO_SETTINGS_MODULE=consortium.settings.prod
USER consortium
VOLUME /srv/var
EXPOSE 8000
CMD ["gunicorn", "--config", "consortium/deploy/gunicorn.py", "consortium.wsgi"]
