"""Addresses that are asked of Django once are what Django writes."""

from uuid import UUID

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

from cabinet.core.links import link

NAME = UUID("61fd8071-a600-42d7-8e05-da73cbf503fe")


@pytest.mark.parametrize(
    ("name", "about"), [("home", ""), ("numbers", ""), ("finance-operation", str(NAME)), ("service-off", "no-spam")]
)
def test_a_link_is_what_django_writes(name, about):
    for _time in range(2):
        assert link(name, about) == reverse(name, args=[about] if about else [])


def test_what_is_no_name_goes_the_long_way_and_is_refused():
    with pytest.raises(NoReverseMatch):
        link("service-off", '"><script>')


def test_what_is_kept_for_all_leads_each_to_their_own_line():
    page = Template("{% about_line line %}<a href='/?line=LINE'>LINE</a>{% end_about_line %}")
    line = type("Line", (), {"public_id": NAME})
    assert page.render(Context({"line": line})) == f"<a href='/?line={NAME}'>LINE</a>"
