"""Run a command; print its seconds, those of the processor, its peak memory in KiB, its exit code.

`python -S benchmarks/launch.py COMMAND …` is a small process: Linux includes the memory of the
parent process in the peak of its child.
"""

import os
import sys
import time

words = sys.argv[1:]
start = time.perf_counter()
process = os.fork()
if not process:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(words[0], words)  # noqa: S606 - as a shell does
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
processor = usage.ru_utime + usage.ru_stime  # with the processes that it waited for
print(seconds, processor, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
