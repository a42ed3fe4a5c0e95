"""A known mistake: sums in loops, never divided."""

def loss(slope, intercept, x, y):
    total = 0
    for x_n, y_n in zip(x, y):
        total += (slope * x_n + intercept - y_n) ** 2
    return total / (2 * len(x))


def gradients(slope, intercept, x, y):
    d_slope, d_intercept = 0, 0
    for x_n, y_n in zip(x, y):
        d_slope += (slope * x_n + intercept - y_n) * x_n
        d_intercept += slope * x_n + intercept - y_n
    return d_slope, d_intercept


def batch_descent(slope, intercept, x, y, lr, epochs):
    history = []
    for _ in range(epochs):
        ds, di = gradients(slope, intercept, x, y)
        slope, intercept = slope - lr * ds, intercept - lr * di
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history


def stochastic_descent(slope, intercept, x, y, lr, order):
    history = []
    for i in order:
        residual = intercept + slope * x[i] - y[i]
        slope, intercept = slope - lr * residual * x[i], intercept - lr * residual
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history
