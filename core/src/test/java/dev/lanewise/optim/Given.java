package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A rule whose update is given, with a slot. */
final class Given extends UpdateRule {
    private final BiConsumer<Given, Parameter> update;
    private final Slot slot = slot("kept");
    private LiveScalars live = new LiveScalars(this, 0);

    Given(List<Tensor> parameters, Schedule lr, BiConsumer<Given, Parameter> update) {
        super(parameters, lr);
        this.update = update;
    }

    Tensor kept(Parameter p) {
        return p.slot(slot);
    }

    LiveScalars live() {
        return live;
    }

    Slot more(String name, UnaryOperator<Tensor> initial) {
        return slot(name, initial);
    }

    @Override
    protected void update(Parameter p, LiveScalars scalars) {
        live = scalars;
        update.accept(this, p);
    }
}
