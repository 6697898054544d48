"""Pages that pay: what they say, what they keep, and what they show of other people."""

from uuid import uuid4

import pytest

from billing.models import AutoPayment, Payment, PaymentMethod, SavedMethod
from billing.payments.bank import orders
from billing.payments.services.auto import set_up
from tests.billing.money import rub
from tests.billing.payments.paying import POOR, asked, at_bank, paid_with_card_kept, pay, start
from tests.people import NOW, make_owner, signed_in

pytestmark = pytest.mark.django_db

TOP_UP, HISTORY, AUTO, CARDS_PAGE = "/payments/top-up/", "/payments/", "/payments/auto/", "/payments/cards/"
QUERIES = {HISTORY: 9, TOP_UP: 8, AUTO: 11, CARDS_PAGE: 8}


def form(line, **fields) -> dict[str, str]:
    return {
        "line": str(line.public_id), "key": str(uuid4()), "whose": "mine", "amount": "300", "method": "card",
    } | fields  # fmt: skip


def text(page) -> str:
    return " ".join(page.content.decode().replace("\u00a0", " ").split())


class TestTopUp:
    def test_from_the_form_to_the_bank_and_the_receipt(self, client, line):
        answer = client.post(TOP_UP, form(line, saves="on"))
        payment = Payment.objects.get()
        assert (answer.status_code, answer.url) == (302, f"/payments/{payment.public_id}/?line={line.public_id}")
        assert (payment.amount, payment.line, payment.payer, payment.saves) == (300, line, line.contract.owner, True)
        page = client.get(answer.url)
        assert f'href="{payment.pay_url}">Оплатить 300,00 ₽</a>' in text(page)
        assert 'hx-trigger="every 2s"' in text(page)
        pay(payment)
        asked(payment)
        receipt = text(client.get(answer.url))
        assert "Счёт пополнен" in receipt
        assert str(payment.public_id) in receipt
        assert "hx-get" not in receipt
        assert "Оплатить" not in receipt

    def test_a_form_sent_twice_leads_to_the_same_payment(self, client, line):
        fields = form(line)
        assert client.post(TOP_UP, fields).url == client.post(TOP_UP, fields).url
        assert Payment.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"amount": "пять"}, "Напишите сумму цифрами: 300 или 300,50."),
            ({"amount": "5"}, "Не меньше 10,00 ₽."),
            ({"amount": "0"}, "Не меньше 10,00 ₽."),
            ({"amount": "15000,01"}, "Не больше 15 000,00 ₽."),
            ({"amount": "30000,01", "method": "sbp"}, "Не больше 30 000,00 ₽."),
            ({"amount": "99999999999"}, "Не больше 15 000,00 ₽."),
            ({"amount": "-300"}, "Напишите сумму цифрами: 300 или 300,50."),
            ({"method": "cash"}, "Выберите, чем платить."),
            ({"whose": "other", "phone": ""}, "Номер не распознан. Напишите его как 903 123-45-67."),
            ({"whose": "other", "phone": "79160009999"}, "Этот номер пополнить нельзя."),
            ({"key": "no key"}, "Форма устарела. Откройте её заново."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, client, line, fields, said):
        answer = client.post(TOP_UP, form(line, **fields))
        assert answer.status_code == 422
        assert said in text(answer)
        assert f'value="{fields.get("amount", "300")}"' in text(answer)
        assert not Payment.objects.exists()

    def test_another_number_is_shown_half_hidden_and_nothing_of_its_owner(self, client, line):
        other, theirs = make_owner("79160001020")
        other.name = "Евлампия"
        other.save()
        answer = client.post(TOP_UP, form(line, whose="other", phone="916 000-10-20"))
        payment = Payment.objects.get()
        assert payment.line == theirs
        for page in (text(client.get(answer.url)), text(client.get(HISTORY))):
            assert "+7 916 ••• 10-20" in page
            assert "Евлампия" not in page
            assert theirs.contract.number not in page
        assert signed_in(other).get(answer.url.partition("?")[0]).status_code == 404  # nor do they see who pays

    def test_a_payment_is_repeated_as_it_was(self, client, line):
        make_owner("79160001020")
        client.post(TOP_UP, form(line, whose="other", phone="9160001020", amount="450,50", method="sbp"))
        page = text(client.get(f"{TOP_UP}?repeat={Payment.objects.get().public_id}"))
        assert 'value="450.50"' in page
        assert 'value="79160001020"' in page

    @pytest.mark.parametrize(
        ("asked", "filled"),
        [
            ("216.5", "216.50"),
            ("750", "750"),
            ("1", "10"),
            ("99999999", "15000"),
            ("x", "300"),
            ("-5", "300"),
            ("", "300"),
        ],
    )
    def test_a_link_fills_in_a_sum_that_can_be_paid(self, client, asked, filled):
        form = client.get(f"{TOP_UP}?sum={asked}").context["form"]
        assert form["amount"].value() == filled

    def test_anothers_payment_is_not_repeated(self, client, line):
        _other, theirs = make_owner("79160001020")
        page = text(client.get(f"{TOP_UP}?repeat={start(theirs, 4321).public_id}"))
        assert 'value="4321' not in page

    def test_where_nobody_takes_payments_the_page_says_so(self, client, settings):
        settings.PAYMENT_PROVIDER = ""
        assert "Сейчас пополнить счёт на этой странице нельзя." in text(client.get(TOP_UP))
        assert "Здесь появятся способы оплаты" in text(client.get(HISTORY))

    def test_a_way_that_is_off_is_not_offered(self, client, line):
        PaymentMethod.objects.filter(code="sbp").update(is_on=False)
        assert "Система быстрых платежей" not in text(client.get(TOP_UP))
        assert client.post(TOP_UP, form(line, method="sbp")).status_code == 422

    def test_a_code_for_the_telephones_camera(self, client, line):
        answer = client.post(TOP_UP, form(line, method="sbp"))
        assert 'src="data:image/svg+xml;base64,' in text(client.get(answer.url))


