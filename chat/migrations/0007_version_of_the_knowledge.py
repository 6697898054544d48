from django.db import migrations, models

WATCHED = ("chat_answer", "chat_phrasing")
MOVE = """
CREATE FUNCTION chat_knowledge_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chat_knowledgeversion (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_changes_knowledge AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION chat_knowledge_changed();\n"
    for table in WATCHED
)
STAND = "".join(f"DROP TRIGGER {table}_changes_knowledge ON {table};\n" for table in WATCHED) + (
    "DROP FUNCTION chat_knowledge_changed();"
)


class Migration(migrations.Migration):
    dependencies = [("chat", "0006_the_bot_guests_and_promises")]

    operations = [
        migrations.CreateModel(
            name="KnowledgeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(MOVE, STAND),
    ]
