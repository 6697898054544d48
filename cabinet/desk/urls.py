from django.urls import path

from cabinet.desk import appeals_views, call_backs_views, claims_views, handing_views, search_views, shift_views, views
from cabinet.desk.figures_views import figures_csv, figures_page
from cabinet.desk.learning_views import learn_page, lesson_page, lessons_page
from cabinet.desk.proposing_views import propose_page

urlpatterns = [
    path("", views.desk, name="desk"),
    path("queue/", views.queue_part, name="desk-queue"),
    path("duty/", shift_views.duty_page, name="desk-duty"),
    path("claims/", claims_views.claims_page, name="desk-claims"),
    path("claims/<uuid:public_id>/", claims_views.claim_page, name="desk-claim"),
    path("call-backs/", call_backs_views.call_backs_page, name="desk-call-backs"),
    path("call-backs/<uuid:public_id>/", call_backs_views.call_back_act, name="desk-call-back"),
    path("appeals/", appeals_views.appeals_page, name="desk-appeals"),
    path("appeals/<uuid:public_id>/", appeals_views.appeal_page, name="desk-appeal"),
    path("appeals/<uuid:public_id>/<uuid:file>/", appeals_views.appeal_file, name="desk-appeal-file"),
    path("<uuid:public_id>/", views.conversation_page, name="desk-conversation"),
    path("learn/", lessons_page, name="desk-lessons"),
    path("learn/<uuid:public_id>/", lesson_page, name="desk-lesson"),
    path("learn/<uuid:public_id>/<uuid:client_id>/", learn_page, name="desk-learn"),
    path("figures/", figures_page, name="desk-figures"),
    path("figures.csv", figures_csv, name="desk-figures-csv"),
    path("<uuid:public_id>/propose/", propose_page, name="desk-propose"),
    path("<uuid:public_id>/take/", handing_views.take_page, name="desk-take"),
    path("<uuid:public_id>/transfer/", handing_views.transfer_page, name="desk-transfer"),
    path("search/", search_views.search_page, name="desk-search"),
    path("<uuid:public_id>/labels/", handing_views.labels_page, name="desk-labels"),
    path("<uuid:public_id>/looking/", views.looking_part, name="desk-looking"),
    path("<uuid:public_id>/close/", views.close_page, name="desk-close"),
]