class TestPayment:
    def test_the_part_alone_for_the_page_that_waits(self, client, line):
        part = client.get(f"/payments/{start(line).public_id}/", headers={"HX-Request": "true"})
        assert part.content.lstrip().startswith(b"<section")

    def test_who_comes_back_from_the_bank_is_not_asked_to_pay_again(self, client, line):
        payment = start(line)
        answer = client.post(f"/payments/sandbox/{payment.provider_reference}/", {"do": "pay", "card": "4242"})
        assert answer.url == f"/payments/{payment.public_id}/?back=1"
        page = text(client.get(answer.url))
        assert "Ждём ответа банка" in page
        assert "Вернуться на страницу банка" in page
        assert "Оплатить 300" not in page
        assert "Остался один шаг" not in page
        assert "Оплатить 300,00" in text(client.get(f"/payments/{payment.public_id}/"))

    def test_a_refusal_says_why_and_offers_to_try_again(self, client, line):
        payment = start(line)
        pay(payment, POOR)
        asked(payment)
        page = text(client.get(f"/payments/{payment.public_id}/"))
        assert "На карте не хватило денег. Деньги не зачислены." in page
        assert f"?repeat={payment.public_id}" in page


class TestBank:
    def test_3d_secure_step_by_step(self, client, line):
        payment = start(line)
        address = payment.pay_url.partition("127.0.0.1")[2].partition("/")[2]
        assert client.post(f"/{address}", {"do": "pay", "card": "3220"}).url == f"/{address}"
        code = at_bank(payment).secure_code
        assert code in text(client.get(f"/{address}"))
        wrong = client.post(f"/{address}", {"do": "confirm", "code": "nothing"})
        assert "Код не подошёл" in text(wrong)
        back = client.post(f"/{address}", {"do": "confirm", "code": f" {code[:3]} {code[3:]}"})
        assert back.url == f"/payments/{payment.public_id}/?back=1"
        assert asked(payment).status == "succeeded"

    def test_what_is_decided_is_not_decided_again(self, client, line):
        payment = start(line)
        pay(payment)
        assert orders.refuse(reference=payment.provider_reference, now=NOW).state == "paid"
        assert "Вернуться" in text(client.get(f"/payments/sandbox/{payment.provider_reference}/"))

    def test_a_card_of_no_bank_pays_nothing(self, client, line):
        payment = start(line)
        client.post(f"/payments/sandbox/{payment.provider_reference}/", {"do": "pay", "card": "1111"})
        assert asked(payment).status == "waiting"

    def test_it_is_not_there_outside_of_the_demonstration(self, client, line, settings):
        payment = start(line)
        settings.DEMO = False
        assert client.get(f"/payments/sandbox/{payment.provider_reference}/").status_code in (301, 404)
        settings.DEMO, settings.PAYMENT_PROVIDER = True, "yookassa"
        assert client.get(f"/payments/sandbox/{payment.provider_reference}/").status_code == 404


