"""Staff look at what was offered to a number, and are seen to look."""

import pytest

from cabinet.accounts.models import SecurityEvent, SecurityEventKind
from subscriptions.models import Recommendation
from tests.people import make_admin, signed_in
from tests.subscriptions.made import make_tariff
from tests.subscriptions.recommending.using import SEPTEMBER, compute, subscriber, uses

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/subscriptions/recommendation/"


@pytest.fixture
def admin():
    user = make_admin()
    return signed_in(user)


def test_they_find_it_by_the_number_and_change_nothing(admin):
    tariff = make_tariff("own")
    make_tariff("more", 400)
    lines = [subscriber(number, tariff=tariff) for number in ("79031234567", "79031234568")]
    for line in lines:
        uses(line, SEPTEMBER, 1)
    compute(*lines)
    page = admin.get(ADDRESS, {"q": "903 123-45-67"})
    assert [row.line_id for row in page.context["cl"].result_list] == [lines[0].pk]
    row = Recommendation.objects.get(line=lines[0])
    card = admin.get(f"{ADDRESS}{row.pk}/change/")
    assert "1200.00" in card.content.decode()
    assert admin.post(f"{ADDRESS}{row.pk}/change/", {"saving": "1"}).status_code == 403
    assert admin.post(f"{ADDRESS}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    looked = SecurityEvent.objects.filter(kind=SecurityEventKind.LOOKED_AT)
    assert looked.count() == 2
    row.refresh_from_db()
    assert row.saving == 150
