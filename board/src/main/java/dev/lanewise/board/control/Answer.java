package dev.lanewise.board.control;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * What a model takes a drawing for.
 *
 * @param chances of each class, {@code [classes]}, that sum up to 1
 * @param seen the picture as the model was given it, {@code [rows, cols]}, 0 for paper to 1 for ink
 */
public record Answer(Tensor chances, Tensor seen) {
    /**
     * An answer.
     *
     * @throws IllegalArgumentException if one is null
     */
    public Answer {
        Required.nonNull("Answer: the tensor of chances", chances);
        Required.nonNull("Answer: the picture that was seen", seen);
    }
}
