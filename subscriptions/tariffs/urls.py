from django.urls import path

from subscriptions.tariffs import change_views, views

urlpatterns = [
    path("", views.tariffs_page, name="tariffs"),
    path("compare/", views.compare_page, name="tariffs-compare"),
    path("change/undo/", change_views.undo_page, name="tariff-change-undo"),
    path("<slug:code>/", views.tariff_page, name="tariff"),
    path("<slug:code>/change/", change_views.change_page, name="tariff-change"),
]
