"""Why something is not proposed, or not done though it was."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError


class NotForGuests(DomainError):
    code = "proposal_for_guest"
    message = _("Гостю предложить нечего: чей это номер, не подтверждено.")


class NotTheirs(DomainError):
    """The subscriber may not have it done, or not any more."""

    code = "proposal_not_theirs"
    message = _("У того, кто пишет, нет права на это. Обратиться должен владелец договора.")


class ProposedAlready(DomainError):
    code = "proposed_already"
    message = _("Это уже предложено и ждёт ответа абонента.")


class PreviewChanged(DomainError):
    """What would happen now is not what was seen; nothing was done."""

    code = "proposal_changed"
    message = _("Пока вы читали, условия изменились. Проверьте ещё раз: ничего пока не сделано.")


class CannotNow(DomainError):
    """It cannot be done now; the sentence says why."""

    code = "proposal_cannot_now"

    def __init__(self, why: str) -> None:
        super().__init__(why)


class NoNumberForCode(DomainError):
    code = "no_number_for_code"
    message = _("Код отправить некуда: номер, по которому абонент входит, не работает. Пусть ответит в чате.")


class ProposalOver(DomainError):
    code = "proposal_over"
    message = _("Это предложение уже не действует. Если нужно, попросите специалиста предложить снова.")
