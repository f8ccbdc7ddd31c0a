"""The application that servers call: released files first, then everything else."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")

from django.core.wsgi import get_wsgi_application  # after the line above

everything_else = get_wsgi_application()

from django.conf import settings  # noqa: E402  # Django is set up now

from convenor.kernel import garbage  # noqa: E402  # as above
from convenor.web.shelf import Released  # noqa: E402  # as above

application = Released(everything_else, settings.RELEASES, is_https=settings.IS_HTTPS)
garbage.settle()
