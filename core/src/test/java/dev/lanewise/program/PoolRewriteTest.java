package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.ops.PoolOp;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gradient of relu before a max pool masks what is scattered, with the same bits, and no other gradient does. */
@Tag("quick")
class PoolRewriteTest {
    private final RandomSource random = RandomSource.seed(6);

    /** The shapes that gradients of relu have in the program of the gradient of {@code f}. */
    private List<String> masks(UnaryOperator<Tensor> f, Tensor input) {
        UnaryOperator<Tensor> gradient = x -> {
            Tensor leaf = x.mul(1f).detach().requiresGrad(true);
            Tensor y = f.apply(leaf);
            Tensor g = y.mul(3f).sub(1f).detach();
            return Autograd.grad(y, g, Graph.FREE, leaf)[0];
        };
        Program program = Program.capture(
                List.of(input), in -> List.of(gradient.apply((Tensor) in.get(0)))).program();
        float[] values = random.normal(input.shape().dims()).toArray();
        for (int i = 0; i < values.length; i += 7) {
            values[i] = i % 3 == 0 ? Float.NaN : i % 3 == 1 ? -0f : 0f;
        }
        Tensor other = Tensor.of(values).reshape(input.shape());
        List<Value> inputs = List.of(other);
        float[] expected = gradient.apply(other).toArray();
        assertThat(((Tensor) Poisoned.run(program, inputs).get(0)).toArray()).isEqualTo(expected);
        assertThat(((Tensor) program.run(inputs).get(0)).toArray()).isEqualTo(expected);
        return program.plan().steps().stream()
                .filter(step -> step.op().name().equals("reluGrad"))
                .map(step -> program.plan().spec(step.in()[1]).shape().toString()).toList();
    }

    @Test
    void thePooledValuesMaskWhatIsScattered() {
        Tensor x = random.normal(2, 3, 6, 8);
        assertThat(masks(in -> Pooling.maxPool2d(in.relu(), Window.of(2)), x)).containsExactly("[2, 3, 3, 4]");
        assertThat(masks(in -> Pooling.maxPool2d(in.relu(), Window.of(3).stride(2).padding(1)), x))
                .as("windows overlap").containsExactly("[2, 3, 3, 4]");
        assertThat(masks(in -> Pooling.maxPool2d(in.relu(), Window.of(2).dilation(2).stride(1)), x))
                .containsExactly("[2, 3, 4, 6]");
        assertThat(masks(in -> Pooling.adaptiveMaxPool2d(in.relu(), 4, 3), x)).containsExactly("[2, 3, 4, 3]");
        assertThat(masks(in -> Pooling.maxPool1d(in.relu(), Window.of(4).stride(1)), random.normal(2, 3, 9)))
                .containsExactly("[2, 3, 6]");
    }

    @Test
    void otherMasksStayWhereTheyAre() {
        Tensor x = random.normal(2, 3, 6, 8);
        assertThat(masks(in -> Pooling.maxPool2d(in.relu().neg(), Window.of(2)), x)).containsExactly("[2, 3, 6, 8]");
        assertThat(masks(in -> Pooling.avgPool2d(in.relu(), Window.of(2)), x)).containsExactly("[2, 3, 6, 8]");
        assertThat(masks(in -> {
            Tensor y = in.relu();
            return Pooling.maxPool2d(y, Window.of(2)).add(y.slice(2, 0, 3).slice(3, 0, 4));
        }, x)).as("relu is read by others").containsExactly("[2, 3, 6, 8]");
        assertThat(masks(in -> Pooling.maxPool2d(in.relu(), Window.of(2)).relu(), x)).as("its own output, too")
                .containsExactlyInAnyOrder("[2, 3, 3, 4]", "[2, 3, 3, 4]");
    }

    @Test
    void whatIsWrittenBetweenIsReadWhereItWas() {
        Tensor x = random.normal(2, 3, 6, 8);
        assertThat(masks(in -> {
            Tensor y = Pooling.maxPool2d(in.relu(), Window.of(2));
            Tensor result = y.mul(2f);
            y.detach().reshape(y.size()).assign(Tensor.zeros(y.size()));
            return result;
        }, x)).as("the pooled values are overwritten through a view").containsExactly("[2, 3, 6, 8]");
        UnaryOperator<Tensor> f = in -> {
            Tensor leaf = in.mul(1f).detach().requiresGrad(true);
            Pooling.maxPool2d(leaf, Window.of(2)).square().sum().backward();
            Tensor gradient = Objects.requireNonNull(leaf.grad());
            gradient.assign(gradient.mul(2f));
            return gradient.sum(2, 3);
        };
        Program program = Program.capture(List.of(x), in -> List.of(f.apply((Tensor) in.get(0)))).program();
        assertThat(((Tensor) program.run(List.of(x)).get(0)).toArray()).as("sums of a gradient that is scaled")
                .isEqualTo(f.apply(x).toArray());
    }

    @Test
    void indicesOfOtherPlanesDoNotSayWhereTheMaximumIs() {
        PoolOp pool = new PoolOp.MaxPool(Window.of(2));
        assertThat(masks(in -> {
            Tensor y = in.relu();
            return new PoolOp.PlaneGather(2).tensor(y, pool.apply(y)[1]);
        }, random.normal(2, 6, 8))).containsExactly("[2, 6, 8]");
    }

    @Test
    void thePlanesOfAScatteredGradientAreSummedAlongWithIt() {
        Tensor x = random.normal(2, 3, 6, 8);
        Tensor w = random.normal(3, 3, 3, 3).requiresGrad(true);
        Tensor b = random.normal(3).requiresGrad(true);
        Function<Tensor, List<Tensor>> f = in -> {
            Tensor y = Convolution.conv2d(in, w, b, ConvOptions.defaults().padding(1)).relu();
            Tensor loss = Pooling.maxPool2d(y, Window.of(2)).square().sum();
            return List.of(Autograd.grad(loss, Graph.FREE, w, b));
        };
        Program program = Program.capture(List.of(x), in -> f.apply((Tensor) in.get(0))).program();
        Tensor other = random.normal(2, 3, 6, 8);
        List<Tensor> expected = f.apply(other);
        List<Value> found = Poisoned.run(program, List.of(other));
        assertThat(((Tensor) found.get(0)).toArray()).isEqualTo(expected.get(0).toArray());
        assertThat(((Tensor) found.get(1)).toArray()).isEqualTo(expected.get(1).toArray());
        assertThat(program.plan().steps()).extracting(step -> step.op().name() + step.out().length)
                .contains("planeScatter2").doesNotContain("planeScatter1");
    }
}
