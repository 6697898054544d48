from django.urls import path

from cabinet.home.documents import views as documents
from cabinet.home.help import views

urlpatterns = [
    path("", views.help_page, name="help"),
    path("documents/", documents.documents_page, name="documents"),
    path("documents/<slug:slug>/", documents.document_file, name="document"),
    path("<slug:slug>/", views.answer_page, name="help-answer"),
]
