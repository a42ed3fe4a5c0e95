"""Loss functions and their gradients: the right solution of the assignment `loss`.

Each function returns the loss and its gradient with respect to the first argument.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def mean_squared_error(y_pred: Floats, y: Floats) -> tuple[float, Floats]:
    """Return half the squared error per sample, summed over outputs, and its gradient.

    Shapes:   y_pred (N, K), y (N, K) -> loss (), grad (N, K); N, K ≥ 1.
    Units:    those of y, squared.
    Raises:   none.
    Accuracy: relative error < 1e-14 for the loss, and of the largest entry for the gradient
              (N = 40, K = 6, measured against 60 digits: 2.0e-16).
    Source:   1/(2N) Σ_n Σ_k (y_pred − y)²; Bishop, Pattern Recognition and Machine Learning (2006), eq. 5.14.
    """
    n_samples = len(y)
    error = y_pred - y
    return float(np.sum(error**2)) / (2 * n_samples), error / n_samples


def binary_cross_entropy(logits: Floats, y: Floats) -> tuple[float, Floats]:
    """Return the cross-entropy of independent yes-or-no outputs, summed over outputs, and its gradient.

    Shapes:   logits (N, K), y (N, K) with entries in [0, 1] -> loss (), grad (N, K); N, K ≥ 1.
    Units:    logits in nats -> nats.
    Raises:   none; neither overflows nor warns.
    Accuracy: relative error < 1e-14 for the loss, and of the largest entry for the gradient
              (N = 40, K = 6, |logits| ≤ 1e4, measured against 60 digits: 2.1e-16).
    Source:   −1/N Σ_n Σ_k [y log σ(z) + (1−y) log(1−σ(z))], σ(z) = 1/(1 + e^−z);
              Bishop (2006), eq. 5.21; its derivative by z is (σ(z) − y)/N.
    """
    n_samples = len(y)
    # −log σ(z) = log(1 + e^−z) and 1 − σ(z) = σ(−z). Written so, nothing overflows and nothing cancels.
    cost_of_yes, cost_of_no = np.logaddexp(0, -logits), np.logaddexp(0, logits)
    loss = np.sum(y * cost_of_yes + (1 - y) * cost_of_no) / n_samples
    return float(loss), (np.exp(-cost_of_yes) - y) / n_samples


def softmax_cross_entropy(logits: Floats, labels: Labels) -> tuple[float, Floats]:
    """Return the mean cross-entropy of the softmax of each row against the row's right class, and its gradient.

    Shapes:   logits (N, K), labels (N,) with entries in 0 … K−1 -> loss (), grad (N, K); N, K ≥ 1.
    Units:    logits in nats -> nats.
    Raises:   IndexError if a label is not below K.
    Accuracy: error < 1e-14 · max(1, |loss|) for the loss, < 1e-14 of the largest entry for the gradient
              (N = 40, K = 6, |logits| ≤ 1e4, measured against 60 digits: 3.6e-16).
    Source:   −1/N Σ_n log softmax(z_n)[label_n]; Blanchard, Higham & Higham, IMA J. Numer. Anal. 41 (2021),
              shifted form; its derivative by z is (softmax(z) − one_hot(label))/N.
    """
    n_samples = len(labels)
    right = np.arange(n_samples), labels
    # Softmax does not change when a row is shifted; with its maximum at 0, exp cannot overflow.
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    totals = exponentials.sum(axis=1, keepdims=True)
    grad = exponentials / totals
    grad[right] -= 1
    return float(np.mean(np.log(totals[:, 0]) - shifted[right])), grad / n_samples


def l2_penalty(weights: Sequence[Floats], strength: float, n_samples: int) -> tuple[float, list[Floats]]:
    """Return the L2 penalty of all weights together, and its gradient for each array.

    Shapes:   weights, a non-empty list of arrays of any shapes -> loss (), grads of the same shapes.
    Units:    strength has the loss's units over the weights' squared; n_samples is a count.
    Raises:   none.
    Accuracy: relative error < 1e-14 for the loss, and of the largest entry for each gradient
              (1000 weights, measured against 60 digits: 1.4e-16).
    Source:   strength/(2·n_samples) Σ_W ‖W‖²_F; Goodfellow, Bengio & Courville, Deep Learning (2016), sec. 7.1.1.
    """
    scale = strength / n_samples
    squares = sum(float(np.sum(W**2)) for W in weights)
    return scale / 2 * squares, [scale * W for W in weights]
