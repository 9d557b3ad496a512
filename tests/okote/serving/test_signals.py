"""A process that is told to stop many times at once stops."""

import subprocess
import sys
from signal import SIGTERM

WAITING = """
from okote.serving.signals import end_waited_for
wait_for_the_end = end_waited_for()
print("waiting", flush=True)
wait_for_the_end()
"""
"""With an `Event` in its place, one process in three stays for ever."""


def test_a_burst_of_signals_ends_it_as_one_does():
    command = (sys.executable, "-c", WAITING)
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(8)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"waiting\n"
            for _ in range(500):
                process.terminate()
            # The last signals may meet an interpreter that has begun to end.
            assert process.wait(timeout=10) in {0, -SIGTERM}
    finally:
        for process in processes:
            process.kill()
            process.communicate()
