"""Never returns, while another thread keeps printing signs of life.

Elsewhere a watchdog that looks for output is content. Here only an answer counts.
"""
# score: 60
# says: double(x) took too long: a call of it may take 2 s.
# says: still working

import threading
import time


def double(x):
    threading.Thread(target=talk, daemon=True).start()
    threading.Event().wait()
    return 2 * x


def talk():
    while True:
        print("still working")
        time.sleep(0.2)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
