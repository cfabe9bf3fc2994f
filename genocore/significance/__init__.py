"""Whether expression differs between carriers of mutations and others: groups, tests, corrections, effects.

Every module with a ``SPEC`` is a test; a new one is one file.
"""

import sys

from genocore.registry import Registry

TESTS = Registry(sys.modules[__name__], "test")
