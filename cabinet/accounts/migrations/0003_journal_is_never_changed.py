from django.db import migrations

REFUSE = """
CREATE FUNCTION accounts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the security journal is never changed or deleted' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER accounts_securityevent_never_changes BEFORE UPDATE OR DELETE ON accounts_securityevent
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_change();
"""
ALLOW = """
DROP TRIGGER accounts_securityevent_never_changes ON accounts_securityevent;
DROP FUNCTION accounts_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_journal_and_more_codes")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
