"""The bar of sections says where one is, on the pages inside a section, too."""

import re

import pytest

from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db

MARKED = re.compile(r'<a href="(/[^"?]*)[^"]*" aria-current="(\w+)"')


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/", [("/", "page")]),
        ("/finance/", [("/finance/", "page")]),
        ("/finance/operations/", [("/finance/", "true")]),
        ("/payments/", [("/finance/", "true")]),
        ("/tariffs/", [("/tariffs/", "page")]),
        ("/numbers/", [("/numbers/", "page")]),
        ("/numbers/port-in/", [("/numbers/", "true")]),
        ("/settings/", [("/settings/", "page")]),
        ("/settings/security/", [("/settings/", "true")]),
        ("/settings/access/", [("/settings/", "true")]),
        ("/contacts/", []),
    ],
)
def test_the_section_of_a_page_is_marked(address, marked):
    owner, _line = make_owner("79031234567")
    page = signed_in(owner).get(address).content.decode()
    assert MARKED.findall(re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0]) == marked
