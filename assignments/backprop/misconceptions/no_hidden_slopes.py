r"""You leave the slopes of the hidden activations out.

Your error passes back through the weights only: $\delta_2 = \delta_3 W_3^\top$. But between $h_2$ and $z_2$ there
is an activation, and the chain rule has a factor for it: $\delta_2 = (\delta_3 W_3^\top) \odot f'(z_2)$, and the
same with $f'(z_1)$ for the first layer. You differentiate a network without activations, while your forward pass
has them.

Only `W3` and `b3` are right. The signs of the others often are, too: enough for a problem as easy as the linear
data, too little for the XOR lines.

**See for yourself:** with a single sample and sigmoid, compare your gradient of `b2` with a measured one, entry by
entry. Each of yours is at least 4 times too large. What is at most $\frac{1}{4}$ for a sigmoid?
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
    delta2 = delta3 @ params["W3"].T
    delta1 = delta2 @ params["W2"].T
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
            velocity[name] = 0.9 * velocity[name] - 0.1 * grads[name]
            params[name] = params[name] + velocity[name]
    return params, losses
