"""A telephone hears what services its number has, and what they cost (N5)."""

import pytest

from cabinet.core.channels import Channel
from cabinet.core.commands import Caller
from subscriptions.extras.commands import SERVICES, ServicesNotYours
from subscriptions.models import Every
from tests.people import NOW
from tests.subscriptions.extras.switching import person
from tests.subscriptions.made import has, make_content, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return person(money=1000)


def answer(line, channel=Channel.USSD, language="ru"):
    caller = Caller(line=line, msisdn=line.msisdn, channel=channel, language=language)
    return SERVICES.run(caller, {}, NOW)


def test_each_with_its_price_and_no_content(line):
    has(line, make_service("tone", price=60))
    has(line, make_service("daily", price="1.50", every=Every.DAY))
    has(line, make_service("gift", price=0, every=Every.NEVER))
    has(line, make_content("stars"))

    assert answer(line) == (
        "Услуги: «Услуга tone» 60,00 руб. в месяц; «Услуга daily» 1,50 руб. в день; «Услуга gift» бесплатно"
    )


def test_aloud_a_sum_is_words(line):
    has(line, make_service("tone", price=60))

    assert answer(line, Channel.IVR) == "Подключено: Услуга tone, шестьдесят рублей в месяц."
    assert answer(line, Channel.IVR, "en") == "Switched on: Service tone, sixty roubles a month."


def test_of_many_some_are_counted(line):
    for number in range(6):
        has(line, make_service(f"s{number}", price=1))

    assert answer(line).endswith("«Услуга s3» 1,00 руб. в месяц и ещё 2")


def test_without_services_it_says_so(line):
    assert answer(line) == "Дополнительных услуг на номере нет"


def test_whose_services_the_page_would_not_show_hears_none(line):
    line.contract.primary_line = None
    line.contract.others_forbidden = True
    line.contract.save()

    with pytest.raises(ServicesNotYours):
        answer(line)
