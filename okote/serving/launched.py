"""`python -m okote.serving.launched PARENT MODULE …`: runs a module that ends when its parent does.

The kernel itself sends SIGTERM when whoever started it dies, also by kill -9 (prctl(2), PR_SET_PDEATHSIG).
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, module, *arguments = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == int(parent):  # or it died before we asked to be told
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
