"""Wrong: the output's slope is multiplied in for both losses; with cross-entropy it has cancelled."""

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


def hidden_and_output(params, X, activation):
    h1 = activate(X @ params["W1"] + params["b1"], activation)
    h2 = activate(h1 @ params["W2"] + params["b2"], activation)
    return h1, h2, sigmoid(h2 @ params["W3"] + params["b3"])


def forward(params, X, activation):
    return hidden_and_output(params, X, activation)[2]


def gradients(params, X, y, activation, loss):
    n = X.shape[0]
    h1, h2, y_pred = hidden_and_output(params, X, activation)
    if loss == "squared_error":
        value = np.sum((y_pred - y) ** 2) / (2 * n)
    else:
        value = -np.sum(y * np.log(y_pred) + (1 - y) * np.log(1 - y_pred)) / n
    delta3 = (y_pred - y) * y_pred * (1 - y_pred) / n
    delta2 = (delta3 @ params["W3"].T) * slope(h2, activation)
    delta1 = (delta2 @ params["W2"].T) * slope(h1, activation)
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
    gain = {"sigmoid": 4.0, "tanh": 1.6, "relu": 1.4}[activation]
    sizes = [X.shape[1], 16, 16, y.shape[1]]
    params = {}
    for i in range(3):
        params[f"W{i + 1}"] = gain / np.sqrt(sizes[i]) * rng.standard_normal((sizes[i], sizes[i + 1]))
        params[f"b{i + 1}"] = np.zeros(sizes[i + 1])
    mean = {name: np.zeros_like(p) for name, p in params.items()}
    square = {name: np.zeros_like(p) for name, p in params.items()}
    losses = []
    for epoch in range(1, 1501):
        loss, grads = gradients(params, X, y, activation, "cross_entropy")
        losses.append(float(loss))
        if loss < 0.03:
            break
        for name in params:
            mean[name] = 0.9 * mean[name] + 0.1 * grads[name]
            square[name] = 0.99 * square[name] + 0.01 * grads[name] ** 2
            step = mean[name] / (1 - 0.9**epoch) / (np.sqrt(square[name] / (1 - 0.99**epoch)) + 1e-8)
            params[name] = params[name] - 0.02 * step
    return params, losses
