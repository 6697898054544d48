"""Users, contracts and numbers in the admin. Codes, limits and sessions are not there: they are nobody's to see."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts import journal_admin  # noqa: F401 - registers the journal
from cabinet.accounts.call_centre_admin import OneTimePasswordAdmin
from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Access, Contract, Line, LineKind, User
from cabinet.accounts.services.documents import document_digits, set_document
from cabinet.accounts.services.lines import close_line, open_line
from cabinet.accounts.services.sessions import end_sessions
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.core.read_only_admin import ReadOnlyAdmin

__all__ = ["OneTimePasswordAdmin"]  # registered by being imported

CLOSED_AT_ONCE = 100  # numbers that one action closes

# Whoever sees a colleague's second factor can be that colleague: `manage.py give_second_factor` alone makes them.
admin.site.unregister(TOTPDevice)
admin.site.unregister(StaticDevice)
# Keys of other sites are in the environment, and who is linked to what is the person's own matter.
for model in (EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


REDIRECT = 302  # the admin's answer to a form that was saved


class UserCreation(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("login",)


class UserChange(UserChangeForm):
    def clean_is_staff(self) -> bool:
        is_staff: bool = self.cleaned_data["is_staff"]
        if is_staff and (self.instance.contracts.exists() or self.instance.accesses.exists()):
            raise forms.ValidationError(_("У этого пользователя есть номера: сотрудником станет другой пользователь."))
        return is_staff


@admin.register(User)
class UserAdmin(JournalledAdmin, DjangoUserAdmin):
    """People; most are subscribers without a login or a password."""

    add_form = UserCreation
    form = UserChange
    list_display = ("__str__", "login", "is_staff", "is_active", "created_at")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("login__iexact", "name")
    ordering = ("-pk",)
    show_full_result_count = False
    readonly_fields = ("created_at", "last_login")
    fieldsets = (
        (None, {"fields": ("login", "password", "name", "email")}),
        (_("Права"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Когда"), {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("login", "usable_password", "password1", "password2")}),)
    filter_horizontal = ("groups", "user_permissions")

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False  # what others point to is closed, never deleted

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Staff alone: a subscriber's password is known to nobody else, not even for a minute."""
        user = get_object_or_404(User, pk=unquote(id))
        if not user.is_staff:
            raise PermissionDenied
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == REDIRECT:
            end_sessions(user=user, keep=request.session.session_key)
        return answer


class LineForm(forms.ModelForm):
    as_primary = forms.BooleanField(
        label=_("Основной номер договора"),
        required=False,
        help_text=_("Код на основной номер открывает весь кабинет договора: отмечайте, только если SIM у владельца."),
    )

    def clean_msisdn(self) -> str | None:
        """The constraint alone would not be asked: its condition is on a field that this form does not have."""
        msisdn: str | None = self.cleaned_data["msisdn"]
        if msisdn and Line.objects.filter(msisdn=msisdn, closed_at=None).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Этот номер уже занят."))
        return msisdn


