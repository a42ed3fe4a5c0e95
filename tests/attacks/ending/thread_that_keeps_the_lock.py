"""Has a thread hold the interpreter, so that the agent never gets to answer.

It is the call that is not answered in time.
"""
# score: 60
# says: double(x) took too long
import sys
import threading


def double(x):
    sys.setswitchinterval(1e6)
    threading.Thread(target=lambda: pow(7, 10**9), daemon=True).start()
    pow(7, 10**9)
    return x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
