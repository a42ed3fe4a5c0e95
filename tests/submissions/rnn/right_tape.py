"""Right: a small tape that records operations and plays them back; Adam on batches; params in a dict subclass."""

from collections import OrderedDict

import numpy as np


class Node:
    """A value, and how its gradient reaches the nodes that it came from."""

    def __init__(self, value, parents=()):
        self.value = value
        self.parents = parents
        self.grad = np.zeros_like(value)

    def __matmul__(self, other):
        left = lambda g: g @ other.value.T
        right = lambda g: self.value.T @ g
        return Node(self.value @ other.value, ((self, left), (other, right)))

    def __add__(self, other):
        fit = lambda g: g.sum(axis=0) if other.value.ndim < g.ndim else g
        return Node(self.value + other.value, ((self, lambda g: g), (other, fit)))

    def tanh(self):
        value = np.tanh(self.value)
        return Node(value, ((self, lambda g: g - g * value * value),))


def play_back(outputs, grads):
    """Hand the gradients of the outputs back to everything that they came from, the latest node first."""
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    for node, grad in zip(outputs, grads):
        visit(node)
        node.grad = grad
    for node in reversed(order):
        for parent, back in node.parents:
            parent.grad = parent.grad + back(node.grad)


def record(params, X, h0):
    leaves = {k: Node(v) for k, v in params.items()}
    leaves["h0"] = h = Node(h0)
    outputs = []
    for t in range(X.shape[1]):
        h = (Node(X[:, t]) @ leaves["Wxh"] + h @ leaves["Whh"] + leaves["bh"]).tanh()
        outputs.append(h @ leaves["Why"] + leaves["by"])
    return leaves, outputs, h.value


def forward(params, X, h0):
    _, outputs, h_last = record(params, X, h0)
    return np.array([node.value for node in outputs]).transpose(1, 0, 2), h_last


def gradients(params, X, targets, h0):
    leaves, outputs, _ = record(params, X, h0)
    loss, errors = 0.0, []
    for t, node in enumerate(outputs):
        hit = np.zeros_like(node.value)
        np.put_along_axis(hit, targets[:, [t]], 1.0, axis=1)
        z = node.value - np.max(node.value, axis=1, keepdims=True)
        total = np.exp(z).sum(axis=1, keepdims=True)
        loss += float(np.sum(np.log(total)) - np.sum(z * hit))
        errors.append((np.exp(z) / total - hit) / targets.size)
    play_back(outputs, errors)
    return loss / targets.size, OrderedDict((k, leaves[k].grad) for k in reversed(leaves))


def clip(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    return OrderedDict((k, g / max(1.0, norm / max_norm)) for k, g in grads.items())


def train(X, targets, hidden_size, seed):
    rng = np.random.default_rng(seed)
    sizes = {"Wxh": (2, hidden_size), "Whh": (hidden_size,) * 2, "bh": (hidden_size,), "Why": (hidden_size, 2), "by": (2,)}
    params = OrderedDict((k, rng.normal(0, size[0] ** -0.5, size)) for k, size in sizes.items())
    first = {k: 0.0 for k in params}
    second = {k: 0.0 for k in params}
    losses, step = [], 0
    while step < 1500 and (not losses or losses[-1] > 0.002):
        total = 0.0
        starts = range(0, len(X) - 31, 32)
        order = rng.permutation(len(X))
        for i in starts:
            step += 1
            rows = order[i : i + 32]
            loss, grads = gradients(params, X[rows], targets[rows], np.zeros((len(rows), hidden_size)))
            total += loss
            for k, g in clip(grads, 2.0).items():
                if k != "h0":
                    first[k] = 0.9 * first[k] + 0.1 * g
                    second[k] = 0.99 * second[k] + 0.01 * g * g
                    rate = 0.01 * np.sqrt(1 - 0.99**step) / (1 - 0.9**step)
                    params[k] = params[k] - rate * first[k] / (np.sqrt(second[k]) + 1e-9)
        losses.append(total / len(starts))
    return params, losses
