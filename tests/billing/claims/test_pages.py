"""The form of a claim, and the desk where it is decided."""

import pytest

from billing.kinds import EntryKind
from billing.models import Claim, ClaimStatus
from billing.services.ledger import open_account
from cabinet.accounts.models import Access, Role, SecurityEvent, SecurityEventKind
from tests.billing.claims.test_payments import payment_of
from tests.billing.money import account_of, balance, charge, pay, reverse, rub
from tests.people import give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db


def address(entry) -> str:
    return f"/finance/operations/{entry.public_id}/claim/"


GOOD = {"reason": "not_mine", "amount": "30,00", "text": "Не подключал"}


class TestForm:
    def test_it_restates_what_it_is_about_and_offers_the_whole_sum(self, owner, fee):
        page = signed_in(owner).get(address(fee))
        text = page.content.decode()
        for words in ("Услуга «Гудок»", "903 123-45-67", "−30,00\u00a0₽", 'value="30,00"', "Попросить вернуть деньги"):
            assert words in text

    def test_sent_it_leads_to_the_request(self, owner, fee):
        answer = signed_in(owner).post(address(fee), GOOD, follow=True)
        claim = Claim.objects.get()
        assert answer.redirect_chain[-1][0] == f"/requests/{claim.request.public_id}/"
        assert (claim.reason, claim.amount, claim.text) == ("not_mine", rub(30), "Не подключал")
        assert "пришлём SMS" in answer.content.decode()

    def test_sent_twice_or_opened_again_it_leads_to_the_same_request(self, owner, fee):
        browser = signed_in(owner)
        urls = {
            browser.post(address(fee), GOOD).url,
            browser.post(address(fee), GOOD).url,
            browser.get(address(fee)).url,
        }
        assert urls == {f"/requests/{Claim.objects.get().request.public_id}/"}

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"reason": ""}, "Выберите причину"),
            ({"reason": "wrong_number"}, "Выберите причину"),
            ({"amount": "30,01"}, "Не больше 30,00"),
            ({"amount": "много"}, "Напишите сумму цифрами"),
            ({"amount": "0"}, "Сумма должна быть больше нуля"),
            ({"text": "ж" * 1001}, "1000"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, owner, fee, wrong, words):
        page = signed_in(owner).post(address(fee), GOOD | wrong)
        assert page.status_code == 422
        assert words in page.content.decode()
        assert (GOOD | wrong)["text"] in page.content.decode()
        assert not Claim.objects.exists()

    def test_what_came_back_already_says_so(self, owner, fee):
        reverse(fee, 30)
        page = signed_in(owner).get(address(fee))
        assert "всё уже вернули" in page.content.decode()
        assert "<textarea" not in page.content.decode()

    def test_while_anothers_stands_it_is_said_and_nothing_of_it_is_shown(self, claim, line):
        page = signed_in(give_access(line)).get(address(claim.entry))
        assert "уже подана заявка" in page.content.decode()
        assert "Не подключал" not in page.content.decode()

    def test_the_movements_page_leads_here_and_shows_what_became_of_it(self, owner, fee, claim_of, line):
        there = f"/finance/operations/{fee.public_id}/"
        assert address(fee) in signed_in(owner).get(there).content.decode()
        claim = claim_of(fee)
        text = signed_in(owner).get(there).content.decode()
        assert address(fee) not in text
        assert "Просили вернуть 30,00" in text
        assert f"/requests/{claim.request.public_id}/" in text
        assert str(claim.request.public_id) not in signed_in(give_access(line)).get(there).content.decode()

    @pytest.mark.parametrize("kind", [EntryKind.TRANSFER_OUT, EntryKind.TRUST_REPAYMENT])
    def test_what_is_never_given_back_has_no_form(self, owner, account, kind):
        entry = charge(account, 30, kind=kind)
        browser = signed_in(owner)
        assert browser.get(address(entry)).status_code == 404
        assert address(entry) not in browser.get(f"/finance/operations/{entry.public_id}/").content.decode()


class TestWhoAsks:
    def test_who_manages_a_line_disputes_its_charges_and_no_other(self, line, account, fee):
        manager = signed_in(give_access(line))
        neighbour = line.contract.lines.exclude(pk=line.pk).get()
        assert manager.post(address(fee), GOOD).status_code == 302
        assert manager.get(address(charge(account, 5, line=neighbour))).status_code == 404
        assert manager.get(address(charge(account, 5))).status_code == 404
        assert manager.get(address(pay(account, 5, line=line))).status_code == 404  # the owner's money

    def test_who_only_looks_asks_for_nothing(self, line, fee):
        assert signed_in(give_access(line, Role.VIEWER)).get(address(fee)).status_code == 404

    def test_access_that_ended_between_page_and_button_is_no_access(self, line, fee):
        manager = give_access(line)
        browser = signed_in(manager)
        assert browser.get(address(fee)).status_code == 200
        Access.objects.filter(user=manager).delete()
        assert browser.post(address(fee), GOOD).status_code == 404
        assert not Claim.objects.exists()

    def test_who_paid_for_a_wrong_number_asks_and_learns_nothing_of_its_owner(self, owner):
        _stranger, their_line = make_owner("79160000001")
        account = account_of(their_line)
        paid = pay(account, 300)
        payment_of(paid, owner)
        browser = signed_in(owner)
        page = browser.get(address(paid))
        assert page.status_code == 200
        for secret in (their_line.contract.number, "916 000-00-01"):
            assert secret not in page.content.decode()
        assert browser.get(f"/finance/operations/{paid.public_id}/").status_code == 404
        answer = browser.post(address(paid), {"reason": "wrong_number", "amount": "300"}, follow=True)
        assert answer.status_code == 200
        assert Claim.objects.get().request.user == owner

    def test_a_stranger_asks_for_nothing(self, account, fee):
        stranger, _line = make_owner("79160000002")
        for entry in (fee, pay(account, 5)):
            assert signed_in(stranger).post(address(entry), GOOD).status_code == 404


