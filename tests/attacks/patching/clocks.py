"""Stops every clock of the process, silences its alarms, and then never returns.

A time limit that is measured, or delivered as a signal, in the process of the submission is the submission's to lift.
This one is kept by the exam at the other end of the socket, and in the end the container is killed from outside.
"""
# score: 60
# says: double(x) took too long: a call of it may take 2 s.
import signal
import threading
import time

for name in ("monotonic", "perf_counter", "time", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, f"{name}_ns", lambda: 0)
time.sleep = threading.Event.wait = lambda *_: None
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.alarm(0)


def double(x):
    while True:
        pass


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
