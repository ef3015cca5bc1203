from django.urls import include, path

from .views.confirmations import ConfirmationsView, FragmentView
from .views.correction import CorrectionView
from .views.embargo import EmbargoView
from .views.restore import RestoreView
from .views.take_down import TakeDownView

patterns = [
    path("<int:page_id>/correction/<int:revision_id>/", CorrectionView.as_view(), name="correction"),
    path("<int:page_id>/embargo/", EmbargoView.as_view(), name="embargo"),
    path("<int:page_id>/take-down/", TakeDownView.as_view(), name="take_down"),
    path("<int:page_id>/take-down/<uuid:job>/", ConfirmationsView.as_view(), name="confirmations"),
    path(
        "<int:page_id>/take-down/<uuid:job>/fragment/",
        FragmentView.as_view(),
        name="confirmations_fragment",
    ),
    path("<int:page_id>/restore/", RestoreView.as_view(), name="restore"),
]

urlpatterns = [path("newswire/editorial/", include((patterns, "newswire_editorial")))]
