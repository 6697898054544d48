"""Random text in every field of every form about access: never an error of ours."""

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.accounts.test_bad_input import FORMS
from tests.people import make_owner, signed_in

WORDS = ("79031234567", "+7 903 123-45-67", "code", "password", "on", "en", "/settings/", "123456", "٣٤٥٦٧٨")
TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=40),
    st.text(alphabet=st.characters(categories=("Nd", "Cf", "Cc", "Zs", "Pd", "No")), max_size=40),
    st.text(min_size=1, max_size=4).map(lambda text: text * 2000),
)
FORM = st.sampled_from(sorted(FORMS)).flatmap(
    lambda address: st.tuples(
        st.just(address), st.fixed_dictionaries({}, optional=dict.fromkeys(FORMS[address], st.lists(TEXT, max_size=2)))
    )
)
STEPS = st.lists(FORM, min_size=1, max_size=4)


class AnyText(TestCase):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS, signed=st.booleans())
    def test_no_text_breaks_a_page(self, steps: list[tuple[str, dict[str, list[str]]]], signed: bool) -> None:
        owner, line = make_owner("79031234567")
        browser = signed_in(owner) if signed else Client()
        for address, form in steps:
            answer = browser.post(address, {"line": [str(line.public_id)], "how": ["code"]} | form)
            assert answer.status_code < 500, (address, form)
            assert answer.headers.get("Location", "/").startswith("/")
            browser.get(address)
