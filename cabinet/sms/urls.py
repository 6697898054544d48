from django.urls import path, re_path

from cabinet.sms import gateway_views, views

urlpatterns = [
    path("gateway/sms/", gateway_views.gateway_sms, name="gateway-sms"),
    path("gateway/sms/twilio/", gateway_views.gateway_sms_twilio, name="gateway-sms-twilio"),
    re_path(r"^phone/(?P<msisdn>[0-9]{7,15})/$", views.phone, name="phone"),
    re_path(r"^phone/(?P<msisdn>[0-9]{7,15})/open/$", views.phone_open, name="phone-open"),
    *(
        re_path(rf"^phone/(?P<msisdn>[0-9]{{7,15}})/{name}/$", view, name=f"phone-{name}")
        for name, view in (
            ("sms", views.phone_sms),
            ("dial", views.phone_dial),
            ("reply", views.phone_reply),
            ("key", views.phone_key),
            ("end", views.phone_end),
            ("switches", views.phone_switches),
        )
    ),
    re_path(r"^phone/(?P<msisdn>[0-9]{7,15})\.json$", views.phone_json, name="phone-json"),
]