class TestAuto:
    @pytest.fixture
    def card(self, line) -> SavedMethod:
        paid_with_card_kept(line)
        return SavedMethod.objects.get()

    def fields(self, line, by, **fields) -> dict[str, str]:
        return {
            "line": str(line.public_id), "kind": "threshold", "threshold": "100", "day": "", "amount": "300",
            "card": str(by.public_id),
        } | fields  # fmt: skip

    def test_without_a_card_it_is_said_how_to_get_one(self, client):
        assert "Сначала нужна карта" in text(client.get(AUTO))

    def test_it_is_set_up_and_switched_off(self, client, line, card):
        assert client.post(AUTO, self.fields(line, card, kind="day", day="31")).status_code == 302
        auto = AutoPayment.objects.get()
        assert (auto.day, auto.threshold, auto.amount, auto.line) == (31, None, 300, line)
        assert "300,00 ₽ каждый месяц, 31-го" in text(client.get(AUTO))
        client.post(f"/payments/auto/{auto.public_id}/off/")
        assert "Вы выключили его." in text(client.get(AUTO))

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"threshold": ""}, "Напишите сумму."),
            ({"kind": "day", "day": ""}, "Напишите день цифрами, от 1 до 31."),
            ({"kind": "day", "day": "32"}, "Напишите день цифрами, от 1 до 31."),
            ({"amount": "9"}, "Так можно заплатить от 10,00 ₽"),
            ({"card": str(uuid4())}, "Выберите карту."),
        ],
    )
    def test_what_is_wrong_is_said(self, client, line, card, fields, said):
        answer = client.post(AUTO, self.fields(line, card, **fields))
        assert answer.status_code == 422
        assert said in text(answer)
        assert not AutoPayment.objects.exists()

    def test_a_card_is_removed_with_what_hangs_on_it(self, client, line, card):
        set_up(user=line.contract.owner, line=line, card=card, amount=rub(300), day=5, now=NOW)
        page = text(client.get(f"/payments/cards/{card.public_id}/remove/"))
        assert "Вместе с ней выключатся автоплатежи" in page
        assert SavedMethod.objects.get().removed_at is None
        client.post(f"/payments/cards/{card.public_id}/remove/")
        assert "Карт пока нет" in text(client.get(CARDS_PAGE))
        assert AutoPayment.objects.get().stopped_because == "no_card"


@pytest.mark.parametrize("address", QUERIES)
def test_how_many_statements_a_page_costs_however_much_was_paid(
    client, line, address, django_assert_max_num_queries, django_assert_num_queries
):
    paid_with_card_kept(line)
    with django_assert_max_num_queries(QUERIES[address]) as few:
        client.get(address)
    for _time in range(5):
        start(line)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_history_goes_on_page_by_page(client, line, monkeypatch):
    monkeypatch.setattr("billing.payments.views.PAGE", 2)
    made = [start(line, amount) for amount in (11, 12, 13)]
    first = client.get(HISTORY)
    assert [row.payment for row in first.context["history"].payments] == made[:0:-1]
    second = client.get(f"{HISTORY}?before={first.context['history'].older}")
    assert [row.payment for row in second.context["history"].payments] == made[:1]
    assert second.context["history"].older is None
