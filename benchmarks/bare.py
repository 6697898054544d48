"""What the first page is measured against: the portal's own middleware, the same SQL, and no page.

Served with `DJANGO_SETTINGS_MODULE=benchmarks.bare`; `BARE_SQL` holds, as JSON, the statements that the view runs.
"""

from __future__ import annotations

import json
import os

from cabinet.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare_urls"
STATEMENTS = json.loads(os.environ.get("BARE_SQL", "[]"))
