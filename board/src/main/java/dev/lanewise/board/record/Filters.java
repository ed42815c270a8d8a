package dev.lanewise.board.record;

import dev.lanewise.board.runs.RunWriter;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Block;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The weights of a model's first layer as pictures. */
final class Filters {
    private static final int MOST = 64;

    private Filters() {}

    /**
     * Those of a model whose first parameter with several axes is the weight of a convolution, {@code [out, 1, rows,
     * cols]} or {@code [out, 3, rows, cols]}, or has a number for each element of the examples, {@code [out, in]}.
     *
     * @return {@code [k, rows, cols]} or {@code [k, 3, rows, cols]}, the first of them
     */
    static Optional<Tensor> of(Block model, @Nullable Examples examples) {
        for (Map.Entry<String, Tensor> each : model.namedParameters().entrySet()) {
            Tensor weight = each.getValue();
            if (weight.rank() >= 2) {
                return Optional.ofNullable(picture(weight.shape(), examples))
                        .filter(picture -> weight.size() > 0 && picture.size() > 1)
                        .map(picture -> first(weight.detach(), picture));
            }
        }
        return Optional.empty();
    }

    /** What a row of the weight is a picture of; null for nothing. */
    private static @Nullable Shape picture(Shape weight, @Nullable Examples examples) {
        if (weight.rank() == 4 && (weight.dim(1) == 1 || weight.dim(1) == 3)) {
            return Pictures.shape(Shape.of(weight.dim(1), weight.dim(2), weight.dim(3)));
        }
        return weight.rank() == 2 && examples != null && weight.dim(1) == examples.features()
                ? examples.picture()
                : null;
    }

    private static Tensor first(Tensor weight, Shape picture) {
        int count = Math.min(MOST, weight.dim(0));
        return weight.slice(0, 0, count).copy().reshape(Pictures.shapeOfAll(count, picture));
    }

    static void write(Tensor filters, RunWriter writer, String file) {
        writer.save(file, new Safetensors(Map.of("filters", filters), Map.of(), Map.of()));
    }
}
