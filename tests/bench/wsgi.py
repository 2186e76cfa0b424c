"""What gunicorn serves: the site as it is, and the bare pages under /floor/."""

from consortium.wsgi import application as site
from tests.bench.floor import bare_handler

bare = bare_handler()


def application(environ, start_response):
    handler = bare if environ["PATH_INFO"].startswith("/floor/") else site
    return handler(environ, start_response)
