from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("", lambda r: HttpResponse("x"), name="desk"),
    path("<uuid:public_id>/", lambda r, public_id: HttpResponse("x"), name="desk-conversation"),
]
