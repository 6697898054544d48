"""PostgreSQL and Valkey for a machine that has neither, and the supervisor behind `make run`.

Nothing here imports Django or another app of the portal: `settings` asks `places` where the engines listen,
`run` starts everything, and the tests start engines of their own with the same classes.
"""
