from django.urls import path

from billing.explain import views

urlpatterns = [
    path("operations/<uuid:public_id>/", views.operation_page, name="finance-operation"),
    path("regular/", views.regular_page, name="finance-regular"),
]
