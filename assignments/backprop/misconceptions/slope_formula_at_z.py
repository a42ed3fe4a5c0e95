r"""You hand the activation's input to a slope that is written for its output.

$h(1 - h)$ is the sigmoid's slope if $h$ is $\sigma(z)$. You compute $z(1 - z)$, and for tanh $1 - z^2$. These are
parabolas: they grow without bound and become negative, while no activation here ever has a negative slope. ReLU
does not notice, because $z > 0$ exactly where $h > 0$.

Both forms of a slope are fine, the one in $z$ and the one in $h$. They only must not be mixed. Where the slope
comes out negative, the error goes back with the wrong sign, and the training fails sooner or later.

**See for yourself:** print the smallest entry of your slope for some normal random numbers. Can the slope of a
curve that only rises be negative?
"""
# fails: gradient, shapes, convergence; training does not converge

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
    z1 = X @ params["W1"] + params["b1"]
    h1 = activate(z1, activation)
    z2 = h1 @ params["W2"] + params["b2"]
    h2 = activate(z2, activation)
    return z1, h1, z2, h2, sigmoid(h2 @ params["W3"] + params["b3"])


def forward(params, X, activation):
    return all_layers(params, X, activation)[-1]


def gradients(params, X, y, activation, loss):
    n = len(X)
    z1, h1, z2, h2, y_pred = all_layers(params, X, activation)
    if loss == "squared_error":
        value = np.sum((y_pred - y) ** 2) / (2 * n)
        delta3 = (y_pred - y) * y_pred * (1 - y_pred) / n
    else:
        value = -np.sum(y * np.log(y_pred) + (1 - y) * np.log(1 - y_pred)) / n
        delta3 = (y_pred - y) / n
    delta2 = delta3 @ params["W3"].T * slope(z2, activation)
    delta1 = delta2 @ params["W2"].T * slope(z1, activation)
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
    sizes = [X.shape[1], 8, 8, y.shape[1]]
    params = {}
    for i in (1, 2, 3):
        params[f"W{i}"] = rng.normal(0, gain / np.sqrt(sizes[i - 1]), (sizes[i - 1], sizes[i]))
        params[f"b{i}"] = np.zeros(sizes[i])
    m = {name: 0 for name in params}
    v = {name: 0 for name in params}
    losses = []
    for t in range(1, 501):
        value, grads = gradients(params, X, y, activation, "squared_error")
        losses.append(value)
        if value < 0.003:
            break
        for name in params:  # Adam
            m[name] = 0.9 * m[name] + 0.1 * grads[name]
            v[name] = 0.99 * v[name] + 0.01 * grads[name] ** 2
            step = m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.99**t)) + 1e-8)
            params[name] = params[name] - 0.02 * step
    return params, losses
