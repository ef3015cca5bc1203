from django.urls import path

from newswire.publisher.translating.machine.views import ConfirmView, MachineView

from . import views

patterns = [
    path("export/", views.ExportView.as_view(), name="export"),
    path("import/", views.UploadView.as_view(), name="import"),
    path("import/<uuid:uuid>/", views.LookView.as_view(), name="import_look"),
    path("<int:page_id>/files/<slug:lang>/", views.FilesView.as_view(), name="files"),
    path("<int:page_id>/machine/<slug:lang>/", MachineView.as_view(), name="machine"),
    path("<int:page_id>/confirmed/", ConfirmView.as_view(), name="machine_confirmed"),
]
