r"""You pass the error back through the hidden weights without transposing them.

Forward, unit $j$ of the second layer gets $\sum_i h_{1,i} W_{ij}$: a sum over the rows. Back, unit $i$ of the first
layer gets $\sum_j \delta_{2,j} W_{ij}$: a sum over the columns. A product with the matrix itself adds up the wrong
ones.

If both hidden layers have the same size, as in your `train`, the shapes fit and nothing crashes. With any other
sizes the product is impossible, and `gradients` ends with an error.

**See for yourself:** call `gradients` with 5 and 4 hidden units. Then with 4 and 4, and compare with measured
gradients: which parameters are wrong?
"""
# fails: loss, gradient, shapes, arguments; training converges

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def activate(z, activation):
    if activation == "sigmoid":
        return sigmoid(z)
    if activation == "tanh":
        return np.tanh(z)
    return np.maximum(z, 0)


def slope(h, activation):
    if activation == "sigmoid":
        return h * (1 - h)
    if activation == "tanh":
        return 1 - h**2
    return (h > 0) * 1.0


def all_layers(params, X, activation):
    h1 = activate(X @ params["W1"] + params["b1"], activation)
    h2 = activate(h1 @ params["W2"] + params["b2"], activation)
    return h1, h2, sigmoid(h2 @ params["W3"] + params["b3"])


def forward(params, X, activation):
    return all_layers(params, X, activation)[2]


def gradients(params, X, y, activation, loss):
    n = len(X)
    h1, h2, y_pred = all_layers(params, X, activation)
    if loss == "squared_error":
        value = np.sum((y_pred - y) ** 2) / (2 * n)
        delta3 = (y_pred - y) * y_pred * (1 - y_pred) / n
    else:
        value = -np.sum(y * np.log(y_pred) + (1 - y) * np.log(1 - y_pred)) / n
        delta3 = (y_pred - y) / n
    delta2 = delta3 @ params["W3"].T * slope(h2, activation)
    delta1 = delta2 @ params["W2"] * slope(h1, activation)
    grads = {
        "W1": X.T @ delta1,
        "b1": delta1.sum(axis=0),
        "W2": h1.T @ delta2,
        "b2": delta2.sum(axis=0),
        "W3": h2.T @ delta3,
        "b3": delta3.sum(axis=0),
    }
    return value, grads


def train(X, y, activation, seed):
    rng = np.random.default_rng(seed)
    gain = {"sigmoid": 4.0, "tanh": 1.7, "relu": 1.4}[activation]
    sizes = [X.shape[1], 16, 16, y.shape[1]]
    params = {}
    for i in (1, 2, 3):
        params[f"W{i}"] = rng.normal(0, gain / np.sqrt(sizes[i - 1]), (sizes[i - 1], sizes[i]))
        params[f"b{i}"] = np.zeros(sizes[i])
    m = {name: 0 for name in params}
    v = {name: 0 for name in params}
    losses = []
    for t in range(1, 1501):
        value, grads = gradients(params, X, y, activation, "cross_entropy")
        losses.append(value)
        if value < 0.02:
            break
        for name in params:  # Adam
            m[name] = 0.9 * m[name] + 0.1 * grads[name]
            v[name] = 0.99 * v[name] + 0.01 * grads[name] ** 2
            step = m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.99**t)) + 1e-8)
            params[name] = params[name] - 0.02 * step
    return params, losses
