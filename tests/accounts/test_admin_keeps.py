"""What the administrator cannot undo, and what a new second factor undoes."""

import pytest
from django_otp.plugins.otp_static.models import StaticToken

from cabinet.accounts.models import Contract, Line, User
from cabinet.accounts.services.second_factor import RECOVERY_CODES, WrongToken, check_token, give_devices
from tests.people import make_admin, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    user = make_admin()
    return signed_in(user)


@pytest.mark.parametrize("model", [User, Contract, Line])
def test_people_contracts_and_numbers_are_not_deleted_even_by_an_administrator(root, model):
    loner = User.objects.create_user(name="Без номеров")  # nothing points to this one, so nothing else protects it
    make_owner("79031234567")
    thing = loner if model is User else model.objects.get()
    address = f"/admin/accounts/{model._meta.model_name}/"
    kept = set(model.objects.all())
    assert root.post(f"{address}{thing.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    assert "delete_selected" not in root.get(address).content.decode()
    root.post(address, chosen)
    assert set(model.objects.all()) == kept


def test_new_recovery_codes_replace_the_old():
    anna = make_specialist("anna")
    old = StaticToken.objects.filter(device__user=anna).first().token
    _device, new = give_devices(user=anna)
    check_token(user=anna, token=new[0])  # first, for a wrong one slows the devices down
    with pytest.raises(WrongToken):
        check_token(user=anna, token=old)
    assert set(StaticToken.objects.filter(device__user=anna).values_list("token", flat=True)) == set(new[1:])
    assert len(new) == RECOVERY_CODES
