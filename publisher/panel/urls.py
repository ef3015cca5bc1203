from django.urls import include, path

from newswire.publisher.before_publishing.views import findings

from . import views

patterns = [
    path("<int:page_id>/", views.StatusView.as_view(), name="status"),
    path("<int:page_id>/fragment/", views.FragmentView.as_view(), name="fragment"),
    path("<int:page_id>/send-again/", views.SendAgainView.as_view(), name="send_again"),
    path("<int:page_id>/before-publishing/", findings, name="before_publishing"),
    path("<int:page_id>/compare/<int:channel_id>/", views.CompareView.as_view(), name="compare"),
]

urlpatterns = [path("newswire/pages/", include((patterns, "newswire_panel")))]
