from django.db import migrations

REFUSE = """
CREATE FUNCTION billing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries are never changed or deleted: reverse them' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER billing_entry_never_changes BEFORE UPDATE OR DELETE ON billing_entry
    FOR EACH ROW EXECUTE FUNCTION billing_refuse_change();
"""
ALLOW = """
DROP TRIGGER billing_entry_never_changes ON billing_entry;
DROP FUNCTION billing_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_accounts_and_entries")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
