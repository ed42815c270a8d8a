package dev.lanewise.inference;

import dev.lanewise.data.Batched;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.Layer;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.replay.Form;
import dev.lanewise.replay.Programs;
import dev.lanewise.replay.StandIn;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model put to use ({@index inference_mode}): in evaluation mode, without history, captured once for each kind of
 * input and replayed from then on.
 *
 * {@snippet :
 * Inference<Tensor, Tensor> classify = Inference.of(model);
 * IntTensor classes = classify.run(images).argmax(1);
 * }
 *
 * <p>The bits are those of {@code forward} after {@code model.eval()}. The mode of the model is neither asked nor
 * switched: dropout is inactive and running statistics stay as they are, even while the model is in training mode, and
 * a training may go on between runs. New values of parameters and buffers are seen by the next run, whoever has
 * assigned them.
 *
 * <p>A model with other inputs or outputs is given as a function of a record of tensors ({@link Batched}), and may give
 * one:
 *
 * {@snippet :
 * Inference<Question, Tensor> answer = Inference.of(question -> model.forward(question.text(), question.context()));
 * }
 *
 * <p><b>Threads.</b> Any number of threads may run an inference at the same time. Where a program is there already they
 * share no lock, and each has buffers of its own; a device ({@link #on}) does one run after the other, and threads wait
 * for it. The first input of a kind is captured while threads with other new kinds wait. While another thread writes to
 * parameters, a run may see some of the new values and some of the old ones, as {@code forward} would.
 *
 * <p>The rules of captured computations hold ({@link Program}): the function runs once for each kind of input, which is
 * the types and shapes of its tensors and what else it holds ({@link Batched}), and not at all in later runs. So a
 * number or a text in an output is that of the first run for the kind.
 *
 * @param <X> what goes in: a tensor of any type, or a {@link Batched} record of tensors
 * @param <Y> what comes out, likewise
 */
public final class Inference<X, Y> {
    /** How many programs are kept unless {@link #plans} says otherwise. */
    public static final int PLANS = Programs.KEPT;

    private static final String NAME = "inference";

    private final Function<X, Y> computation;
    private final ReentrantLock capturing = new ReentrantLock();

    /** Programs with the form of their outputs. */
    private volatile Programs<Form<Y>> programs = new Programs<>(NAME, PLANS);

    private volatile Options options = Options.defaults();
    private volatile boolean begun;

    private Inference(Function<X, Y> computation) {
        this.computation = Required.nonNull(NAME + ": the computation", computation);
    }

    /** The use of a layer. */
    public static Inference<Tensor, Tensor> of(Layer model) {
        return new Inference<>(Required.nonNull(NAME + ": the model", model)::forward);
    }

    /**
     * The use of a model by a function, such as the {@code forward} of a block with other inputs.
     *
     * @param computation takes and gives a tensor, or a record of tensors
     */
    public static <X, Y> Inference<X, Y> of(Function<X, Y> computation) {
        return new Inference<>(computation);
    }

    /**
     * Sets how many programs are kept, {@value #PLANS} until set otherwise: one for each combination of types and
     * shapes of inputs.
     *
     * @return this
     * @throws IllegalArgumentException if {@code count} is less than 1
     * @throws IllegalStateException if there has been a run already
     */
    public Inference<X, Y> plans(int count) {
        requireNew("plans");
        programs = new Programs<>(NAME, count);
        return this;
    }

    /**
     * Has every run but the first of each kind of input, which is captured, computed by a device, one after the other.
     *
     * @return this
     * @throws IllegalStateException if there has been a run already
     */
    public Inference<X, Y> on(Backend device) {
        requireNew("on");
        options = options.on(device);
        return this;
    }

    private void requireNew(String setting) {
        if (begun) {
            throw new IllegalStateException(
                    setting + ": the inference has been run already; call this before its first run");
        }
    }

    /**
     * Computes the outputs for an input, as copies.
     *
     * @throws IllegalArgumentException if the input is null, is no tensor or record of tensors, requires a gradient, or
     *     does not fit the model
     * @throws IllegalStateException if the computation does what cannot be captured, or this thread is capturing one
     */
    public Y run(X input) {
        List<Value> inputs = StandIn.values(NAME, "input", input);
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            Programs.Entry<Form<Y>> fitting = programs.find(input, inputs);
            if (fitting == null) {
                begun = true;
                capturing.lock();
                try {
                    fitting = programs.find(input, inputs); // another thread may have been first
                    if (fitting == null) {
                        return capture(input, inputs);
                    }
                } finally {
                    capturing.unlock();
                }
            }
            return fitting.remembered().on(fitting.program().run(inputs));
        }
    }

    /** Runs the computation while it is captured. */
    private Y capture(X input, List<Value> inputs) {
        Form<X> form = Form.of(NAME, input, inputs);
        AtomicReference<@Nullable Form<Y>> first = new AtomicReference<>();
        Program.Captured captured = Program.capture(options, inputs, in -> {
            Y output = StandIn.apply(NAME, computation, input, List.copyOf(in));
            List<Value> values = StandIn.values(NAME, "output", output);
            Form<Y> given = first.get();
            if (given == null) {
                first.set(Form.of(NAME, output, values));
            } else if (!given.fits(output)) { // a run that is verified, on any thread
                throw new IllegalStateException("verify: the " + output.getClass().getSimpleName()
                        + " that this run of the inference gives differs from that of the capture in more than tensors: "
                        + "in its class, a number, a text, or what is null");
            }
            return values;
        });
        Form<Y> given = Objects.requireNonNull(first.get());
        programs.add(form, captured.program(), given);
        return given.on(captured.outputs());
    }

    /** For example {@code Inference(2 of 8 plans)}. */
    @Override
    public String toString() {
        return "Inference(" + programs.size() + " of " + programs.most() + " plans)";
    }
}
