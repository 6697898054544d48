from django.urls import path

from cabinet.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("queue/", views.queue_part, name="desk-queue"),
    path("<uuid:public_id>/", views.conversation_page, name="desk-conversation"),
    path("<uuid:public_id>/take/", views.take_page, name="desk-take"),
    path("<uuid:public_id>/close/", views.close_page, name="desk-close"),
]
