"""Limits of a number by the moments of its codes, guests apart from the person; a fuse; codes that worked.

Limits are of a day at most: those before are forgotten, not converted.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

ASKERS = [('guest', 'Guest'), ('own', 'Own')]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_access_offers_and_forbidding'),
    ]

    operations = [
        migrations.DeleteModel(name='NumberLimit'),
        migrations.CreateModel(
            name='NumberLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('msisdn', models.CharField(max_length=15)),
                ('asker', models.CharField(choices=ASKERS, max_length=5)),
                ('sent_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
                ('failed_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('paused_until', models.DateTimeField(null=True)),
                ('touched_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('msisdn', 'asker'), name='accounts_numberlimit_unique')],
            },
        ),
        migrations.CreateModel(
            name='CodeFuse',
            fields=[
                ('name', models.CharField(max_length=15, primary_key=True, serialize=False)),
                ('window_started_at', models.DateTimeField(db_index=True)),
                ('codes', models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='logincode',
            name='asker',
            field=models.CharField(choices=ASKERS, default='guest', max_length=5),
        ),
        migrations.AddField(
            model_name='logincode',
            name='worked',
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(model_name='logincode', name='accounts_logincode_one_alive'),
        migrations.AddConstraint(
            model_name='logincode',
            constraint=models.UniqueConstraint(condition=models.Q(('used_at', None)), fields=('msisdn', 'purpose', 'flow'), name='accounts_logincode_one_of_a_flow'),
        ),
    ]
