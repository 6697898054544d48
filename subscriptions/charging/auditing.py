"""What must agree of what is charged for each period; asked by the nightly check (`billing.auditing`).

Each statement returns where, what should be and what is.
"""

from __future__ import annotations

AGREEMENTS: dict[str, str] = {
    "what a period cost": """
        SELECT 'period ' || charge.id, (-charge.amount)::text, entry.amount::text
        FROM subscriptions_periodcharge AS charge JOIN billing_entry AS entry ON entry.id = charge.entry_id
        JOIN subscriptions_subscription AS held ON held.id = charge.subscription_id
        WHERE entry.amount <> -charge.amount OR entry.line_id <> held.line_id
    """,
    "how many periods an entry paid for": """
        SELECT 'entry ' || entry_id, '1', count(*)::text FROM subscriptions_periodcharge
        WHERE entry_id IS NOT NULL GROUP BY entry_id HAVING count(*) > 1
    """,
    "when a period may begin": """
        WITH chain AS (
            SELECT id, period_start,
                lag(period_until) OVER (PARTITION BY subscription_id ORDER BY period_start) AS ended
            FROM subscriptions_periodcharge
        )
        SELECT 'period ' || id, 'from ' || ended, period_start::text FROM chain WHERE period_start < ended
    """,
    # The last `periods` of them are counted from one day. Who keeps their old days has a gap where there was no money.
    "where a period begins": """
        WITH chain AS (
            SELECT charge.id, charge.period_start, held.periods, tariff.resume,
                row_number() OVER newest AS place, lead(charge.period_until) OVER newest AS ended
            FROM subscriptions_periodcharge AS charge
            JOIN subscriptions_subscription AS held ON held.id = charge.subscription_id AND held.ended_at IS NULL
            LEFT JOIN subscriptions_tariff AS tariff ON tariff.id = held.tariff_id
            WINDOW newest AS (PARTITION BY charge.subscription_id ORDER BY charge.period_start DESC)
        )
        SELECT 'period ' || id, ended::text, period_start::text FROM chain
        WHERE place < periods AND period_start <> ended AND coalesce(resume, 'fresh') <> 'kept'
    """,
    "until when it is paid, and charged next": """
        WITH paid AS (
            SELECT subscription_id, max(period_until) AS until FROM subscriptions_periodcharge GROUP BY 1
        )
        SELECT 'subscription ' || held.id, coalesce(paid.until, held.paid_until)::text,
            concat(held.paid_until, ' and ', held.due_at)
        FROM subscriptions_subscription AS held LEFT JOIN paid ON paid.subscription_id = held.id
        LEFT JOIN subscriptions_tariff AS tariff ON tariff.id = held.tariff_id
        LEFT JOIN subscriptions_service AS service ON service.id = held.service_id
        LEFT JOIN subscriptions_contentservice AS content ON content.id = held.content_id
        WHERE held.status = 'active' AND coalesce(tariff.every, service.every, content.every) <> 'never'
            AND (held.due_at IS NULL OR held.due_at <> held.paid_until
                OR held.periods > 0 AND held.paid_until IS DISTINCT FROM paid.until)
    """,
    "whether money is waited for": """
        SELECT 'account ' || account.id, 'true', 'false' FROM billing_account AS account
        WHERE NOT awaits_money AND contract_id IN (
            SELECT line.contract_id FROM subscriptions_subscription AS held
            JOIN accounts_line AS line ON line.id = held.line_id WHERE held.status = 'suspended'
        )
    """,
}
