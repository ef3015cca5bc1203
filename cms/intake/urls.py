"""A host includes these beside the publisher's: `path("newswire/", include("newswire.cms.intake.urls"))`."""

from django.urls import path

from .views import receive

urlpatterns = [path("intake/<slug:slug>/", receive, name="newswire_intake")]
