"""Right: Python floats and loops, no NumPy; the two descents are one, over batches."""


def errors(slope, intercept, samples):
    return [slope * x + intercept - y for x, y in samples]


def loss(slope, intercept, x, y):
    samples = list(zip(x.tolist(), y.tolist()))
    return sum(error * error for error in errors(slope, intercept, samples)) / len(samples) / 2


def gradients(slope, intercept, x, y):
    d_slope = d_intercept = 0.0
    samples = list(zip(x.tolist(), y.tolist()))
    for (x_n, _), error in zip(samples, errors(slope, intercept, samples)):
        d_slope += error * x_n / len(samples)
        d_intercept += error / len(samples)
    return d_slope, d_intercept


def descend(slope, intercept, x, y, lr, batches):
    losses = []
    for batch in batches:
        d_slope, d_intercept = gradients(slope, intercept, x[batch], y[batch])
        slope, intercept = slope - lr * d_slope, intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return [slope, intercept, losses]


def batch_descent(slope, intercept, x, y, lr, epochs):
    return descend(slope, intercept, x, y, lr, [list(range(len(x)))] * epochs)


def stochastic_descent(slope, intercept, x, y, lr, order):
    return descend(slope, intercept, x, y, lr, [[n] for n in order])
