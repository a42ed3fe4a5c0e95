r"""You take the hidden layers' gradients before the error has passed the activation.

$W_2$ and $b_2$ act on $z_2$, so their gradients are made of $\delta_2 = \frac{\partial L}{\partial z_2}$. You use
what came back to $h_2$, $\delta_3 W_3^\top$, and multiply by $f'(z_2)$ only afterwards, on the way to the next
layer. What you hand down is right, so each layer's mistake is its own. The output layer is right.

The order in a layer is: error at $h$, times the slope, and then three things with the result, for weights, bias and
input.

**See for yourself:** with ReLU, give one unit of the second layer a `b2` of -100. It is off for every sample, and
the loss can't depend on its weights. What does your gradient of `W2` say about them?
"""
# fails: gradient, shapes; training converges

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
    back2 = delta3 @ params["W3"].T
    delta2 = back2 * slope(h2, activation)
    back1 = delta2 @ params["W2"].T
    grads = {
        "W1": X.T @ back1,
        "b1": back1.sum(axis=0),
        "W2": h1.T @ back2,
        "b2": back2.sum(axis=0),
        "W3": h2.T @ delta3,
        "b3": delta3.sum(axis=0),
    }
    return value, grads


def train(X, y, activation, seed):
    rng = np.random.default_rng(seed)
    gain = {"sigmoid": 4.0, "tanh": 1.7, "relu": 1.4}[activation]
    sizes = [X.shape[1], 32, 32, y.shape[1]]
    params = {}
    for i in (1, 2, 3):
        params[f"W{i}"] = rng.normal(0, gain / np.sqrt(sizes[i - 1]), (sizes[i - 1], sizes[i]))
        params[f"b{i}"] = np.zeros(sizes[i])
    m = {name: 0 for name in params}
    v = {name: 0 for name in params}
    losses = []
    for t in range(1, 3001):
        value, grads = gradients(params, X, y, activation, "squared_error")
        losses.append(value)
        if value < 0.003:
            break
        for name in params:  # Adam
            m[name] = 0.9 * m[name] + 0.1 * grads[name]
            v[name] = 0.99 * v[name] + 0.01 * grads[name] ** 2
            step = m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.99**t)) + 1e-8)
            params[name] = params[name] - 0.005 * step
    return params, losses
