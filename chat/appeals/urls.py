from django.urls import path

from chat.appeals import views

urlpatterns = [
    path("requests/appeal/", views.appeal_page, name="appeal"),
    path("requests/<uuid:public_id>/helped/", views.judge_page, name="appeal-helped"),
    path("requests/<uuid:public_id>/files/<uuid:file>/", views.file_page, name="appeal-file"),
]
