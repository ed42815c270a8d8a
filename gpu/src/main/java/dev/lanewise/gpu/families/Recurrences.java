package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.ops.ElmanOp;
import dev.lanewise.ops.GruOp;
import dev.lanewise.ops.LstmOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recurrent layers: a launch for each step of time. */
final class Recurrences {
    private Recurrences() {}

    static void addTo(Stages stages) {
        stages.add(ElmanOp.Elman.class, Recurrences::elman);
        stages.add(LstmOp.Lstm.class, Recurrences::lstm);
        stages.add(GruOp.Gru.class, Recurrences::gru);
        stages.add(ElmanOp.ElmanGradient.class, Recurrences::elmanGradient);
        stages.add(LstmOp.LstmGradient.class, Recurrences::lstmGradient);
        stages.add(GruOp.GruGradient.class, Recurrences::gruGradient);
    }

    /** An input, or null if there is none. */
    private static @Nullable Slot inIf(boolean present, int index, Site site) {
        return present ? site.in(index) : null;
    }

    // ---- states

    private static Stage elman(ElmanOp.Elman op, Site site) {
        Slot lengths = inIf(op.lengths(), op.states() ? 3 : 2, site);
        RecurrentSteps steps = new RecurrentSteps(
                site, site.in(0), site.in(1), op.direction(), lengths, inIf(op.states(), 2, site));
        return steps.states("elman_step", site.out(1), (_, arguments) -> arguments.value(op.relu()));
    }

    private static Stage lstm(LstmOp.Lstm op, Site site) {
        Slot lengths = inIf(op.lengths(), op.states() ? 4 : 2, site);
        Slot first = inIf(op.states(), 3, site);
        Slot cells = site.out(4);
        RecurrentSteps steps = new RecurrentSteps(
                site, site.in(0), site.in(1), op.direction(), lengths, inIf(op.states(), 2, site));
        Stage states = steps.states("lstm_step", site.out(1), (i, arguments) -> {
            Slot before = i == 0 ? first : steps.at(steps.step(i - 1), cells);
            arguments.slot(before == null ? cells : before).value(before != null).slot(site.out(3)).slot(cells);
        });
        Slot last = steps.time == 0 ? first : steps.at(steps.step(steps.time - 1), cells);
        return Sequence.of(states, steps.state(last, site.out(2)));
    }

    private static Stage gru(GruOp.Gru op, Site site) {
        int ofState = op.bias() ? 3 : 2;
        Slot lengths = inIf(op.lengths(), ofState + (op.states() ? 1 : 0), site);
        RecurrentSteps steps = new RecurrentSteps(
                site, site.in(0), site.in(1), op.direction(), lengths, inIf(op.states(), ofState, site));
        return steps.states("gru_step", site.out(1), (_, arguments) -> arguments
                .slot(site.in(op.bias() ? 2 : 0)).value(op.bias()).slot(site.out(2)).slot(site.out(3)));
    }

    // ---- gradients

    private static Stage elmanGradient(ElmanOp.ElmanGradient op, Site site) {
        int next = op.lengths() ? 3 : 2;
        Slot ofOutputs = inIf(op.ofOutputs(), next, site);
        Slot ofLast = inIf(op.ofLast(), next + (op.ofOutputs() ? 1 : 0), site);
        RecurrentSteps steps = new RecurrentSteps(
                site, site.in(0), site.in(1), op.direction(), inIf(op.lengths(), 2, site), null);
        Slot h = steps.scratch();
        List<Stage> stages = new ArrayList<>();
        stages.add(steps.state(ofLast, h));
        steps.gradients(stages, "elman_gradient", h, site.out(0), ofOutputs,
                arguments -> arguments.slot(site.in(0)).value(op.relu()));
        if (op.states()) {
            stages.add(steps.firstGradient(h, site.out(0), false, site.out(1)));
        }
        return new Sequence(stages);
    }

    private static Stage lstmGradient(LstmOp.LstmGradient op, Site site) {
        Slot lengths = inIf(op.lengths(), op.states() ? 4 : 3, site);
        Slot first = inIf(op.states(), 3, site);
        int next = 3 + (op.states() ? 1 : 0) + (op.lengths() ? 1 : 0);
        Slot ofOutputs = inIf(op.ofOutputs(), next, site);
        int last = next + (op.ofOutputs() ? 1 : 0);
        RecurrentSteps steps = new RecurrentSteps(
                site, site.in(0), site.in(2), op.direction(), lengths, null);
        Slot h = steps.scratch();
        Slot dc = steps.scratch();
        List<Stage> stages = new ArrayList<>();
        stages.add(steps.state(inIf(op.ofLast(), last, site), h));
        stages.add(steps.state(inIf(op.ofLast(), last + 1, site), dc));
        steps.gradients(stages, "lstm_gradient", h, site.out(0), ofOutputs,
                arguments -> arguments.slot(site.in(0)).slot(site.in(1)).slot(first == null ? h : first)
                        .value(first != null).slot(dc));
        if (op.states()) {
            stages.add(steps.firstGradient(h, site.out(0), false, site.out(1)));
            stages.add(steps.state(dc, site.out(2)));
        }
        return new Sequence(stages);
    }

    private static Stage gruGradient(GruOp.GruGradient op, Site site) {
        Slot lengths = inIf(op.lengths(), op.states() ? 5 : 4, site);
        Slot first = inIf(op.states(), 4, site);
        int next = 4 + (op.states() ? 1 : 0) + (op.lengths() ? 1 : 0);
        Slot ofOutputs = inIf(op.ofOutputs(), next, site);
        RecurrentSteps steps = new RecurrentSteps(
                site, site.in(0), site.in(3), op.direction(), lengths, null);
        Slot h = steps.scratch();
        List<Stage> stages = new ArrayList<>();
        stages.add(steps.state(inIf(op.ofLast(), next + (op.ofOutputs() ? 1 : 0), site), h));
        steps.gradients(stages, "gru_gradient", h, site.out(1), ofOutputs,
                arguments -> arguments.slot(site.in(0)).slot(site.in(1)).slot(site.in(2))
                        .slot(first == null ? h : first).value(first != null).slot(site.out(0)));
        if (op.states()) {
            stages.add(steps.firstGradient(h, site.out(1), true, site.out(2)));
        }
        return new Sequence(stages);
    }
}
