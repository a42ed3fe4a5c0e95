"""Returns at once, and leaves threads running that spin, print, and change what was returned.

What was returned has been copied into an answer when they come to it. They end with the container.
"""
# score: 60
# says: y (7,): relative error
# says: still here
import threading
import time

import numpy as np


def haunt(array):
    while True:
        time.sleep(0.01)
        array[:] = np.random.default_rng().normal(size=array.shape)
        print("still here")


def double(x):
    result = np.zeros_like(x)
    for _ in range(20):
        threading.Thread(target=haunt, args=(result,)).start()
    time.sleep(0.2)
    result[:] = 0
    return result


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
