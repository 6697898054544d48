"""What programs of the person ask of their money: the totals of the page, as numbers."""

from __future__ import annotations

from decimal import Decimal

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.views import asked
from cabinet.accounts.current import current_line


class StatementView(APIView):
    """`GET /api/v1/statement/?line=&from=&to=&kind=&number=&account=`: opening + income - spent + rest = closing, in
    roubles, of the main account, or of the owner's content account (`account=content`).

    Sums are texts, so that no program reads them as binary fractions. Who sees one line's movements alone is told
    neither `opening`, `closing` nor `rest`. What the page says of a wrong date is said here by the field's name.
    """

    def get(self, request: Request) -> Response:
        page = request._request
        line = current_line(page)
        form, statement = asked(page, line)
        if form.errors:
            raise ValidationError({name: [str(each) for each in told] for name, told in form.errors.items()})
        return Response(
            {
                "line": str(line.public_id),
                "from": statement.from_date,
                "to": statement.to_date,
                "currency": "RUB",
                "opening": _sum(statement.opening),
                "income": _sum(statement.income),
                "spent": _sum(statement.spent),
                "rest": _sum(statement.rest),
                "closing": _sum(statement.closing),
            }
        )


def _sum(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
