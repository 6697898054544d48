"""Who gets what answer from the pages that show money: what there is, what it went on, bills, reports, claims."""

from __future__ import annotations

from tests.access.rows import OF_STAFF, READ_LINE_IN, READ_ONLY, READ_ONLY_IN, Row

MONEY_ROWS = (
    # Money
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("finance", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("finance-operations", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("finance-operations-csv", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("api-statement", about="line", proof="strong",
        get="             200   200  200   404  404  403   404   404   404  ",
        post="            405   405  405   405  405  403   405   405   405  ",
        post_other="      405   405  405   405  405  403   405   405   405  ", as_json=True),
    Row("finance-operation", about="entry", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_ONLY_IN),
    Row("claim", about="entry", proof="strong",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"reason": "not_mine", "amount": "30"}),
    Row("request", about="claim",  # a person's own, though it is about a number's charge
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("desk-claims", get=OF_STAFF, post=READ_ONLY),
    Row("desk-claim", about="claim", get=OF_STAFF,
        post="            404   404  404   404  404  login 302   404   404  ",
        data={"action": "refuse", "words": "Услугу включили вы."}),
    Row("finance-regular", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),

    Row("finance-usage", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("finance-usage-csv", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),


    Row("finance-reports", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  302   404  404  login 404   404   404  ",
        data={"from": "2026-01-01", "to": "2026-01-31", "format": "pdf"}),
    Row("finance-report", about="report", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("finance-report", about="managers_report", proof="strong",
        get="             404   200  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("finance-report-file", about="report", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("finance-reports-monthly", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  302   404  404  login 404   404   404  ", data={"off": "1"}),

    Row("finance-bills", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("finance-bills-compare", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("finance-bill", about="bill", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_ONLY_IN),
)  # fmt: skip
