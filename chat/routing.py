from django.urls import path

from chat.consumers import ChatSocket, DeskSocket

websocket_urlpatterns = [
    path("ws/chat/<uuid:public_id>/", ChatSocket.as_asgi()),
    path("ws/desk/", DeskSocket.as_asgi()),
]
