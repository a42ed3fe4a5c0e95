r"""You take the sigmoid's slope for every activation.

$h(1 - h)$ is the derivative of the sigmoid alone. Your forward pass follows `activation`, your backward pass does
not. The others have slopes of their own: that of tanh is $1 - \tanh^2(z)$, that of ReLU is 1 where $z > 0$ and 0
elsewhere.

With tanh, $h$ runs from -1 to 1, so your slope is negative for about half of all units, and they are sent the wrong
way. With ReLU it is negative as soon as $h > 1$.

**See for yourself:** print your slope for tanh at $z = -1$. Then draw tanh: does it fall anywhere?
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
    return h * (1 - h)


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
    delta1 = delta2 @ params["W2"].T * slope(h1, activation)
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
    velocity = {name: 0 for name in params}
    losses = []
    for epoch in range(1500):
        value, grads = gradients(params, X, y, activation, "cross_entropy")
        losses.append(value)
        if value < 0.02:
            break
        for name in params:
            velocity[name] = 0.9 * velocity[name] - 0.3 * grads[name]
            params[name] = params[name] + velocity[name]
    return params, losses
