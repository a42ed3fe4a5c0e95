"""Wrong: the error of each sample is handed in as the bias' gradient."""

from collections import OrderedDict

import numpy as np

TINY = 1e-300


def safe_log(p):
    """The logarithm; late in a training p may round to 0."""
    return np.log(np.maximum(p, TINY))


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, upstream):
        self.dW = self.x.T @ upstream
        self.db = upstream
        return upstream @ self.W.T


class Sigmoid:
    def forward(self, z):
        self.out = 1 / (1 + np.exp(-z))
        return self.out

    def backward(self, upstream):
        return upstream * self.out * (1 - self.out)


class Tanh:
    def forward(self, z):
        self.z = z
        return np.tanh(z)

    def backward(self, upstream):
        return upstream / np.cosh(self.z) ** 2


class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0)

    def backward(self, upstream):
        return np.where(self.mask, upstream, 0)


class SquaredError:
    def forward(self, y_pred, y):
        self.error = y_pred - y
        return np.mean(np.sum(self.error**2, axis=1)) / 2

    def backward(self):
        return self.error / self.error.shape[0]


class CrossEntropy:
    def forward(self, y_pred, y):
        self.y_pred, self.y = y_pred, y
        return np.mean(np.sum(-y * safe_log(y_pred) - (1 - y) * safe_log(1 - y_pred), axis=1))

    def backward(self):
        spread = np.maximum(self.y_pred * (1 - self.y_pred), TINY)
        return (self.y_pred - self.y) / spread / self.y.shape[0]


HIDDEN = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}
LOSSES = {"squared_error": SquaredError, "cross_entropy": CrossEntropy}


def build(params, activation):
    layers = []
    for i in "123":
        layers += [Linear(params["W" + i], params["b" + i]), HIDDEN[activation]()]
    layers[-1] = Sigmoid()
    return layers


def forward(params, X, activation):
    for layer in build(params, activation):
        X = layer.forward(X)
    return X


def gradients(params, X, y, activation, loss):
    layers, criterion = build(params, activation), LOSSES[loss]()
    out = X
    for layer in layers:
        out = layer.forward(out)
    value = criterion.forward(out, y)
    upstream = criterion.backward()
    for layer in reversed(layers):
        upstream = layer.backward(upstream)
    grads = OrderedDict()
    for i, layer in zip("321", layers[4::-2]):
        grads["b" + i], grads["W" + i] = layer.db, layer.dW
    return [np.array(value), grads]


def train(X, y, activation, seed):
    np.random.seed(seed)
    sizes = [X.shape[1], 24, 12, y.shape[1]]
    gain = {"sigmoid": 3.0, "tanh": 1.2, "relu": 1.5}[activation]
    params = {}
    for i in range(3):
        params[f"W{i + 1}"] = np.random.randn(sizes[i], sizes[i + 1]) * gain / np.sqrt(sizes[i])
        params[f"b{i + 1}"] = np.random.randn(sizes[i + 1]) * 0.1
    m = {k: np.zeros_like(v) for k, v in params.items()}
    v = {k: np.zeros_like(p) for k, p in params.items()}
    losses = ()
    t = 0
    for epoch in range(250):
        order = np.random.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), 10):
            batch = order[start : start + 10]
            value, grads = gradients(params, X[batch], y[batch], activation, "cross_entropy")
            total += float(value) * len(batch)
            t += 1
            for k in params:
                m[k] = 0.9 * m[k] + 0.1 * grads[k]
                v[k] = 0.999 * v[k] + 0.001 * grads[k] ** 2
                params[k] = params[k] - 0.01 * (m[k] / (1 - 0.9**t)) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8)
        losses += (total / len(X),)
        if losses[-1] < 0.02:
            break
    return params, losses
