package dev.lanewise.gpu.steps;

import dev.lanewise.tensor.Op;
import java.util.List;

/**
 * Stages one after another.
 *
 * @param stages in their order
 */
public record Sequence(List<Stage> stages) implements Stage {
    /** Copies the list. */
    public Sequence {
        stages = List.copyOf(stages);
    }

    /** Stages one after another. */
    public static Sequence of(Stage... stages) {
        return new Sequence(List.of(stages));
    }

    @Override
    public void prepare(Kernels kernels) {
        stages.forEach(stage -> stage.prepare(kernels));
    }

    @Override
    public void launch(Op op) {
        for (Stage stage : stages) {
            stage.launch(op);
        }
    }
}
