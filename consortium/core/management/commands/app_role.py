"""`manage.py app_role NAME`: the role that the site uses on PostgreSQL, and what it may not do."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from consortium.core.models import AuditRow

READ_ONLY = ("django_migrations",)


class Command(BaseCommand):
    help = (
        "Make or renew the PostgreSQL role that the site runs as. It reads and writes rows but "
        "owns no table, so it can drop no trigger, and it may neither change nor delete audit "
        "rows. Run by the release step as the owner of the tables, after every migrate. "
        "The password comes from APP_DATABASE_PASSWORD."
    )

    def add_arguments(self, parser):
        parser.add_argument("name")

    def handle(self, *, name, **_):
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's; this database is SQLite.")
        if not settings.APP_DATABASE_PASSWORD:
            raise CommandError("APP_DATABASE_PASSWORD is missing: the role's password.")
        with transaction.atomic(), connection.cursor() as cursor:
            make_role(cursor, name, settings.APP_DATABASE_PASSWORD)
            grant(cursor, name)
        self.stdout.write(
            f"The role {name} may use the tables of {connection.settings_dict['NAME']}."
        )


def make_role(cursor, name, password):
    from psycopg import sql

    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
    what = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
    cursor.execute(what.format(verb, sql.Identifier(name), sql.Literal(password)))


def grant(cursor, name):
    """Rights on rows everywhere, then away again where rows stay as they were written (AU3)."""
    from psycopg import sql

    statements = [
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "REVOKE UPDATE, DELETE, TRUNCATE ON {audit} FROM {role}",
        *[f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {{role}}" for table in READ_ONLY],
    ]
    names = {"role": sql.Identifier(name), "audit": sql.Identifier(AuditRow._meta.db_table)}
    for statement in statements:
        cursor.execute(sql.SQL(statement).format(**names))
