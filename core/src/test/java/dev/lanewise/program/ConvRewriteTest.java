package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which steps become one with a convolution before them, which must not, and that the bits stay. */
@Tag("quick")
class ConvRewriteTest {
    private static final ConvOptions PLAIN = ConvOptions.defaults();
    private static final ConvOptions PADDED = PLAIN.padding(1);

    private final RandomSource random = RandomSource.seed(4);
    private final Tensor w = random.normal(4, 4, 3, 3);
    private final Tensor b = random.normal(4);
    private final Tensor x = random.normal(2, 4, 6, 5);

    private Tensor conv(Tensor in, @Nullable Tensor bias) {
        return Convolution.conv2d(in, w, bias, PADDED);
    }

    /** The ops of the program of {@code f}, whose bits are checked against the eager run on another input. */
    private List<String> ops(Function<Tensor, List<Tensor>> f, Tensor input) {
        Program program = Program.capture(List.of(input), in -> f.apply((Tensor) in.get(0))).program();
        List<Value> inputs = List.of(random.normal(input.shape().dims()));
        List<Tensor> expected = f.apply((Tensor) inputs.get(0));
        List<Value> found = Poisoned.run(program, inputs);
        List<Value> again = program.run(inputs);
        for (int o = 0; o < expected.size(); o++) {
            assertThat(((Tensor) found.get(o)).toArray()).isEqualTo(expected.get(o).toArray());
            assertThat(((Tensor) again.get(o)).toArray()).isEqualTo(expected.get(o).toArray());
        }
        return program.plan().steps().stream().map(Draft.Step::op).map(ConvRewriteTest::brief).toList();
    }

    private List<String> opsOf(UnaryOperator<Tensor> f) {
        return ops(in -> List.of(f.apply(in)), x);
    }

    /** A convolution by what follows its sums, any other op by its name. */
    private static String brief(Op op) {
        String all = Attributes.describe(op);
        int tail = all.indexOf("tail=");
        return tail < 0 ? op.name() : op.name() + ": " + all.substring(tail + "tail=".length(), all.length() - 1);
    }

    @Test
    void biasAndActivationAreOneStepWithAConvolution() {
        assertThat(opsOf(in -> conv(in, b).relu())).containsExactly("convolution: bias, relu");
        assertThat(opsOf(in -> conv(in, b).tanh())).containsExactly("convolution: bias, tanh");
        assertThat(opsOf(in -> conv(in, null).sigmoid())).containsExactly("convolution: sigmoid");
        assertThat(opsOf(in -> conv(in, null).add(b.reshape(4, 1, 1)).relu()))
                .endsWith("convolution: bias, relu").doesNotContain("add", "relu");
        assertThat(opsOf(in -> conv(conv(in, b).relu(), b).relu()))
                .containsExactly("convolution: bias, relu", "convolution: bias, relu");
    }

    @Test
    void aResidualConnectionIsAddedInTheStore() {
        assertThat(opsOf(in -> conv(conv(in, b).relu(), b).add(in).relu()))
                .containsExactly("convolution: bias, relu", "convolution: bias, sum, relu");
        assertThat(opsOf(in -> in.add(conv(in, null)))).containsExactly("convolution: sum");
        assertThat(opsOf(in -> conv(in, null).add(conv(in.neg(), b))))
                .containsExactlyInAnyOrder("neg", "convolution: bias", "convolution: sum");
    }

    @Test
    void aFoldedResidualBlockIsTwoSteps() {
        BatchNorm2d norm = new BatchNorm2d(4);
        norm.weight().assign(random.normal(4));
        norm.eval();
        Conv2d folded = new Conv2d(4, 4, 3, PADDED, random).fold(norm);
        assertThat(ops(in -> List.of(folded.forward(folded.forward(in).relu()).add(in).relu()), x))
                .containsExactly("convolution: bias, relu", "convolution: bias, sum, relu");
    }

    @Test
    void aTransposedConvolutionHasTheSameEnds() {
        ConvOptions strided = PLAIN.stride(2);
        assertThat(opsOf(in -> Convolution.convTranspose2d(in, w, b, strided).relu()))
                .endsWith("convolutionInputGradient: bias, relu").doesNotContain("add", "relu");
        assertThat(opsOf(in -> Convolution.convTranspose2d(in, w, null, PADDED).add(in).tanh()))
                .containsExactly("convolutionInputGradient: sum, tanh");
    }

    @Test
    void whatIsReadOtherwiseStays() {
        assertThat(opsOf(in -> {
            Tensor y = conv(in, b);
            return y.relu().mul(y);
        })).contains("convolution: bias");
        assertThat(ops(in -> {
            Tensor y = conv(in, b);
            return List.of(y.relu(), y);
        }, x)).as("an output of the program").containsExactly("convolution: bias", "relu");
        assertThat(opsOf(in -> {
            Tensor y = conv(in, b);
            return y.add(y);
        })).containsExactly("convolution: bias", "add");
    }

    @Test
    void otherSumsAndFunctionsStay() {
        assertThat(opsOf(in -> conv(in, b).relu().relu())).containsExactly("convolution: bias, relu", "relu");
        assertThat(opsOf(in -> Activations.gelu(conv(in, b)))).containsExactly("convolution: bias", "gelu");
        assertThat(opsOf(in -> conv(in, b).relu().add(in))).containsExactly("convolution: bias, relu", "add");
        assertThat(opsOf(in -> conv(in, null).add(in).add(in))).containsExactly("convolution: sum", "add");
        assertThat(opsOf(in -> conv(in, b).sub(in))).containsExactly("convolution: bias", "sub");
        assertThat(opsOf(in -> conv(in, null).add(in.slice(2, 0, 1)))).as("rows repeat").contains("add");
        assertThat(opsOf(in -> conv(in, null).add(Tensor.ones(5)))).as("one value a column").contains("add");
        assertThat(opsOf(in -> conv(in.slice(0, 0, 1), null).add(in))).as("the sum is larger").contains("add");
    }

    @Test
    void aReadDoesNotMoveBehindAWrite() {
        Tensor state = random.normal(4, 4, 3, 3);
        Tensor first = state.copy();
        assertThat(opsOf(in -> {
            state.assign(first);
            Tensor y = Convolution.conv2d(in, state, b, PADDED);
            state.assign(w);
            return y.relu();
        })).contains("convolution: bias", "relu");
    }

    @Test
    void oneImageKeepsItsShape() {
        assertThat(ops(in -> List.of(conv(in, b).relu()), random.normal(4, 6, 5)))
                .contains("convolution: bias, relu").doesNotContain("relu");
    }

    @Test
    void theGradientOfAnActivationIsOneStepWithThatOfTheInput() {
        Tensor first = random.normal(4, 4, 3, 3).requiresGrad(true);
        Tensor second = random.normal(4, 4, 3, 3).requiresGrad(true);
        Function<Tensor, List<Tensor>> f = in -> {
            Tensor hidden = Convolution.conv2d(in, first, b, PADDED).relu();
            Tensor block = Convolution.conv2d(hidden, second, b, PADDED).tanh().add(hidden).relu();
            Tensor loss = Convolution.conv2d(block, second, null, PADDED).square().sum();
            return List.of(Autograd.grad(loss, Graph.FREE, first, second));
        };
        assertThat(ops(f, x)).contains("convolutionInputGradient: reluGrad", "convolutionInputGradient: sum, reluGrad")
                .doesNotContain("reluGrad", "tanh");
    }
}
