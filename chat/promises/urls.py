from django.urls import path

from cabinet.core.middleware import without_line
from chat.promises import acts, api, views

urlpatterns = [
    path("chat/<uuid:public_id>/typing", without_line(api.Typing.as_view()), name="chat-typing"),
    path("chat/<uuid:public_id>/draft", without_line(api.DraftKept.as_view()), name="chat-draft"),
    path("chat/<uuid:public_id>/files", without_line(api.Files.as_view()), name="chat-files"),
    path("chat/files/<uuid:public_id>/", without_line(views.file_page), name="chat-file"),
    path("chat/<uuid:public_id>/stays/", without_line(acts.stays_act), name="chat-stays"),
    path("chat/<uuid:public_id>/edit/<uuid:client_id>", views.edit_page, name="chat-edit"),
    path("chat/<uuid:public_id>/rate/", without_line(acts.rate_act), name="chat-rate"),
    path("chat/<uuid:public_id>/solved/", without_line(acts.solved_act), name="chat-solved"),
]
