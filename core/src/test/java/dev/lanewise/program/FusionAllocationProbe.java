package dev.lanewise.program;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.parallel.Team;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Runs a fused chain, as long as its loop takes and with a function in it where it may stand last, until it no longer
 * allocates, and prints how many runs in a row did not.
 */
public final class FusionAllocationProbe {
    /** Boxed vectors would be 600 and more for a single operation of the loop. */
    private static final int OWN_BYTES = 2000;

    private FusionAllocationProbe() {}

    public static void main(String[] args) throws Throwable {
        Tensor x = RandomSource.at(1, 2, 0).normal(10_000);
        Tensor target = Tensor.zeros(10_000);
        Program program = Program.capture(List.of(x), in -> {
            Tensor y = light((Tensor) in.get(0), 4);
            return List.of(light(function(args[0], y), 27));
        }).program();
        if (program.size() != 1) {
            throw new IllegalStateException("the chain has " + program.size() + " steps");
        }
        try (Team.Scope _ = Team.of(1).use()) {
            System.out.println(AllocatedBytes.quietCalls(OWN_BYTES, () -> program.run(List.of(x), List.of(target))));
        }
    }

    private static Tensor light(Tensor x, int ops) {
        Tensor y = x;
        for (int i = 0; i < ops; i++) {
            y = i % 2 == 0 ? y.mul(x) : y.add(x);
        }
        return y;
    }

    private static Tensor function(String name, Tensor x) {
        return switch (name) {
            case "erf" -> Pointwise.erf(x);
            case "log1p" -> Pointwise.log1p(x);
            case "log2" -> Pointwise.log2(x);
            case "softplus" -> Activations.softplus(x);
            case "silu" -> Activations.silu(x);
            case "gelu" -> Activations.gelu(x);
            case "tanh" -> x.tanh();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
