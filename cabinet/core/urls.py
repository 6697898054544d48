from django.urls import path

from cabinet.core import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_text, name="metrics"),
    path("brand.css", views.brand_css, name="brand-css"),
    path("brand.svg", views.brand_logo, name="brand-logo"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("offline/", views.offline, name="offline"),
    path("captcha/<str:key>/", views.captcha_picture, name="captcha-image"),
    path("language/", views.set_language, name="set-language"),
    path("theme/", views.set_theme, name="set-theme"),
]
