import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()
# Python's last collection would walk through all that was ever loaded: seconds on a busy machine.
atexit.register(gc.freeze)
