package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;

/**
 * A point on the line along which L-BFGS searches.
 *
 * @param step how far along the direction
 * @param loss the loss there
 * @param gradient of all parameters, as one vector
 * @param slope of the loss along the direction
 */
record LinePoint(double step, double loss, Tensor gradient, double slope) {}
