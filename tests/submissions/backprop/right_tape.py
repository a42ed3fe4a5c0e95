"""Right: a small engine for reverse-mode differentiation, which records what is computed and walks it back."""

import numpy as np


class Node:
    """A value, and how the gradient goes from it to what it was made of."""

    def __init__(self, value, parents=()):
        self.value = np.asarray(value)
        self.parents = parents  # pairs of a node and a function of the gradient
        self.grad = None

    def __add__(self, bias):
        return Node(self.value + bias.value, ((self, lambda g: g), (bias, lambda g: g.sum(axis=0))))

    def __sub__(self, constant):
        return Node(self.value - constant, ((self, lambda g: g),))

    def __matmul__(self, W):
        return Node(self.value @ W.value, ((self, lambda g: g @ W.value.T), (W, lambda g: self.value.T @ g)))

    def apply(self, value, slope):
        return Node(value, ((self, lambda g: g * slope),))

    def sigmoid(self):
        out = 1 / (1 + np.exp(-self.value))
        return self.apply(out, out - out * out)

    def tanh(self):
        out = np.tanh(self.value)
        return self.apply(out, (1 + out) * (1 - out))

    def relu(self):
        return self.apply(np.clip(self.value, 0, None), np.sign(self.value).clip(0))

    def half_square(self):
        return self.apply(self.value**2 / 2, self.value)

    def price(self, y):
        """The cross-entropy of each entry, of which this is the logit."""
        z = self.value
        return self.apply(np.logaddexp(0, z) - y * z, 1 / (1 + np.exp(-z)) - y)

    def mean_over_samples(self):
        n = len(self.value)
        return Node(self.value.sum() / n, ((self, lambda g: np.full(self.value.shape, g / n)),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, pull in node.parents:
                share = pull(node.grad)
                parent.grad = share if parent.grad is None else parent.grad + share


def logits(nodes, X, activation):
    h = Node(X)
    for i in "12":
        h = getattr(h @ nodes["W" + i] + nodes["b" + i], activation)()
    return h @ nodes["W3"] + nodes["b3"]


def forward(params, X, activation):
    return logits({k: Node(v) for k, v in params.items()}, X, activation).sigmoid().value


def gradients(params, X, y, activation, loss):
    nodes = {k: Node(v) for k, v in params.items()}
    z = logits(nodes, X, activation)
    each = z.price(y) if loss == "cross_entropy" else (z.sigmoid() - y).half_square()
    total = each.mean_over_samples()
    total.backward()
    return total.value, {k: node.grad for k, node in nodes.items()}


def train(X, y, activation, seed):
    """Adagrad on the full batch, and a new start where the first was a bad one."""
    rng = np.random.default_rng([seed, 1])
    for _ in range(5):
        params, losses = train_once(X, y, activation, rng)
        if losses[-1] < 0.03:
            break
    return params, losses


def train_once(X, y, activation, rng):
    gain = {"sigmoid": 4, "tanh": 1.7, "relu": 1.4}[activation]
    shapes = {"W1": (X.shape[1], 20), "b1": 20, "W2": (20, 10), "b2": 10, "W3": (10, y.shape[1]), "b3": y.shape[1]}
    params = {}
    for name, shape in shapes.items():
        params[name] = np.zeros(shape) if name[0] == "b" else rng.standard_normal(shape) * gain / shape[0] ** 0.5
    total = {name: 1e-8 for name in params}
    losses = []
    for _ in range(1500):
        value, grads = gradients(params, X, y, activation, "cross_entropy")
        losses.append(value)
        if value < 0.015:
            break
        for name, grad in grads.items():
            total[name] = total[name] + grad**2
            params[name] = params[name] - 0.1 * grad / np.sqrt(total[name])
    return params, losses
