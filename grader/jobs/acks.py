"""A mend of kombu 5.7: a worker that cannot tell Redis that it is done with a message is done with it all the same.

Else the message counts as one that the worker still has, for ever: each takes a slot, and a worker without free slots
takes no message and never notices that its connection was lost.
"""

from kombu.transport import redis, virtual


class _Acks(redis.QoS):
    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]  # kombu has no types
        except Exception:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


def mend() -> None:
    """Have every connection to Redis in this process use it."""
    redis.Channel.QoS = _Acks
