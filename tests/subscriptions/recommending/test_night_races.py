"""Two who compute one night, and two who look at one line at once."""

import threading

import pytest
from django.db import connection, connections, transaction

from subscriptions.models import Reckoning, Recommendation
from subscriptions.recommending.nightly import ONE_AT_A_TIME, reckon_next
from subscriptions.recommending.selectors import fresh
from tests.people import NOW
from tests.subscriptions.made import make_tariff
from tests.subscriptions.recommending.using import SEPTEMBER, subscriber, uses

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work) -> list:
    """What `work` returns in a thread of its own."""
    done = []

    def run() -> None:
        try:
            done.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return done


def test_while_one_is_at_it_another_leaves_it_to_them():
    subscriber()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        assert elsewhere(lambda: reckon_next(night=NOW, now=NOW)) == [None]
    assert not Reckoning.objects.exists()
    assert elsewhere(lambda: reckon_next(night=NOW, now=NOW)) != [None]
    assert Reckoning.objects.count() == 1


def test_four_who_look_at_once_are_all_answered_and_it_is_offered_once():
    line = subscriber()
    make_tariff("less", 100)
    uses(line, SEPTEMBER, 10)
    answers, together = [], threading.Barrier(4)

    def look() -> None:
        try:
            together.wait()
            answers.append(fresh(line, now=NOW).savings)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)
    assert Recommendation.objects.count() == 1
