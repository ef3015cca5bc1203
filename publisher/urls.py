"""A host includes these where it likes: `path("newswire/", include("newswire.publisher.urls"))`."""

from typing import Any

from django.db import transaction
from django.urls import include, path

from .feed.api import api
from .hub import views as hub
from .monitoring import views as monitoring
from .portal import views as portal
from .preview import headless
from .schemas import views as schemas
from .triggers import views as triggers


def _as_they_are(patterns: list[Any]) -> list[Any]:
    """Without ATOMIC_REQUESTS: while the database is away that fails before a view can say so."""
    for pattern in patterns:
        transaction.non_atomic_requests(pattern.callback)
    return patterns


hooks = [
    path("hooks/<slug:slug>/", triggers.hook, name="hook"),
    path("hooks/<slug:slug>/jobs/<uuid:job>/", triggers.job, name="job"),
    path("hub/", hub.hub, name="hub"),
    path("drafts/<str:token>/", headless.draft, name="draft"),
    path("portal/<str:token>/", portal.start, name="portal"),
    path("portal/<str:token>/test/", portal.test, name="portal_test"),
    path("portal/<str:token>/sendings/", portal.sendings, name="portal_sendings"),
    path("portal/<str:token>/sendings/<int:number>/", portal.sending, name="portal_sending"),
]

# Without a slash at the end: probes follow no redirects.
outside = [
    path("healthz", monitoring.healthz, name="newswire_healthz"),
    path("readyz", monitoring.readyz, name="newswire_readyz"),
    path("metrics", monitoring.metrics, name="newswire_metrics"),
]

pulled, app, namespace = api.urls

urlpatterns = [
    *_as_they_are(outside),
    path("", include((_as_they_are(hooks), "newswire_publisher"))),
    path("schemas/<str:name>", schemas.schema, name="newswire_schema"),
    # Beside the namespace, not in it: django-ninja reverses its own names without a parent.
    path("v1/", (_as_they_are(pulled), app, namespace)),
]
