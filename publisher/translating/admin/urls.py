from django.db.transaction import non_atomic_requests
from django.urls import include, path

from newswire.publisher.translating.exchange.urls import patterns as exchange

from . import beginning, comparing, desk, linking, matrix, noticing

patterns = [
    path("", desk.TodoView.as_view(), name="desk"),
    path("matrix/", matrix.MatrixView.as_view(), name="matrix"),
    path("matrix.csv", matrix.MatrixCsvView.as_view(), name="matrix_csv"),
    path("notices/", noticing.NoticesView.as_view(), name="notices"),
    path("<int:page_id>/", linking.SetView.as_view(), name="set"),
    path("<int:page_id>/panel/", linking.PanelView.as_view(), name="panel"),
    path("<int:page_id>/link/<slug:lang>/", linking.LinkView.as_view(), name="link"),
    path("<int:page_id>/unlink/", linking.UnlinkView.as_view(), name="unlink"),
    path("<int:page_id>/undo/<uuid:batch>/", linking.UndoView.as_view(), name="undo"),
    # It waits for another site: what it has written must not stay locked for so long.
    path(
        "<int:page_id>/outside/<slug:lang>/",
        non_atomic_requests(linking.OutsideView.as_view()),
        name="outside",
    ),
    path("<int:page_id>/begin/<slug:lang>/", beginning.BeginView.as_view(), name="begin"),
    path("<int:page_id>/compare/", comparing.CompareView.as_view(), name="compare"),
    path("<int:page_id>/minor/", comparing.MinorView.as_view(), name="minor"),
    *exchange,
]

urlpatterns = [path("newswire/languages/", include((patterns, "newswire_languages")))]
