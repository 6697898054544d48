from django.urls import path

from cabinet.core.middleware import without_line
from chat import api, views
from chat.acting.views import proposal_page
from chat.appeals.urls import urlpatterns as appeals
from chat.guests import views as guests
from chat.guests.moving_views import move_page
from chat.promises.urls import urlpatterns as promises
from chat.talk import views as talk
from chat.waiting import views as waiting

urlpatterns = [
    path("call-back/", waiting.call_back_page, name="call-back"),
    path("ask/", guests.ask, name="ask"),
    path("ask/<str:token>/", guests.ask_thread, name="ask-thread"),
    path("chat/", views.chat, name="chat"),
    path("chat/<uuid:public_id>/", views.conversation_page, name="chat-conversation"),
    path("chat/<uuid:public_id>/seen.gif", views.seen, name="chat-seen"),
    path("chat/<uuid:public_id>/bar/", without_line(views.bar_part), name="chat-bar"),
    path("chat/<uuid:public_id>/call/", without_line(views.call_act), name="chat-call"),
    path("chat/<uuid:public_id>/move/", move_page, name="chat-move"),
    path("chat/<uuid:public_id>/choose/", without_line(talk.choose_act), name="chat-choose"),
    path("chat/<uuid:public_id>/helped/", without_line(talk.helped_act), name="chat-helped"),
    path("chat/<uuid:public_id>/proposal/<uuid:proposal>/", without_line(proposal_page), name="chat-proposal"),
    path("chat/<uuid:public_id>/events", without_line(api.Events.as_view()), name="chat-events"),
    path("chat/<uuid:public_id>/messages", without_line(api.Messages.as_view()), name="chat-messages"),
    path("chat/<uuid:public_id>/notes", without_line(api.Notes.as_view()), name="chat-notes"),
    path("chat/<uuid:public_id>/read", without_line(api.Read.as_view()), name="chat-read"),
    *promises,
    *appeals,
]