@admin.register(Line)
class LineAdmin(JournalledAdmin):
    """Numbers. What a number is, whose, and since when is said once; blocking and closing end sessions and more, so
    they are never an edit of a field."""

    form = LineForm
    fields = ("contract", "number", "msisdn", "kind", "label", "sms_language", "status", "opened_at", "closed_at")
    list_display = ("__str__", "contract", "kind", "status", "opened_at", "closed_at")
    list_filter = ("kind", "status")
    search_fields = ("=msisdn", "=number", "=contract__number")
    list_select_related = ("contract",)
    raw_id_fields = ("contract",)
    ordering = ("-pk",)
    show_full_result_count = False

    actions = ("close_numbers",)

    def get_fields(self, request: Any, obj: Line | None = None) -> tuple[str, ...]:
        return self.fields if obj is not None else (*self.fields[:6], "as_primary")

    def get_readonly_fields(self, request: Any, obj: Line | None = None) -> tuple[str, ...]:
        state = ("status", "closed_at")
        return state if obj is None else ("contract", "number", "msisdn", "kind", "opened_at", *state)

    def has_delete_permission(self, request: Any, obj: Line | None = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Line, form: Any, change: bool) -> None:
        """A number that is added is opened: nothing that hung on the same digits before may reach its holder."""
        if change:
            return super().save_model(request, obj, form, change)
        opened = open_line(
            contract=obj.contract,
            number=obj.number,
            msisdn=obj.msisdn,
            kind=LineKind(obj.kind),
            label=obj.label,
            sms_language=obj.sms_language,
            as_primary=form.cleaned_data["as_primary"],
            made_by=request.user,
            origin=origin_of(request),
            now=timezone.now(),
        )
        obj.pk = opened.pk
        return None

    @admin.action(description=_("Закрыть номер"), permissions=["change"])
    def close_numbers(self, request: HttpRequest, queryset: QuerySet[Line]) -> HttpResponse | None:
        """Asks first: what ends with a number does not come back."""
        lines = list(queryset.filter(closed_at=None).select_related("contract")[:CLOSED_AT_ONCE])
        if "confirmed" not in request.POST:
            context = {**self.admin_site.each_context(request), "lines": lines, "title": _("Закрыть номер?")}
            return render(request, "admin/accounts/line/close.html", context)
        for line in lines:
            close_line(line=line, now=timezone.now(), made_by=cast(User, request.user), origin=origin_of(request))
        closed = ngettext("Закрыт %(count)d номер.", "Закрыто номеров: %(count)d.", len(lines)) % {"count": len(lines)}
        self.message_user(request, closed)
        return None


class ContractForm(forms.ModelForm):
    document = forms.CharField(
        label=_("Последние 4 цифры документа"),
        required=False,
        max_length=20,
        help_text=_("По ним колл-центр узнаёт абонента. Хранится только отпечаток; пусто: оставить как есть."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    class Meta:
        model = Contract
        fields = ("number", "customer_name", "owner", "primary_line", "time_zone")

    def clean_owner(self) -> User | None:
        owner: User | None = self.cleaned_data["owner"]
        if owner is not None and owner.is_staff:
            raise forms.ValidationError(_("Сотрудник не может владеть договором: ему нужен отдельный пользователь."))
        return owner

    def clean_primary_line(self) -> Line | None:
        line: Line | None = self.cleaned_data["primary_line"]
        if line is not None and line.closed_at is not None:
            raise forms.ValidationError(_("Этот номер закрыт."))
        if line is not None and line.contract_id != self.instance.pk:
            raise forms.ValidationError(_("Основным может быть только номер этого договора."))
        return line

    def clean_document(self) -> str:
        typed: str = self.cleaned_data["document"]
        if not typed:
            if self.instance.document_digest and "number" in self.changed_data:
                raise forms.ValidationError(_("Номер договора изменён: введите цифры документа ещё раз."))
            return ""
        try:
            return document_digits(typed)
        except DomainError as error:
            raise forms.ValidationError(str(error.message)) from None

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data["document"]:
            set_document(contract=self.instance, last_digits=self.cleaned_data["document"])
        return super().save(commit)

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise forms.ValidationError(_("Нет такого часового пояса. Пример: Europe/Moscow."))
        return name


@admin.register(Contract)
class ContractAdmin(JournalledAdmin):
    form = ContractForm
    fields = ("number", "customer_name", "document", "owner", "primary_line", "time_zone")
    list_display = ("number", "customer_name", "owner", "primary_line", "time_zone")
    search_fields = ("=number", "customer_name", "=lines__msisdn")
    list_select_related = ("owner", "primary_line")
    raw_id_fields = ("owner", "primary_line")
    ordering = ("-pk",)
    show_full_result_count = False

    def has_delete_permission(self, request: Any, obj: Contract | None = None) -> bool:
        return False


@admin.register(Access)
class AccessAdmin(ReadOnlyAdmin):
    """Who may see whose number. The owner gives and takes it; here it is only seen."""

    list_display = ("user", "line", "role", "sees_details", "until")
    list_select_related = ("user", "line")
    ordering = ("-pk",)
