"""Makes the tables and serves, until it is stopped."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.lms.open_edx.settings"

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from tests.lms.open_edx import settings

django.setup()
call_command("migrate", run_syncdb=True, verbosity=0)
server = ThreadedWSGIServer(("127.0.0.1", settings.PORT), WSGIRequestHandler)
server.set_app(get_wsgi_application())
server.serve_forever()
