"""What production refuses, in plain words and all at once. Pure: a mapping in, sentences out."""

from datetime import date
from urllib.parse import urlsplit

LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0"}
GUESSABLE = ("change", "secret", "insecure", "example", "only-for", "password")
DEAF_MAIL = ("consolemail", "dummymail", "memorymail", "filemail")


def reasons(given):
    """Sentences that say what is unsafe about this environment; empty when nothing is.

    `given`: the environment, a mapping of strings.
    """
    checks = (switches, secret, hosts, database, queue, cache, mail, proxies, holidays)
    return [reason for check in checks for reason in check(given)]


def on(given, name):
    return given.get(name, "").strip().lower() in ("1", "true", "yes", "on", "y", "ok", "t")


def switches(given):
    for name, shows in (
        ("DEBUG", "it shows code and settings to strangers"),
        ("DEMO", "anyone could sign in with the example sign-ins and move the date"),
    ):
        if on(given, name):
            yield f"{name} is on: {shows}. Remove it."


def secret(given):
    key = given.get("SECRET_KEY", "")
    make = 'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
    if not key:
        yield f"SECRET_KEY is missing. {make}"
    elif len(key) < 50 or len(set(key)) < 10:
        yield f"SECRET_KEY is too short or too simple: 50 characters or more. {make}"
    elif any(word in key.lower() for word in GUESSABLE):
        yield f"SECRET_KEY looks like an example that others know. {make}"


def hosts(given):
    names = [name.strip() for name in given.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    if "*" in names:
        yield "ALLOWED_HOSTS lets in every name (*): name the site's own, as in claims.example.org."
    elif not set(names) - LOCAL:
        yield "ALLOWED_HOSTS is missing or names only this machine: name the site's address."
    address = urlsplit(given.get("SITE_URL", ""))
    if address.scheme != "https" or not address.hostname or address.hostname in LOCAL:
        yield "SITE_URL must be the site's public https:// address: links in mail begin with it."


def database(given):
    url = given.get("DATABASE_URL", "")
    if not url:
        yield "DATABASE_URL is missing: postgres://user:password@host:5432/name"
    elif url.startswith("sqlite") and not on(given, "ALLOW_SQLITE"):
        yield (
            "DATABASE_URL is SQLite, which lives on one machine and takes one writer at a time: "
            "use PostgreSQL, or say ALLOW_SQLITE=true if that is what you want."
        )


def queue(given):
    broker = given.get("CELERY_BROKER_URL", "")
    if not broker.startswith(("redis://", "rediss://", "unix://", "amqp://", "amqps://")):
        yield (
            "CELERY_BROKER_URL is missing, or made of files or memory, where tasks are lost or "
            "never run: redis://host:6379/0"
        )


def cache(given):
    if not given.get("CACHE_URL", "").startswith(("redis", "rediscache", "unix", "valkey")):
        yield (
            "CACHE_URL is missing or not shared: sign-in limits are counted there over all "
            "processes: redis://host:6379/1"
        )


def mail(given):
    url = given.get("EMAIL_URL", "")
    if not url:
        yield "EMAIL_URL is missing: smtp+tls://user:password@host:587"
    elif url.startswith(DEAF_MAIL):
        yield "EMAIL_URL sends no mail to anybody: give an SMTP server."
    sender = given.get("DEFAULT_FROM_EMAIL", "")
    if "@" not in sender or sender.rstrip(">").endswith("@localhost"):
        yield "DEFAULT_FROM_EMAIL is missing: the address that mail comes from."


def proxies(given):
    if not given.get("TRUSTED_PROXIES", "1").isdigit():
        yield "TRUSTED_PROXIES is a number: how many of our own proxies stand in front (usually 1)."


def holidays(given):
    texts = given.get("EXTRA_BANK_HOLIDAYS", "").split(",")
    if wrong := not_days([text for text in texts if text.strip()]):
        yield (
            f"EXTRA_BANK_HOLIDAYS has what is not a day: {', '.join(wrong)}. "
            "Write days as 2027-05-10, with commas between them."
        )


def not_days(texts):
    """Those of the texts that are no day, as they were written."""
    wrong = []
    for text in texts:
        try:
            date.fromisoformat(text.strip())
        except ValueError:
            wrong.append(text.strip())
    return wrong
