from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # people write meanwhile

    dependencies = [
        ('chat', '0015_desk'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=GinIndex(SearchVector("text", config="russian"), name="chat_message_words"),
        ),
    ]
