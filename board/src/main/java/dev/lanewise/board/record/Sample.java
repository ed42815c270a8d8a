package dev.lanewise.board.record;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Fit;
import java.util.function.Function;

/** What a generator makes after each epoch. */
sealed interface Sample {
    String name();

    record Text(String name, Function<Fit, String> by) implements Sample {}

    record Pictures(String name, Function<Fit, Tensor> by) implements Sample {}
}
