"""Search in «Помощь»: what is meant is shown at once, what may be meant is offered, and each search is kept."""

import pytest
from django.core import signing

from cabinet.home.help.searching import SALT
from chat.models import AnswerUse, BotDecision, Decided, Source
from tests.home.help.knowledge import make_answer
from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known():
    """What the bot knows here."""
    make_answer("balance-check", "как узнать баланс", "сколько денег на счете")
    make_answer("sim-replace", "как заменить симку", "сломалась сим-карта", subject="numbers")


def test_a_question_that_is_meant_is_answered_on_the_page_itself(client):
    answer = client.get("/help/", {"q": "как узнать баланс"})
    text = answer.content.decode()
    assert answer.context["found"].sure
    assert "Ответ balance-check." in text
    assert "Ответ sim-replace." not in text


def test_a_question_without_an_answer_says_so_and_leads_to_a_specialist(client):
    answer = client.get("/help/", {"q": "щщщ"})
    assert answer.context["found"].decided == Decided.SPECIALIST
    assert "Готового ответа не нашлось" in answer.content.decode()
    assert BotDecision.objects.get().answer is None


def test_what_was_asked_and_decided_is_kept_without_who_asked():
    owner, _line = make_owner("79031234567")
    signed_in(owner).get("/help/", {"q": "  как узнать   баланс "})
    kept = BotDecision.objects.get()
    assert (kept.source, kept.query, kept.decision) == (Source.HELP, "как узнать баланс", Decided.ANSWER)
    assert (kept.answer.slug, kept.message) == ("balance-check", None)
    assert kept.candidates[0]["slug"] == "balance-check"


def test_what_was_chosen_of_what_was_found_and_whether_it_helped_is_known(client):
    answer = make_answer("other")
    kept = BotDecision.objects.create(source=Source.HELP, query="симка", decision=Decided.CHOICE, at=answer.changed_at)
    address = f"/help/other/?d={signing.dumps(kept.pk, salt=SALT)}"
    client.get(address)
    client.post(address, {"helped": "yes"})
    kept.refresh_from_db()
    assert (kept.answer, kept.helped) == (answer, True)


def test_a_forged_mark_changes_no_decision(client):
    kept = BotDecision.objects.create(
        source=Source.HELP, query="симка", decision=Decided.CHOICE, at=make_answer("other").changed_at
    )
    assert client.get(f"/help/other/?d={kept.pk}").status_code == 200
    assert client.post(f"/help/other/?d={signing.dumps(kept.pk)}", {"helped": "no"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.answer, kept.helped) == (None, None)


def test_a_machine_that_searches_without_end_is_answered_and_not_kept(client, monkeypatch):
    monkeypatch.setattr("cabinet.home.help.searching.LOGGED", "1/minute")
    assert [client.get("/help/", {"q": "баланс"}).status_code for _time in range(3)] == [200, 200, 200]
    assert BotDecision.objects.count() == 1


@pytest.mark.parametrize("query", ["   ", "й" * 5000, "<script>", "' OR 1=1"])
def test_nothing_that_can_be_typed_breaks_it(client, query):
    answer = client.get("/help/", {"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_searching_counts_as_no_use_of_an_answer(client):
    client.get("/help/", {"q": "как узнать баланс"})
    assert not AnswerUse.objects.exists()
