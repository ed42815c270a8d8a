package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.Softmax;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Errors of forward computations name the block. */
@Tag("quick")
class BlockFaultTest {
    private static final String LINEAR = "Linear(5, 2): linear: [4, 3] and weight [2, 5]: expected [..., in] and "
            + "[out, in]";

    private static final Tensor X = Tensor.ones(4, 3);

    private static Linear linear(int in, int out) {
        return new Linear(in, out, RandomSource.seed(1));
    }

    /** A layer of which a test says what it computes. */
    private static final class Computed extends Layer {
        private final UnaryOperator<Tensor> function;

        Computed(UnaryOperator<Tensor> function) {
            this.function = function;
        }

        @Override
        protected Tensor compute(Tensor x) {
            return function.apply(x);
        }
    }

    /** A block with types of its own. */
    private static final class Table extends Block {
        private final Tensor rows = parameter("rows", Tensor.zeros(3, 2));

        Tensor forward(IntTensor ids) {
            return call(() -> Indexing.take(rows, ids), ids);
        }
    }

    @Test
    void theLayerIsNamedByItsPathFromTheBlockThatWasCalled() {
        assertThatIllegalArgumentException().isThrownBy(() -> linear(5, 2).forward(X)).withMessage(LINEAR);
        Sequential inner = new Sequential(new ReLU(), new Tanh(), linear(5, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> inner.forward(X)).withMessage("2: " + LINEAR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sequential(new Sequential(new ReLU(), inner)).forward(X))
                .withMessage("0.1.2: " + LINEAR);
    }

    @Test
    void theErrorIsOneExceptionOfTheSameKindWithTheOriginalAsItsCause() {
        Layer net = new Sequential(new Sequential(linear(5, 2)));
        Throwable argument = catchThrowable(() -> net.forward(X));
        assertThat(argument).hasToString("java.lang.IllegalArgumentException: 0.0: " + LINEAR);
        assertThat(argument.getCause()).isExactlyInstanceOf(IllegalArgumentException.class).hasNoCause()
                .hasMessage(LINEAR.substring("Linear(5, 2): ".length()));
        Throwable index = catchThrowable(() -> new Sequential(new Softmax(7)).forward(X));
        assertThat(index).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageStartingWith("0: Softmax(axis 7): softmax: ")
                .hasToString("java.lang.IndexOutOfBoundsException: " + index.getMessage());
        assertThat(index.getCause()).isExactlyInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void blocksOfOtherTypesAreNamedToo() {
        Table table = new Table();
        Layer around = new Layer() {
            {
                child("table", table);
            }

            @Override
            protected Tensor compute(Tensor x) {
                return table.forward(IntTensor.of(3));
            }
        };
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> around.forward(X))
                .withMessageStartingWith("table: Table(): take");
    }

    @Test
    void anErrorOfTheOuterBlockItselfHasNoPath() {
        Layer net = new Sequential(new Computed(x -> x.add(Tensor.ones(7))), new ReLU());
        assertThatIllegalArgumentException().isThrownBy(() -> net.forward(X)).withMessageStartingWith(
                "0: Computed(): add: ");
    }

    @Test
    void aBlockThatNobodyRegisteredIsNamedWithoutAPath() {
        Layer hidden = linear(5, 2);
        Layer net = new Sequential(new Computed(hidden::forward));
        assertThatIllegalArgumentException().isThrownBy(() -> net.forward(X))
                .withMessage("0.(unregistered): " + LINEAR);
    }

    @Test
    void aForwardThatTakesOrReturnsNullIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sequential(new Computed(x -> null)).forward(X))
                .withMessage("0: Computed(): forward returned null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Sequential(new ReLU()).forward(null))
                .withMessage("Sequential(): the input is null");
    }

    /** A user's own. */
    private static final class TooLong extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("too long");
        }
    }

    @Test
    void otherExceptionsPassUntouchedSubclassesToo() {
        for (RuntimeException thrown : List.of(new IllegalStateException("refused"), new TooLong(),
                new NumberFormatException("x"), new ArrayIndexOutOfBoundsException(3))) {
            Layer net = new Sequential(new Computed(x -> {
                throw thrown;
            }));
            assertThat(catchThrowable(() -> net.forward(X))).isSameAs(thrown);
        }
    }

    @Test
    void theErrorCanBeSentElsewhere() throws Exception {
        Throwable fault = catchThrowable(() -> new Sequential(linear(5, 2)).forward(X));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(fault);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).hasToString("java.lang.IllegalArgumentException: 0: " + LINEAR);
        }
    }
}
