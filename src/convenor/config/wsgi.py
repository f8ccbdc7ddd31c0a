"""The application that servers call."""

import os

from django.core.wsgi import get_wsgi_application

from convenor.kernel import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")
application = get_wsgi_application()
garbage.settle()
