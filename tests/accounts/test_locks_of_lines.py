"""A line that is locked while somebody comes in keeps nobody from writing rows about it: who holds its contract and
writes in the journal would wait for who holds the line and wants the contract, for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from cabinet.accounts.services.line_state import lock
from cabinet.accounts.services.sharing import forbid_others
from cabinet.accounts.services.sign_in import locked_line
from tests.accounts.test_lines_at_once import with_own_connection
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "79031234567"


@pytest.mark.parametrize(
    "hold", [lambda _line: locked_line(NUMBER), lambda line: lock(line.pk)], ids=["sign-in", "block"]
)
def test_an_owner_forbids_access_to_others_while_a_line_is_held(hold):
    owner, line = make_owner(NUMBER)

    def forbid() -> bool:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        forbid_others(user=owner, contract=line.contract, forbid=True, now=NOW)
        return True

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        hold(line)
        assert pool.submit(with_own_connection, forbid).result()
    line.contract.refresh_from_db()
    assert line.contract.others_forbidden
