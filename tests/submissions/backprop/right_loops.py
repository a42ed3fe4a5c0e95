"""Right: plain Python loops over samples, units and weights; plain stochastic gradient descent with momentum."""

import math
import random

import numpy as np


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def sigma(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def log(p):
    return math.log(max(p, 1e-300))


def act(z, activation):
    if activation == "sigmoid":
        return sigma(z)
    if activation == "tanh":
        return math.tanh(z)
    return z if z > 0 else 0.0


def slope(a, activation):
    if activation == "sigmoid":
        return a * (1 - a)
    if activation == "tanh":
        return (1 - a) * (1 + a)
    return 1.0 if a > 0 else 0.0


def columns(W):
    return np.asarray(W).T.tolist()


def run(columns_and_biases, x, activation):
    """All layers' outputs for one sample, the input first."""
    outputs = [x]
    for i, (cols, b) in enumerate(columns_and_biases):
        z = [dot(outputs[-1], col) + bias for col, bias in zip(cols, b)]
        outputs.append([sigma(v) if i == 2 else act(v, activation) for v in z])
    return outputs


def lists(params):
    return [(columns(params["W" + i]), np.asarray(params["b" + i]).tolist()) for i in "123"]


def forward(params, X, activation):
    layers = lists(params)
    return np.array([run(layers, x, activation)[-1] for x in X.tolist()])


def add_sample(layers, sums, x, y, activation, loss):
    """Add one sample's gradients to the sums (same nesting as layers), and return its loss."""
    outputs = run(layers, x, activation)
    p = outputs[-1]
    if loss == "squared_error":
        value = sum((a - t) ** 2 for a, t in zip(p, y)) / 2
        delta = [(a - t) * a * (1 - a) for a, t in zip(p, y)]
    else:
        value = -sum(t * log(a) + (1 - t) * log(1 - a) for a, t in zip(p, y))
        delta = [a - t for a, t in zip(p, y)]
    for i in (2, 1, 0):
        cols, _ = layers[i]
        d_cols, d_b = sums[i]
        inputs = outputs[i]
        for unit, d in enumerate(delta):
            d_b[unit] += d
            d_col = d_cols[unit]
            for source, a in enumerate(inputs):
                d_col[source] += a * d
        if i:
            delta = [
                sum(d * col[source] for d, col in zip(delta, cols)) * slope(a, activation)
                for source, a in enumerate(inputs)
            ]
    return value


def zeros_like(layers):
    return [([[0.0] * len(col) for col in cols], [0.0] * len(b)) for cols, b in layers]


def gradients(params, X, y, activation, loss):
    layers = lists(params)
    sums = zeros_like(layers)
    total = sum(add_sample(layers, sums, a, b, activation, loss) for a, b in zip(X.tolist(), y.tolist()))
    grads = {}
    for i, (d_cols, d_b) in zip("123", sums):
        grads["W" + i] = np.array(d_cols).T / len(X)
        grads["b" + i] = np.array(d_b) / len(X)
    return total / len(X), grads


def train(X, y, activation, seed):
    """Start again when the start was a bad one."""
    random.seed(seed)
    for _ in range(4):
        params, losses = train_once(X, y, activation)
        if losses[-1] < 0.05:
            break
    return params, losses


def train_once(X, y, activation):
    sizes = [X.shape[1], 10, 8, y.shape[1]]
    gain = {"sigmoid": 4.0, "tanh": 1.5, "relu": 1.4}[activation]
    rate = {"sigmoid": 0.2, "tanh": 0.03, "relu": 0.03}[activation]
    layers = [
        ([[random.gauss(0, gain / math.sqrt(n)) for _ in range(n)] for _ in range(m)], [0.1] * m)
        for n, m in zip(sizes, sizes[1:])
    ]
    velocity = zeros_like(layers)
    samples = list(zip(X.tolist(), y.tolist()))
    losses = []
    while len(losses) * len(samples) < 40000 and (not losses or losses[-1] >= 0.001):
        random.shuffle(samples)
        total = 0.0
        for start in range(0, len(samples), 4):
            batch = samples[start : start + 4]
            sums = zeros_like(layers)
            total += sum(add_sample(layers, sums, a, b, activation, "cross_entropy") for a, b in batch)
            for (cols, b), (v_cols, v_b), (d_cols, d_b) in zip(layers, velocity, sums):
                for vector, v, d in zip([*cols, b], [*v_cols, v_b], [*d_cols, d_b]):
                    for k in range(len(vector)):
                        v[k] = 0.9 * v[k] - rate * d[k] / len(batch)
                        vector[k] += v[k]
        losses.append(total / len(samples))
    params = {}
    for i, (cols, b) in zip("123", layers):
        params["W" + i], params["b" + i] = np.array(cols).T, np.array(b)
    return params, losses
