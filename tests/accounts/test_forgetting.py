"""What the portal forgets about sign-ins, and what it must not forget yet."""

from datetime import timedelta

import pytest

from cabinet.accounts.models import Asker, CodeFuse, CodePurpose, LoginCode, NumberLimit, PasswordLimit, Session
from cabinet.accounts.services.tidy import forget_expired
from tests.people import NOW

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def left(rows, name: str) -> set[str]:
    forget_expired(now=NOW)
    return set(rows.values_list(name, flat=True))


def test_only_expired_sessions_are_forgotten():
    for key, expires in {"over": NOW - SECOND, "ends now": NOW, "alive": NOW + SECOND}.items():
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    assert left(Session.objects, "session_key") == {"ends now", "alive"}


def test_codes_are_kept_for_a_day_after_they_expired():
    expired = {"79030000001": NOW - DAY - SECOND, "79030000002": NOW - DAY, "79030000003": NOW + SECOND}
    for msisdn, expires in expired.items():
        LoginCode.objects.create(
            msisdn=msisdn, purpose=CodePurpose.SIGN_IN, code_hash="", created_at=NOW - DAY, expires_at=expires
        )
    assert left(LoginCode.objects, "msisdn") == {"79030000002", "79030000003"}


def test_limits_of_numbers_and_fuses_are_kept_for_a_day():
    moments = {"7903000001": NOW - DAY - SECOND, "7903000002": NOW - DAY, "7903000003": NOW}
    for msisdn, moment in moments.items():
        NumberLimit.objects.create(msisdn=msisdn, asker=Asker.GUEST, touched_at=moment)
        CodeFuse.objects.create(name=msisdn, window_started_at=moment, codes=1)
    assert left(NumberLimit.objects, "msisdn") == {"7903000002", "7903000003"}
    assert left(CodeFuse.objects, "name") == {"7903000002", "7903000003"}


def test_a_passwords_limit_is_kept_for_a_quarter_of_an_hour():
    quarter = timedelta(minutes=15)
    for name, started in {"over": NOW - quarter - SECOND, "ends now": NOW - quarter, "fresh": NOW}.items():
        PasswordLimit.objects.create(identifier=name, attempts=10, window_started_at=started)
    assert left(PasswordLimit.objects, "identifier") == {"ends now", "fresh"}
