r"""Your hidden layers have no activation: the network is linear.

You compute $h = XW + b$ and feed that to the next layer. But a product of matrices is one matrix,
$(X W_1) W_2 = X (W_1 W_2)$, so three such layers can do no more than one. Only the sigmoid at the end is left, and
with it the network is a logistic regression: it cuts the plane along one straight line.

Linear data is learned, the XOR lines never: the loss stays near $\log 2 = 0.69$ however long you train.

**See for yourself:** call `forward` with the three activations and the same params. Or put in three points on a
line, at equal distances, and look at the logits $\log\frac{\hat y}{1 - \hat y}$: are they at equal distances as
well?
"""
# fails: forward, loss, gradient, shapes, convergence; training does not converge

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def all_layers(params, X):
    h1 = X @ params["W1"] + params["b1"]
    h2 = h1 @ params["W2"] + params["b2"]
    return h1, h2, sigmoid(h2 @ params["W3"] + params["b3"])


def forward(params, X, activation):
    return all_layers(params, X)[2]


def gradients(params, X, y, activation, loss):
    n = len(X)
    h1, h2, y_pred = all_layers(params, X)
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
    sizes = [X.shape[1], 16, 16, y.shape[1]]
    params = {}
    for i in (1, 2, 3):
        params[f"W{i}"] = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i - 1], sizes[i]))
        params[f"b{i}"] = np.zeros(sizes[i])
    velocity = {name: 0 for name in params}
    losses = []
    for epoch in range(300):
        value, grads = gradients(params, X, y, activation, "cross_entropy")
        losses.append(value)
        if value < 0.02:
            break
        for name in params:
            velocity[name] = 0.9 * velocity[name] - 0.02 * grads[name]
            params[name] = params[name] + velocity[name]
    return params, losses
