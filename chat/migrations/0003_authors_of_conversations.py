from django.db import migrations

# Who asked first; of a conversation in which nobody has said anything yet, the owner of the contract.
FILL = """
UPDATE chat_conversation AS conversation SET author_id = coalesce(
    (SELECT message.author_id FROM chat_message AS message
     WHERE message.conversation_id = conversation.id AND message.author_kind = 'subscriber'
     ORDER BY message.id LIMIT 1),
    (SELECT contract.owner_id FROM accounts_line AS line JOIN accounts_contract AS contract ON contract.id = line.contract_id
     WHERE line.id = conversation.line_id))
WHERE author_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_a_conversation_is_its_authors")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
