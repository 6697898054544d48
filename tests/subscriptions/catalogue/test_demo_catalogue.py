"""The demonstration's catalogue is one that staff could have typed in."""

import pytest

from billing.models import Allowance
from cabinet.accounts.models import LineKind
from subscriptions import selectors
from subscriptions.demo.catalogue import make_catalogue
from subscriptions.models import ContentService, Service, Tariff
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue(now=NOW)


def test_there_is_enough_to_choose_from():
    assert Tariff.objects.count() == 16
    assert Service.objects.count() == 29
    assert ContentService.objects.count() == 13
    assert ContentService.objects.values("provider", "short_number").distinct().count() == 6
    for kind in LineKind.values:
        assert Tariff.objects.filter(kinds__contains=[kind]).exists(), kind


def test_everything_is_as_the_admin_would_let_it_in():
    for offering in (*Tariff.objects.all(), *Service.objects.all(), *ContentService.objects.all()):
        offering.full_clean()
        assert offering.name_en, offering.code
        assert offering.about_en, offering.code


def test_services_name_only_services_and_tariffs_that_there_are():
    services, tariffs = (set(model.objects.values_list("code", flat=True)) for model in (Service, Tariff))
    for service in Service.objects.all():
        assert {*service.requires, *service.conflicts} <= services, service.code
        assert set(service.tariffs) <= tariffs, service.code
        assert not set(service.requires) & set(service.conflicts), service.code


def test_one_tariff_is_by_the_day_and_one_has_no_fee_and_no_packages():
    assert Tariff.objects.get(every="day").code == "every-day"
    by_minute = Tariff.objects.get(every="never")
    assert (by_minute.price, Allowance.objects.filter(rate_card=by_minute.rate_card).exists()) == (0, False)


def test_what_is_sold_elsewhere_only_is_not_offered_here():
    _owner, line = make_owner("79031234567")
    line.kind = LineKind.HOME
    sold = [tariff.code for tariff in selectors.on_sale(Tariff, line=line, now=NOW)]
    assert sold == ["home-300", "home-1000"]


def test_a_second_time_changes_nothing():
    make_catalogue(now=NOW)
    assert Tariff.objects.count() == 16
