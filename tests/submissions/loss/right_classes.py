"""Each loss as an object with a forward and a backward pass; sums by einsum, in-place arithmetic on copies."""

import numpy as np


class Loss:
    def __init__(self, scores, targets):
        self.scores = np.array(scores, dtype=float)
        self.targets = targets
        self.batch = self.scores.shape[0]

    def pair(self):
        loss = self.forward()
        return loss, self.backward()


class SquaredError(Loss):
    def forward(self):
        self.scores -= self.targets
        return np.einsum("nk,nk->", self.scores, self.scores) / 2 / self.batch

    def backward(self):
        self.scores /= self.batch
        return self.scores


class BinaryCrossEntropy(Loss):
    def forward(self):
        sign = 1 - 2 * np.asarray(self.targets)
        # for a target of 0 or 1 this is softplus(sign * z); in between, the two are weighed
        yes, no = np.logaddexp(0, -self.scores), np.logaddexp(0, self.scores)
        return 0.5 * ((yes + no).sum() - (sign * (yes - no)).sum()) / self.batch

    def backward(self):
        half = 0.5 * np.tanh(0.5 * self.scores)
        half += 0.5
        half -= self.targets
        half /= self.batch
        return half


class SoftmaxCrossEntropy(Loss):
    def forward(self):
        order = np.sort(self.scores, axis=1)
        self.scores -= order[:, -1:]
        self.partition = np.einsum("nk->n", np.exp(self.scores))
        picked = np.take_along_axis(self.scores, self.targets[:, None], axis=1)[:, 0]
        return (np.log(self.partition) - picked).sum() / self.batch

    def backward(self):
        np.exp(self.scores, out=self.scores)
        self.scores /= self.partition[:, None]
        np.add.at(self.scores, (np.arange(self.batch), self.targets), -1.0)
        self.scores *= 1 / self.batch
        return self.scores


def mean_squared_error(y_pred, y):
    return SquaredError(y_pred, y).pair()


def binary_cross_entropy(logits, y):
    return BinaryCrossEntropy(logits, y).pair()


def softmax_cross_entropy(logits, labels):
    return SoftmaxCrossEntropy(logits, labels).pair()


def l2_penalty(weights, strength, n_samples):
    everything = np.concatenate([np.ravel(w) for w in weights])
    ends = np.cumsum([np.size(w) for w in weights])[:-1]
    grads = np.split(everything * strength / n_samples, ends)
    loss = everything @ everything * strength / n_samples / 2
    return loss, [grad.reshape(np.shape(w)) for grad, w in zip(grads, weights)]
