"""Sessions in PostgreSQL, with the person beside the data (`settings.SESSION_ENGINE`)."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from cabinet.accounts.models import Session

KEY = re.compile(r"[a-z0-9]{32}")  # what Django makes
OPENED_BY = "opened_by"  # in the session: the key of the line that signed the person in


class SessionStore(DatabaseStore):
    row: Session | None = None  # what was read, with what stands beside the data: who asks costs no second query

    leaves_cookie = False  # of a browser whose key is dead: a newer one may have come by another answer meanwhile

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: object) -> bool:
        """A cookie that is no key of ours never reaches the database."""
        return isinstance(key, str) and KEY.fullmatch(key) is not None

    def is_empty(self) -> bool:
        return not self.leaves_cookie and super().is_empty()

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.line_id = data.get(OPENED_BY)
        return session