class TestDesk:
    def desk(self, claim) -> str:
        return f"/desk/claims/{claim.request.public_id}/"

    def test_the_oldest_stands_first_and_finance_reads_its_own_first(self, claim, claim_of, account, anna, olga):
        newer = claim_of(charge(account, 5))
        (title, waiting), (_second, forwarded) = signed_in(anna).get("/desk/claims/").context["waiting"]
        assert (title, waiting, forwarded) == ("Ждут решения", [claim, newer], [])
        assert signed_in(olga).get("/desk/claims/").context["waiting"][0][0] == "Ждут финансов"

    def test_a_look_is_in_the_journal(self, claim, anna, owner):
        signed_in(anna).get(self.desk(claim))
        looked = SecurityEvent.objects.get(kind=SecurityEventKind.LOOKED_AT, user=owner)
        assert looked.made_by == anna

    def test_the_page_shows_what_has_to_be_known(self, claim, anna):
        text = signed_in(anna).get(self.desk(claim)).content.decode()
        for words in (
            "Не подключал",
            "Услуга «Гудок»",
            "T-79031234567",
            "4\u00a0970,00",
            "Вернуть 30,00\u00a0₽",
            "500,00",
        ):
            assert words in text

    @pytest.mark.parametrize(
        ("said", "status", "left"),
        [
            ({"action": "return"}, ClaimStatus.RETURNED, 5000),
            ({"action": "part", "part": "10"}, ClaimStatus.RETURNED, 4980),
            ({"action": "refuse", "words": "Услугу включили вы."}, ClaimStatus.REFUSED, 4970),
            ({"action": "forward"}, ClaimStatus.FINANCE, 4970),
        ],
    )
    def test_each_button_does_what_it_says(self, claim, anna, account, said, status, left):
        assert signed_in(anna).post(self.desk(claim), said).url == self.desk(claim)
        claim.refresh_from_db()
        assert claim.status == status
        assert balance(account) == rub(left)

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"action": "refuse", "words": " "}, "Напишите, почему отказываете"),
            ({"action": "part"}, "Напишите, сколько вернуть"),
            ({"action": "part", "part": "31"}, "Не больше 30,00"),
            ({"action": "give"}, "give"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_happens(self, claim, anna, said, words):
        page = signed_in(anna).post(self.desk(claim), said)
        assert page.status_code == 422
        assert words in page.content.decode()
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.OPEN

    def test_a_dear_one_offers_finance_and_no_return(self, claim_of, account, anna):
        claim = claim_of(charge(account, 600))
        text = signed_in(anna).get(self.desk(claim)).content.decode()
        assert "Передать финансам" in text
        assert 'value="return"' not in text
        refused = signed_in(anna).post(self.desk(claim), {"action": "return"})
        assert refused.status_code == 422
        assert "Передайте заявку финансам" in refused.content.decode()

    def test_what_was_decided_meanwhile_is_shown_as_it_is(self, claim, anna, petr):
        signed_in(petr).post(self.desk(claim), {"action": "return"})
        page = signed_in(anna).post(self.desk(claim), {"action": "refuse", "words": "Нет"})
        assert page.status_code == 422
        assert "решение уже есть" in page.content.decode()
        assert "Решил" in page.content.decode()

    def test_without_the_second_factor_there_is_no_desk_of_finance(self, claim, olga):
        browser = signed_in(olga)
        session = browser.session
        del session["otp_device_id"]
        session.save()
        for url in ("/desk/claims/", self.desk(claim)):
            assert browser.get(url).status_code == 404
        assert browser.post(self.desk(claim), {"action": "return"}).status_code == 404

    def test_finance_has_no_conversations(self, olga):
        browser = signed_in(olga)
        assert browser.get("/desk/").status_code == 404
        assert browser.get("/").url == "/desk/claims/"

    def test_the_money_that_came_back_says_why(self, claim, anna, owner):
        signed_in(anna).post(self.desk(claim), {"action": "return", "words": "Извините."})
        claim.refresh_from_db()
        text = signed_in(owner).get(f"/finance/operations/{claim.refund.public_id}/").content.decode()
        for words in ("оспорили", "Извините.", f"/requests/{claim.request.public_id}/", "специалист"):
            assert words in text
        assert "Анна" not in text

    def test_who_else_sees_the_line_reads_no_answer_to_another(self, claim, anna, line):
        signed_in(anna).post(self.desk(claim), {"action": "return", "words": "Извините."})
        claim.refresh_from_db()
        text = signed_in(give_access(line)).get(f"/finance/operations/{claim.refund.public_id}/").content.decode()
        assert "Извините." not in text
        assert str(claim.request.public_id) not in text

    def test_the_queue_costs_the_same_for_many(self, claim_of, account, anna, django_assert_max_num_queries):
        for amount in range(1, 9):
            claim_of(charge(account, amount))
        browser = signed_in(anna)
        with django_assert_max_num_queries(8):
            browser.get("/desk/claims/")

    def test_a_content_accounts_charge_comes_back_there(self, owner, line, claim_of, anna):
        content = open_account(contract=line.contract, kind="content")
        pay(content, 100)
        claim = claim_of(charge(content, 30, kind=EntryKind.CONTENT, line=line))
        signed_in(anna).post(self.desk(claim), {"action": "return"})
        assert balance(content) == rub(100)
