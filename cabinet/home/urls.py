from django.urls import include, path

from cabinet.home import add_number_views, data_views, numbers_views, offer_views, views
from cabinet.home.news import views as news
from cabinet.home.offices import views as offices

urlpatterns = [
    path("", views.home, name="home"),
    path("numbers/", numbers_views.numbers_page, name="numbers"),
    path("numbers/add/", add_number_views.add_page, name="number-add"),
    path("numbers/add/code/", add_number_views.code_page, name="number-add-code"),
    path("numbers/offers/<uuid:public_id>/", offer_views.offer_page, name="offer"),
    path("numbers/<uuid:line>/", numbers_views.number_page, name="number"),
    path("numbers/<uuid:line>/remove/", numbers_views.remove_page, name="number-remove"),
    path("settings/data/", data_views.my_data_page, name="my-data"),
    path("settings/data/copy/", data_views.order_copy_page, name="order-copy"),
    path("settings/data/close/", data_views.close_cabinet_page, name="close-cabinet"),
    path("settings/data/keep/", data_views.keep_cabinet_page, name="keep-cabinet"),
    path("settings/data/<uuid:public_id>/", data_views.fetch_copy_page, name="fetch-copy"),
    path("help/", include("cabinet.home.help.urls")),
    path("contacts/", offices.contacts_page, name="contacts"),
    path("news/", news.news_page, name="news"),
    path("news/<slug:slug>/", news.news_item_page, name="news-item"),
]
