"""What a run keeps in memory, where the machine has room there, so that nobody waits for a disk or compiles twice.

Folders of tests: a commit then costs no sync. What is durable on a real disk is measured by ``make bench-room``; what
survives a kill does not depend on the disk. And compiled modules, where the environment forbids to put them beside
the sources: each server that a test starts would compile three hundred files.
"""

import os
import shutil
import sys
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108
#: Bytes that a whole run may take: containers often have 64 MiB there, which is not enough.
ENOUGH = 2 * 1024**3

if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(MEMORY / f"hearback-compiled-{os.getuid()}")
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
