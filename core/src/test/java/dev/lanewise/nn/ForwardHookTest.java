package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ForwardHookTest {
    private final Linear first = new Linear(3, 4, RandomSource.seed(1));
    private final Sequential net = new Sequential(first, new ReLU());
    private final Tensor x = RandomSource.seed(2).normal(5, 3);
    private final List<String> calls = new ArrayList<>();

    /** A block whose forward takes two inputs, of which one may be missing. */
    private static final class Sum extends Block {
        Tensor forward(Tensor a, @Nullable Tensor b) {
            return call(() -> b == null ? a : a.add(b), a, b);
        }
    }

    @Test
    void aHookIsToldOfBlockInputsAndOutput() {
        List<Object> seen = new ArrayList<>();
        try (ForwardHook.Handle _ = first.onForward((block, inputs, output) -> {
            seen.add(block);
            seen.addAll(inputs);
            seen.add(output);
        })) {
            net.forward(x);
        }
        assertThat(seen.subList(0, 2)).containsExactly(first, x);
        assertThat((Tensor) seen.get(2)).hasBitsOf(first.forward(x));
        assertThat(seen).hasSize(3);
    }

    @Test
    void blocksOfOtherTypesTellAllInputs() {
        Sum sum = new Sum();
        List<List<@Nullable Object>> seen = new ArrayList<>();
        sum.onForward((block, inputs, output) -> seen.add(inputs));
        sum.forward(x, x);
        sum.forward(x, null);
        assertThat(seen).containsExactly(List.of(x, x), Arrays.asList(x, null));
    }

    @Test
    void hooksAreToldInOrderUntilTheyAreRemoved() {
        ForwardHook.Handle a = net.onForward((block, inputs, output) -> calls.add("a"));
        ForwardHook again = (block, inputs, output) -> calls.add("b");
        ForwardHook.Handle b = net.onForward(again);
        net.onForward(again);
        first.onForward((block, inputs, output) -> calls.add("inner"));
        net.forward(x);
        assertThat(calls).containsExactly("inner", "a", "b", "b");
        calls.clear();
        b.close();
        b.close();
        a.close();
        net.forward(x);
        assertThat(calls).containsExactly("inner", "b");
    }

    @Test
    void aHookMayRemoveItself() {
        ForwardHook.Handle[] handle = new ForwardHook.Handle[1];
        handle[0] = net.onForward((block, inputs, output) -> {
            calls.add("once");
            handle[0].close();
        });
        net.forward(x);
        net.forward(x);
        assertThat(calls).containsExactly("once");
    }

    @Test
    void nullIsNoHook() {
        assertThatIllegalArgumentException().isThrownBy(() -> net.onForward(null))
                .withMessage("Sequential: the hook is null");
    }

    @Test
    void aProgramFitsWhileThereAreHooksOrNoneAsWhenItWasCaptured() {
        Program without = capture();
        try (ForwardHook.Handle _ = first.onForward((block, inputs, output) -> calls.add("told"))) {
            assertThat(without.fits(List.of(x))).isFalse();
            Program with = capture();
            assertThat(calls).containsExactly("told");
            with.run(List.of(x));
            assertThat(calls).as("replays run no Java code").containsExactly("told");
            assertThat(with.fits(List.of(x))).isTrue();
        }
        assertThat(without.fits(List.of(x))).isTrue();
        assertThat((Tensor) without.run(List.of(x)).getFirst()).hasBitsOf(net.forward(x));
    }

    private Program capture() {
        return Program.capture(List.of(x), in -> List.of(net.forward((Tensor) in.getFirst()))).program();
    }

    @Test
    void aProgramThatAddsAHookIsNotRepeated() {
        Program.Captured captured = Program.capture(List.of(x), in -> {
            Tensor y = net.forward((Tensor) in.getFirst());
            first.onForward((block, inputs, output) -> calls.add("told"));
            return List.of(y);
        });
        assertThat(captured.program().isRepeatable()).isFalse();
    }
}
