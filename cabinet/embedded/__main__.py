"""`python -m cabinet.embedded`: see `run`."""

import sys

from cabinet.embedded.run import main

sys.exit(main())
