"""The application that servers call: released files first, then everything else."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")

from django.conf import settings  # after the line above
from django.core.wsgi import get_wsgi_application  # as above

from convenor.kernel import garbage  # as above
from convenor.web.shelf import Released  # as above

application = Released(get_wsgi_application(), settings.RELEASES, is_https=settings.IS_HTTPS)
garbage.settle()
