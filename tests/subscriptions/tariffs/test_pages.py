"""The pages of tariffs: mine, all, side by side, and changing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import Entry, Unit
from cabinet.accounts.models import Role
from subscriptions.models import ChangeStatus, Every, Tariff, TariffChange
from subscriptions.selectors import planned_change, tariff_of
from tests.billing.money import account_of, balance, charge, rub
from tests.people import give_access, signed_in
from tests.subscriptions.made import GB, MINUTE, has, make_service, make_tariff

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture
def browser(line):
    return signed_in(line.contract.owner, line=line)


@pytest.fixture
def small(line):
    return make_tariff("small", 300, allowances={Unit.DATA: 5 * GB, Unit.VOICE: 900 * MINUTE})


@pytest.fixture
def large(line):
    return make_tariff("large", 550, allowances={Unit.DATA: 30 * GB, Unit.VOICE: 600 * MINUTE})


@pytest.fixture
def held(line, large):
    return has(line, large, now=timezone.now() - timedelta(hours=1))


def text_of(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace(NBSP, " ").replace("&nbsp;", " "))


def names(answer) -> list[str]:
    return re.findall(r'id="t-([a-z-]+)"', answer.content.decode())


def fields(answer) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_my_tariff_says_what_it_gives_and_when_it_is_charged_next(browser, held):
    page = text_of(browser.get("/tariffs/"))
    assert "Тариф large 550,00 ₽ в месяц" in page
    assert "30 ГБ" in page
    assert "600 мин" in page
    assert "Следующее списание" in page


def test_without_a_tariff_the_page_says_what_will_be_there(browser):
    page = text_of(browser.get("/tariffs/"))
    assert "Тарифа пока нет" in page
    assert "Тарифов для этого номера сейчас нет" in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("price", ["daily", "small", "large"]),
        ("data", ["large", "small", "daily"]),
        ("minutes", ["small", "large", "daily"]),
        ("benefit", ["daily", "small", "large"]),  # nothing is known of it
        ("evil", ["daily", "small", "large"]),
    ],
)
def test_the_list_goes_by_what_was_asked(browser, small, large, sort, order):
    make_tariff("daily", 5, every=Every.DAY, allowances={})
    make_tariff("gone", 1, archived_at=timezone.now())
    make_tariff("for-modems", 1, kinds=["modem"])
    assert names(browser.get(f"/tariffs/?sort={sort}")) == order


def test_a_few_questions_however_many_tariffs(browser, held, small, django_assert_max_num_queries):
    for number in range(12):
        make_tariff(f"more-{number}", 100 + number)
    browser.get("/tariffs/")
    with django_assert_max_num_queries(14):
        browser.get("/tariffs/")


def test_side_by_side_differences_are_marked_and_three_are_the_most(browser, held, small):
    make_tariff("third", 300)
    make_tariff("fourth", 300)
    answer = browser.get("/tariffs/compare/?code=small&code=large&code=third&code=fourth&code=nothing")
    page = text_of(answer)
    assert "первые три" in page
    assert "Тариф fourth" not in page
    assert re.search(r"Плата\s+отличается 300,00 ₽ в месяц 550,00 ₽ в месяц 300,00 ₽ в месяц", page)
    assert "Переход сразу · одинаково" in page


def test_one_is_compared_with_mine_and_none_says_how(browser, held, small):
    assert "Тариф large ваш Тариф small" in text_of(browser.get("/tariffs/compare/?code=small"))
    assert "Сравнивать пока нечего" in text_of(browser.get("/tariffs/compare/"))


def test_a_tariff_by_itself_says_what_it_costs_beside_its_packages(browser, held, small):
    page = text_of(browser.get("/tariffs/small/"))
    assert "Звонки 2,00 ₽ за минуту" in page
    assert "0,015 ₽ за 100 КБ" in page
    assert browser.get("/tariffs/nothing/").status_code == 404


def test_an_old_version_of_mine_is_still_shown(browser, line):
    has(line, make_tariff("old", 100, archived_at=timezone.now()), now=timezone.now())
    assert browser.get("/tariffs/old/").status_code == 200


def test_both_previews_stand_there_and_the_free_one_is_chosen(browser, held, small):
    answer = browser.get("/tariffs/small/change/")
    page = text_of(answer)
    assert "переход бесплатный" in page
    assert "Сейчас, за 300,00 ₽" in page
    assert "Перейти сейчас за 300,00 ₽" in page
    assert 'value="next" checked' in answer.content.decode()
    assert "Остатки прежнего тарифа пропадут: 30 ГБ, 600 мин" in page


def test_the_button_does_what_the_preview_said_and_it_can_be_undone(browser, line, held, small):
    shown = fields(browser.get(f"/tariffs/small/change/?line={line.public_id}"))

    answer = browser.post("/tariffs/small/change/", {**shown, "when": "next"}, follow=True)

    assert "До этого дня можно передумать" in text_of(answer)
    assert planned_change(line).to == small
    assert "Остаться на «Тариф large»" in text_of(answer)
    answer = browser.post("/tariffs/change/undo/", {"line": line.public_id}, follow=True)
    assert "Переход отменён" in text_of(answer)
    assert (planned_change(line), tariff_of(line)) == (None, held)


def test_now_and_sent_twice_it_is_one_change(browser, line, held, small):
    shown = fields(browser.get(f"/tariffs/small/change/?line={line.public_id}"))
    for _time in range(2):
        answer = browser.post("/tariffs/small/change/", {**shown, "when": "now"}, follow=True)
        assert "Теперь у вас «Тариф small». Списано 300,00 ₽." in text_of(answer)
    assert TariffChange.objects.get().status == ChangeStatus.APPLIED
    assert balance(account_of(line)) == rub(2000 - 550 - 300)


def test_a_stale_preview_is_shown_anew_and_nothing_has_changed(browser, line, held, small):
    shown = fields(browser.get(f"/tariffs/small/change/?line={line.public_id}"))
    charge(account_of(line), 7, now=timezone.now())

    answer = browser.post("/tariffs/small/change/", {**shown, "when": "now"})

    assert answer.status_code == 422
    assert "условия изменились" in text_of(answer)
    assert "1 143,00 ₽" in text_of(answer)
    assert fields(answer)["agreed_now"] != shown["agreed_now"]
    assert tariff_of(line) == held
    again = browser.post("/tariffs/small/change/", {**fields(answer), "when": "now"}, follow=True)
    assert "Теперь у вас" in text_of(again)


def test_without_money_there_is_no_button_but_how_much_is_missing(browser, line, held):
    make_tariff("dear", 2000)
    page = browser.get("/tariffs/dear/change/")
    assert "Не хватает 550,00 ₽" in text_of(page)
    assert 'value="now">' not in re.sub(r"<input[^>]*>", "", page.content.decode())


def test_services_that_stop_are_named(browser, line, held, small):
    has(line, make_service("night", tariffs=["large"]), now=timezone.now())
    page = text_of(browser.get("/tariffs/small/change/"))
    assert "«Услуга night» отключится: не работает с этим тарифом." in page
    assert "не возвращается" in page


def test_the_present_tariff_offers_no_change(browser, held):
    page = browser.get("/tariffs/large/change/")
    assert "Вы уже на этом тарифе" in text_of(page)
    assert "plan-now" not in page.content.decode()


@pytest.mark.parametrize("form", [{}, {"when": "never"}, {"when": "now"}, {"when": "now", "key": "y"}])
def test_what_the_page_did_not_send_changes_nothing(browser, line, held, small, form):
    answer = browser.post("/tariffs/small/change/", {"line": line.public_id, **form})
    assert answer.status_code == 422
    assert not TariffChange.objects.exists()


def test_who_only_looks_sees_no_buttons(line, held, small):
    viewer = signed_in(give_access(line, Role.VIEWER))
    page = text_of(viewer.get(f"/tariffs/?line={line.public_id}"))
    assert "Тариф small" in page
    assert "Перейти" not in page


def test_what_was_paid_for_it_is_explained_and_leads_back(browser, line, held):
    entry = Entry.objects.get(kind="tariff")
    page = browser.get(f"/finance/operations/{entry.public_id}/?line={line.public_id}")
    assert "Абонентская плата по тарифу «Тариф large»" in text_of(page)
    assert f"/tariffs/?line={line.public_id}" in page.content.decode()


def test_tariffs_are_sorted_only_by_what_tells_them_apart(line, browser, held):
    make_tariff("small", 300, allowances={Unit.DATA: 5 * GB, Unit.VOICE: 600 * MINUTE})
    page = text_of(browser.get("/tariffs/?sort=minutes"))
    assert "По цене" in page
    assert "По интернету" in page
    assert "По минутам" not in page

    Tariff.objects.filter(code="small").update(archived_at=timezone.now() - timedelta(minutes=1))
    assert "По цене" not in text_of(browser.get("/tariffs/"))  # of one there is no order


def test_the_tariff_that_waits_says_from_which_day_it_is_mine(line, browser, held, small):
    browser.post("/tariffs/small/change/", fields(browser.get("/tariffs/small/change/")) | {"when": "next"})
    assert planned_change(line).to == small
    assert re.search(r"Ваш с \d", text_of(browser.get("/tariffs/")))
    assert "/tariffs/small/change/" not in browser.get("/tariffs/").content.decode()


def test_a_comparison_in_english_has_no_russian_word(line, browser, held, small):
    Tariff.objects.filter(pk=small.pk).update(refunds_rest=True, keeps_packages=True)
    browser.cookies["django_language"] = "en"
    rows = text_of(browser.get("/tariffs/compare/?code=small&code=large", HTTP_ACCEPT_LANGUAGE="en"))
    assert "given back for the days" in rows
    assert "are lost" in rows
    for russian in ("вернут", "останутся", "пропадут"):
        assert russian not in rows
