package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.AttentionSizes;
import dev.lanewise.kernels.sequence.Attentions;
import dev.lanewise.kernels.sequence.HeadRows;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Attention without a matrix of all scores; the order of operations is that of {@link Attentions}. */
public sealed interface AttentionOp extends Op {

    private static Shape[] shapes(Value... in) {
        Shape[] shapes = new Shape[in.length];
        for (int i = 0; i < in.length; i++) {
            shapes[i] = in[i].shape();
        }
        return shapes;
    }

    /** The shapes of inputs from one on. */
    private static Shape[] shapes(Operands in, int first) {
        Shape[] shapes = new Shape[in.count() - first];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = in.shape(first + i);
        }
        return shapes;
    }

    /**
     * The averages of values for each query. Gradients of queries, keys and values are those of {@link Gradient}; where
     * they are to be differentiated again, those of {@link AttentionSteps}.
     *
     * @param form what the inputs are
     */
    record Forward(AttentionForm form) implements AttentionOp {
        @Override
        public String name() {
            return form.layout().function;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape[] shapes = shapes(in);
            AttentionSizes sizes = form.sizes(shapes);
            form.requireMasks(sizes, 0, shapes);
            return new Spec[] {Spec.floats(form.output(sizes))};
        }

        @Override
        public boolean checksValues() {
            return form.start() || form.lengths();
        }

        @Override
        public long multiplyAdds(Value... in) {
            AttentionSizes sizes = form.sizes(shapes(in));
            return (long) sizes.batch() * sizes.heads() * sizes.queries() * sizes.keys()
                    * (sizes.depth() + sizes.width());
        }

        @Override
        public void run(Operands in, Operands out) {
            AttentionSizes sizes = form.sizes(shapes(in, 0));
            Attentions.forward(
                    sizes, form.rows(sizes, 0, in, 0), form.rows(sizes, 1, in, 0), form.rows(sizes, 2, in, 0),
                    form.masks(sizes, in, 0), form.averages(sizes, out.data(0), out.offset(0)));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves((1 << form.inputs()) - 1, 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor g = grads[0];
            if (g == null) {
                return found;
            }
            Value[] all = GradMode.isEnabled() ? inOps(saved, g) : inOnePass(saved, g);
            for (int i = 0; i < form.operands(); i++) {
                found[i] = saved.needs(i) ? (Tensor) all[i] : null;
            }
            return found;
        }

        private Value[] inOnePass(Saved saved, Tensor g) {
            Value[] in = new Value[1 + form.inputs()];
            in[0] = g;
            int masks = form.operands();
            for (int i = 0; i < masks; i++) {
                in[1 + i] = saved.input(i);
            }
            if (form.start()) {
                in[1 + masks] = saved.ints(masks++);
            }
            if (form.lengths()) {
                in[1 + masks] = saved.ints(masks++);
            }
            if (form.allowed()) {
                in[1 + masks] = saved.bools(masks++);
            }
            if (form.bias()) {
                in[1 + masks] = saved.input(masks);
            }
            return new Gradient(form).apply(in);
        }

        /** The same, composed of differentiable ops. */
        private Value[] inOps(Saved saved, Tensor g) {
            Tensor[] operands = new Tensor[form.operands()];
            for (int i = 0; i < operands.length; i++) {
                operands[i] = saved.input(i);
            }
            AttentionOptions options = options(saved);
            return Autograd.vjp(
                    x -> AttentionSteps.inForm(form.layout(), form.heads(), form.keyHeads(), options, x), operands, g)
                    .products();
        }

        private AttentionOptions options(Saved saved) {
            AttentionOptions options = AttentionOptions.defaults().scale(form.scale());
            int masks = form.operands();
            if (form.start()) {
                options = options.causalFrom(saved.ints(masks++));
            } else if (form.causal()) {
                options = options.causal();
            }
            if (form.lengths()) {
                options = options.keyLengths(saved.ints(masks++));
            }
            if (form.allowed()) {
                options = options.mask(saved.bools(masks++));
            }
            return form.bias() ? options.mask(saved.input(masks)) : options;
        }
    }

    /**
     * The gradient rule of {@link Forward} from the gradient of the averages and its inputs: the gradients of queries,
     * keys and values, or of the one tensor that holds them. Not differentiable itself: where gradients of gradients
     * are asked for, the rule is that of the composed form, whose sums have another order.
     *
     * @param form what the inputs after the first are
     */
    record Gradient(AttentionForm form) implements AttentionOp {
        @Override
        public String name() {
            return form.layout().function + "Grad";
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape[] shapes = shapes(in);
            Shape[] operands = Arrays.copyOfRange(shapes, 1, shapes.length);
            AttentionSizes sizes = form.sizes(operands);
            form.requireMasks(sizes, 1, shapes);
            if (!shapes[0].equals(form.output(sizes))) {
                throw new IllegalArgumentException(
                        name() + ": gradient " + shapes[0] + ": expected " + form.output(sizes));
            }
            Spec[] specs = new Spec[form.operands()];
            for (int i = 0; i < specs.length; i++) {
                specs[i] = Spec.floats(operands[i]);
            }
            return specs;
        }

        @Override
        public boolean checksValues() {
            return form.start() || form.lengths();
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public long multiplyAdds(Value... in) {
            AttentionSizes sizes = form.sizes(Arrays.copyOfRange(shapes(in), 1, in.length));
            return (long) sizes.batch() * sizes.heads() * sizes.queries() * sizes.keys()
                    * (3L * sizes.depth() + 2L * sizes.width());
        }

        @Override
        public void run(Operands in, Operands out) {
            AttentionSizes sizes = form.sizes(shapes(in, 1));
            HeadRows g = form.averages(sizes, in.data(0), in.offset(0));
            Attentions.backward(
                    sizes, g, form.rows(sizes, 0, in, 1), form.rows(sizes, 1, in, 1), form.rows(sizes, 2, in, 1),
                    form.masks(sizes, in, 1), form.rows(sizes, 0, out, 0), form.rows(sizes, 1, out, 0),
                    form.rows(sizes, 2, out, 0));
        }
    }

    /**
     * Passes on how many keys take part, if they are within 0 and the keys there are: for the composed form.
     *
     * @param function begins the message
     */
    record Lengths(String function, int keys) implements AttentionOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(in[0].shape())};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            AttentionForm.requireLengths(function, in.ints(0), in.size(0), keys);
            System.arraycopy(in.ints(0), 0, out.ints(0), 0, in.size(0));
        }
    }

    /**
     * Passes on the first query's position, if all queries have theirs among the keys: for the composed form.
     *
     * @param function begins the message
     */
    record Start(String function, int queries, int keys) implements AttentionOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(in[0].shape())};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            AttentionForm.requireStart(function, in.ints(0)[0], queries, keys);
            out.ints(0)[0] = in.ints(0)[0];
        }
    }
}
