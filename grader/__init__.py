"""An automated grader for neural networks written from scratch."""
