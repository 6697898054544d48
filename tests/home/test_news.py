"""News: what is published and not over is shown, the fresh on the first page, all of it by pages."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from cabinet.home.models import NewsItem
from cabinet.home.news.selectors import NEWEST_ITEMS, PAGE
from tests.people import NOW, make_owner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today():
    NEWEST_ITEMS.forget()
    with time_machine.travel(NOW, tick=False):
        yield


def make_news(slug, *, days_ago=0, **fields):
    told = {"title_ru": f"Новость {slug}", "title_en": f"News {slug}", "text_ru": f"Текст {slug}.", "text_en": "Text."}
    return NewsItem.objects.create(slug=slug, published_at=NOW - timedelta(days=days_ago), **(told | fields))


def test_only_the_fresh_stand_on_the_first_page_two_at_most():
    for slug, days in (("a", 0), ("b", 1), ("c", 2), ("old", 8)):
        make_news(slug, days_ago=days)
    owner, _line = make_owner("79031234567")
    told = [item["text"] for item in signed_in(owner).get("/").context["news"]]
    assert told == ["Новость a", "Новость b"]


def test_an_old_one_leaves_the_first_page_and_stays_in_the_list(client):
    make_news("old", days_ago=8)
    owner, _line = make_owner("79031234567")
    assert signed_in(owner).get("/").context["news"] == []
    assert "Новость old" in client.get("/news/").content.decode()
    assert "Новость old" in client.get("/").content.decode()


def test_what_is_not_published_yet_or_is_over_is_nowhere(client):
    make_news("later", days_ago=-1)
    make_news("over", days_ago=3, until=NOW)
    for address in ("/news/", "/"):
        text = client.get(address).content.decode()
        assert "Новость later" not in text
        assert "Новость over" not in text
    assert client.get("/news/later/").status_code == 404
    assert client.get("/news/over/").status_code == 404


def test_a_page_of_news_escapes_what_staff_wrote_and_keeps_paragraphs(client):
    make_news("a", text_ru="Раз <b>два</b>.\n\nТри.")
    text = client.get("/news/a/").content.decode()
    assert "<p>Раз &lt;b&gt;два&lt;/b&gt;.</p>" in text
    assert "<p>Три.</p>" in text
    assert "24 ноября" in text.replace("\xa0", " ")


def test_in_english_the_news_is_english(client):
    make_news("a")
    client.cookies["django_language"] = "en"
    assert "News a" in client.get("/news/").content.decode()


def test_the_list_goes_on_where_the_page_before_ended(client):
    for number in range(PAGE + 3):
        make_news(f"n{number:02}", days_ago=number // 2)  # some at the same moment
    first = client.get("/news/")
    second = client.get("/news/", {"before": first.context["following"]})
    seen = [item.slug for page in (first, second) for item in page.context["items"]]
    assert len(seen) == len(set(seen)) == PAGE + 3
    assert second.context["following"] == ""
    assert client.get("/news/", {"before": "no-such"}).context["items"] == first.context["items"]


def test_news_cannot_end_before_it_begins():
    with pytest.raises(ValidationError):
        NewsItem(
            slug="b", title_ru="а", title_en="a", text_ru="а", text_en="a", published_at=NOW, until=NOW
        ).full_clean()
    with pytest.raises(IntegrityError):
        make_news("a", until=NOW - timedelta(days=1))
