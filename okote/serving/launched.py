"""`python -m okote.serving.launched PARENT MODULE …`: runs a module that ends when its parent does.

The kernel itself sends SIGTERM when whoever started it dies, also by kill -9 (prctl(2), PR_SET_PDEATHSIG).
"""

import ctypes
import gc
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1

FOR_TERMINALS = ("click", "pygments", "requests", "rich")
"""What other packages import where it happens to be installed, and no program that is started here uses:
colours of a terminal, their own commands, a second client. To Python they are not installed, as it documents
for None in `sys.modules`; that spares each process twelve megabytes.
"""

COLLECTED_AFTER = 10_000
"""Objects made, until Python looks for circles of those that nobody holds. With 700, as it is otherwise, it
looks hundreds of times while a program is loaded, all of which stays: a third of the time that takes.
"""


def main() -> None:
    parent, module, *arguments = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == int(parent):  # or it died before we asked to be told
        sys.modules.update(dict.fromkeys(FOR_TERMINALS))  # type: ignore[arg-type] # its stub knows no None
        gc.set_threshold(COLLECTED_AFTER)
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
