"""The call centre's page in the admin: a temporary password for who is on the telephone (A6)."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from cabinet.accounts.models import OneTimePassword, User
from cabinet.accounts.roles import GIVE_TEMPORARY_PASSWORD
from cabinet.accounts.services.call_centre import Caller, read_out, send_code
from cabinet.accounts.services.documents import document_digits
from cabinet.core import phones
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.core.read_only_admin import ReadOnlyAdmin

HOW = (("sms", _("отправить код по SMS")), ("read_out", _("продиктовать одноразовый пароль")))


class CallerForm(forms.Form):
    contract = forms.CharField(label=_("Номер договора"), max_length=32)
    document = forms.CharField(
        label=_("Последние 4 цифры документа"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    number = forms.CharField(label=_("Номер телефона или модема"), max_length=64)
    how = forms.ChoiceField(label=_("Что сделать"), choices=HOW, widget=forms.RadioSelect, initial="sms")

    def clean_document(self) -> str:
        try:
            return document_digits(self.cleaned_data["document"])
        except DomainError as error:
            raise forms.ValidationError(str(error.message)) from None

    def clean_number(self) -> str:
        try:
            return phones.parse(self.cleaned_data["number"])
        except phones.NotANumber as error:
            raise forms.ValidationError(error.message) from None

    def caller(self) -> Caller:
        data = self.cleaned_data
        return Caller(data["contract"], data["document"], data["number"])


@admin.register(OneTimePassword)
class OneTimePasswordAdmin(ReadOnlyAdmin):
    """Who was given a one-time password, and by whom. «Добавить» is the call centre's form: the password is shown once,
    on that answer alone, and stands neither here nor in the admin's history."""

    fields = ("contract", "line", "user", "made_by", "created_at", "expires_at", "used_at")
    list_display = ("line", "contract", "user", "made_by", "created_at", "used_at")
    list_select_related = ("line", "contract", "user", "made_by")
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.has_perm(GIVE_TEMPORARY_PASSWORD)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request) or super().has_view_permission(request, obj)

    @method_decorator(sensitive_post_parameters("document"))
    @sensitive_variables("password", "form")
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)  # refuses
        form = CallerForm(request.POST or None)
        line, password = None, ""
        if request.method == "POST" and form.is_valid():
            specialist, now, origin = cast(User, request.user), timezone.now(), origin_of(request)
            try:
                if form.cleaned_data["how"] == "read_out":
                    line, password = read_out(specialist=specialist, caller=form.caller(), now=now, origin=origin)
                else:
                    line = send_code(specialist=specialist, caller=form.caller(), now=now, origin=origin)
            except DomainError as error:
                form.add_error(None, str(error.message))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Временный пароль по звонку"),
            "opts": self.opts,
            "form": form,
            "line": line,
            "password": password,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/accounts/temporary_password.html", context, status=status)
