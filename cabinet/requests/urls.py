from django.urls import path

from cabinet.requests import block_views, port_in_views, views

urlpatterns = [
    path("numbers/port-in/", port_in_views.port_in_page, name="port-in"),
    path("numbers/<uuid:line>/block/", block_views.block_page, name="line-block"),
    path("numbers/<uuid:line>/unblock/", block_views.unblock_page, name="line-unblock"),
    path("requests/", views.requests_page, name="requests"),
    path("requests/<uuid:public_id>/", views.request_page, name="request"),
    path("requests/<uuid:public_id>/cancel/", views.cancel_page, name="request-cancel"),
]
