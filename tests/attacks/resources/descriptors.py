"""Opens files until there is no descriptor left, and leaves them open.

Elsewhere the grader's own process is the one that can open nothing any more. Here a process has 256, and the agent
needs none but those it has.
"""
# score: 60
# says: [Errno 24] Too many open files

KEPT = []


def double(x):
    for _ in range(1000):
        KEPT.append(open("/dev/null"))
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
