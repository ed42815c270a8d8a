package dev.lanewise.board.control;

import dev.lanewise.tensor.Tensor;

/**
 * What a model takes a drawing for.
 *
 * @param chances of each class, {@code [classes]}, that sum up to 1
 * @param seen the picture as the model was given it, {@code [rows, cols]}, 0 for paper to 1 for ink
 */
public record Answer(Tensor chances, Tensor seen) {}
