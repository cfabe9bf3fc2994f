"""How many examples the fuzz tests make up: `GENOCORE_FUZZ=2000 pytest tests` looks harder."""

import os

EXAMPLES = int(os.environ.get("GENOCORE_FUZZ", 100))
