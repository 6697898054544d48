"""«Доверительный платёж»: the terms stand before the button, and the debt after it (B7)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import TrustPayment, TrustTerms
from tests.billing.money import pay, rub
from tests.billing.trust.lending import main_of, money_and_debt, texts_to
from tests.people import give_access, signed_in

pytestmark = pytest.mark.django_db

PAGE = reverse("payments-trust")


@pytest.fixture
def mine(maria):
    return signed_in(maria.contract.owner)


def shown(answer) -> str:
    """The page's text, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def form(line, **other) -> dict[str, str]:
    return {"line": str(line.public_id), "key": str(uuid4()), "amount": "100.00", "fee": "10.00"} | other


def test_the_terms_stand_before_the_button_and_the_button_says_the_sums(mine, maria):
    text = shown(mine.get(PAGE))
    for part in ("Зачислим сразу 100,00 ₽", "Плата 10,00 ₽", "Всего вернуть 110,00 ₽", "Сейчас на счёте 5,00 ₽"):
        assert part in text
    assert "Взять 100,00 ₽, вернуть 110,00 ₽" in text
    assert "даже если денег на счёте не хватит" in text


def test_what_a_top_up_will_leave(mine, maria):
    assert "Пополнение 500,00 ₽ Уйдёт на долг −110,00 ₽ Останется вам 390,00 ₽" in shown(mine.get(PAGE))
    text = shown(mine.get(PAGE, {"example": "50,50"}))
    assert "Пополнение 50,50 ₽ Уйдёт на долг −50,50 ₽ Останется вам 0,00 ₽" in text
    wrong = mine.get(PAGE, {"example": "сто"})
    assert "Напишите сумму цифрами" in shown(wrong)
    assert 'value="сто"' in wrong.content.decode()
    assert not TrustPayment.objects.exists()


def test_the_forms_own_fields_lend_and_then_the_page_shows_the_debt(mine, maria):
    page = mine.get(PAGE).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(line|key|amount|fee)" value="([^"]*)"', page))
    assert mine.post(PAGE, fields).url == f"{PAGE}?line={maria.public_id}"
    text = shown(mine.get(PAGE))
    assert "Зачислено 100,00 ₽." in text
    assert "Надо вернуть 110,00 ₽" in text
    assert "Взять" not in text
    assert mine.post(PAGE, fields).status_code == 302  # «назад» and the button again
    assert money_and_debt(maria) == (rub(105), rub(110))
    assert len(texts_to()) == 1


def test_another_tab_is_told_of_the_debt(mine, maria):
    mine.post(PAGE, form(maria))
    answer = mine.post(PAGE, form(maria))
    assert answer.status_code == 422
    assert "осталось вернуть 110,00 ₽" in shown(answer)
    assert money_and_debt(maria) == (rub(105), rub(110))


@pytest.mark.parametrize(
    "wrong", [{"fee": "0.00"}, {"amount": "1000.00"}, {"key": "1"}, {"key": ""}, {"amount": ""}, {"fee": "NaN"}]
)
def test_terms_that_were_not_offered_lend_nothing_and_the_right_ones_are_shown(mine, maria, wrong):
    answer = mine.post(PAGE, form(maria, **wrong))
    assert answer.status_code == 422
    text = shown(answer)
    assert "Условия изменились" in text
    assert "Взять 100,00 ₽, вернуть 110,00 ₽" in text
    assert not TrustPayment.objects.exists()


def test_terms_changed_meanwhile_are_read_again(mine, maria):
    fields = form(maria)
    TrustTerms.objects.update(fee=rub(20))
    answer = mine.post(PAGE, fields)
    assert answer.status_code == 422
    assert "вернуть 120,00 ₽" in shown(answer)


def test_a_number_that_cannot_borrow_yet_says_from_which_day(mine, maria):
    TrustTerms.objects.update(min_age_days=30)
    type(maria).objects.filter(pk=maria.pk).update(opened_at=timezone.now() - timedelta(days=1))
    text = shown(mine.get(PAGE))
    assert "номер у нас ещё недавно" in text
    assert "Взять" not in text
    assert "Что останется" not in text


def test_who_has_money_is_told_that_they_may_not_need_it(mine, maria):
    hint = "Брать взаймы, может быть, не нужно"
    assert hint not in shown(mine.get(PAGE))
    pay(main_of(maria), 95)
    assert hint in shown(mine.get(PAGE))


def test_those_before_are_listed_and_an_empty_list_says_what_will_be_there(mine, maria):
    assert "Доверительных платежей пока не было" in shown(mine.get(PAGE))
    mine.post(PAGE, form(maria))
    pay(main_of(maria), 110, now=timezone.now())
    text = shown(mine.get(PAGE))
    assert "Погашен" in text
    assert "Взять 100,00 ₽" in text


def test_a_form_without_its_line_is_about_nothing(mine, maria):
    fields = form(maria)
    del fields["line"]
    assert mine.post(PAGE, fields).status_code == 404
    assert not TrustPayment.objects.exists()


def test_a_manager_has_no_such_page_and_no_link_to_it(maria):
    theirs = signed_in(give_access(maria))
    assert theirs.get(PAGE, {"line": maria.public_id}).status_code == 404
    assert theirs.post(PAGE, form(maria)).status_code == 404
    assert PAGE not in theirs.get(reverse("finance-regular"), {"line": maria.public_id}).content.decode()


def test_however_many_there_were_the_page_costs_the_same(mine, maria, django_assert_max_num_queries):
    mine.get(PAGE)
    with django_assert_max_num_queries(12):
        mine.get(PAGE, {"line": maria.public_id})


def test_what_was_lent_is_explained_with_its_terms(mine, maria):
    mine.post(PAGE, form(maria))
    entry = TrustPayment.objects.get().entry
    text = shown(mine.get(reverse("finance-operation", args=[entry.public_id])))
    for part in ("Дали взаймы 100,00 ₽", "Плата 10,00 ₽", "Осталось вернуть 110,00 ₽"):
        assert part in text
