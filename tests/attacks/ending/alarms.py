"""Has a timer interrupt the agent every millisecond with an exception.

It strikes between two calls too, where the agent waits for the next. That ends the agent, and so the submission.
"""
# score: 60
# says: double(x)
import signal


class Struck(BaseException):
    pass


def strike(*_):
    raise Struck


def double(x):
    signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
