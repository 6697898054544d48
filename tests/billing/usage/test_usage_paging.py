"""Paging through the calls, messages and sessions of a line (B3)."""

from datetime import timedelta

import pytest

from billing.periods import this_month
from billing.usage import selectors, views
from tests.billing.usage.seen import MOSCOW, use
from tests.people import NOW, make_owner, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/finance/usage/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def _november(line) -> selectors.Asked:
    return selectors.Asked(line, this_month(NOW, MOSCOW))


class TestPaging:
    """Events of one second, so that only their keys tell them apart, and two of others."""

    @pytest.fixture(autouse=True)
    def many(self, line):
        for _event in range(2 * views.PAGE):
            use(line, NOW - timedelta(days=1))
        use(line, NOW)
        use(line, NOW - timedelta(days=2), counterpart="")

    def keys(self, page) -> list[tuple[str, str]]:
        return [(f"{row.started_at:%d}", row.other_end) for row in page.context["events"]]

    def test_links_lead_through_all_and_back(self, client):
        first = client.get(PAGE)
        second = client.get(first.context["next_url"])
        third = client.get(second.context["next_url"])
        assert [len(self.keys(page)) for page in (first, second, third)] == [views.PAGE, views.PAGE, 2]
        assert self.keys(first)[0][0] == "24"
        assert self.keys(third)[-1] == ("22", "")
        assert (first.context["prev_url"], third.context["next_url"]) == (None, None)
        back = client.get(client.get(third.context["prev_url"]).context["prev_url"])
        assert self.keys(back) == self.keys(first)
        assert back.context["prev_url"] is None

    def test_nothing_is_shown_twice_or_left_out(self, line):
        asked = _november(line)
        seen, place = [], None
        while True:
            page = selectors.page(of=asked, limit=7, before=place)
            seen += [event.id for event in page.events]
            place = page.older
            if place is None:
                break
        assert len(seen) == len(set(seen)) == 2 * views.PAGE + 2
        assert selectors.page(of=asked, limit=7, before=selectors.Place(NOW - timedelta(days=9), 1)).events == []

    def test_going_back_shows_what_stood_before(self, line):
        asked = _november(line)
        first = selectors.page(of=asked, limit=7)
        second = selectors.page(of=asked, limit=7, before=first.older)
        third = selectors.page(of=asked, limit=7, before=second.older)
        assert selectors.page(of=asked, limit=7, after=third.newer) == second
        back = selectors.page(of=asked, limit=7, after=second.newer)
        assert (back.events, back.newer) == (first.events, None)

    def test_totals_are_of_all_pages(self, client):
        first = client.get(PAGE)
        second = client.get(first.context["next_url"])
        assert [total.events for total in first.context["totals"]] == [2 * views.PAGE + 2]
        assert first.context["totals"] == second.context["totals"]

    def test_an_address_tells_no_key_of_the_table(self, client):
        place = client.get(PAGE).context["next_url"].split("before=")[1]
        assert len(place) > 90
        assert not place.isdigit()

    def test_the_page_costs_the_same_however_many_there_are(self, client, line, django_assert_max_num_queries):
        address = f"{PAGE}?line={line.public_id}"
        page = client.get(address)
        with django_assert_max_num_queries(8):
            client.get(address)
        with django_assert_max_num_queries(8):
            client.get(page.context["next_url"])
