"""Two at the same moment: one claim, one decision, one limit of the day."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from billing.claims.services.deciding import Decided, NotAlone, refuse, return_money
from billing.claims.services.opening import AlreadyClaimed
from billing.models import AccountKind, Claim, ClaimStatus, Entry
from billing.services.audit import audit
from billing.services.ledger import open_account
from cabinet.core.errors import DomainError
from tests.billing.money import balance, charge, pay, rub
from tests.people import NOW, give_access

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What each of `acts` gave or refused, all begun together."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_deciders_decide_once(claim, anna, petr, account):
    told = at_once(
        lambda: return_money(claim=claim, by=anna, amount=rub(30), now=NOW),
        lambda: refuse(claim=claim, by=petr, words="Нет", now=NOW),
    )
    assert sum(isinstance(each, Decided) for each in told) == 1
    claim.refresh_from_db()
    returned = claim.status == ClaimStatus.RETURNED
    assert balance(account) == rub(5000 if returned else 4970)
    assert Entry.objects.filter(reverses=claim.entry).count() == int(returned)
    assert list(audit()) == []


def test_two_claims_of_one_contract_share_the_limit_of_the_day(claim_of, account, anna, petr, settings):
    settings.CLAIM_ALONE_LIMIT = settings.CLAIM_ALONE_DAILY = rub(100)
    claims = [claim_of(charge(account, 60)), claim_of(charge(account, 60))]
    told = at_once(
        *(
            lambda claim=claim, by=by: return_money(claim=claim, by=by, amount=rub(60), now=NOW)
            for claim, by in zip(claims, (anna, petr), strict=True)
        )
    )
    assert sum(isinstance(each, NotAlone) for each in told) == 1
    assert balance(account) == rub(4940)


def test_so_do_claims_of_its_two_accounts(claim_of, account, anna, petr, settings):
    settings.CLAIM_ALONE_LIMIT = settings.CLAIM_ALONE_DAILY = rub(100)
    content = open_account(contract=account.contract, kind=AccountKind.CONTENT)
    pay(content, 60)
    claims = [claim_of(charge(each, 60)) for each in (account, content)]
    told = at_once(
        *(
            lambda claim=claim, by=by: return_money(claim=claim, by=by, amount=rub(60), now=NOW)
            for claim, by in zip(claims, (anna, petr), strict=True)
        )
    )
    assert sum(isinstance(each, NotAlone) for each in told) == 1
    assert balance(account) + balance(content) == rub(5000)


def test_two_people_make_one_claim(fee, owner, line, claim_of):
    manager = give_access(line)
    told = at_once(lambda: claim_of(fee, by=owner), lambda: claim_of(fee, by=manager))
    assert sum(isinstance(each, AlreadyClaimed) for each in told) == 1
    assert Claim.objects.count() == 1


def test_one_person_pressing_twice_makes_one_claim(fee, claim_of):
    told = at_once(lambda: claim_of(fee), lambda: claim_of(fee))
    assert told[0] == told[1]
    assert Claim.objects.count() == 1
