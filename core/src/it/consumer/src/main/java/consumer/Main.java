package consumer;

import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/** Trains a small network with the installed jar and prints what came of it; verify.groovy compares the runs. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(new Linear(2, 16, random), new Tanh(), new Linear(16, 1, random));
        Optimizer optimizer = new Adam(model.parameters(), 0.05);
        Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Tensor xor = Tensor.of(new float[][] {{0}, {1}, {1}, {0}});
        for (int step = 0; step < 200; step++) {
            Tensor loss = Losses.bceWithLogits(model.forward(x), xor);
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
        }
        System.out.println("answers: " + model.forward(x).reshape(4).gt(0f));
        System.out.println("logits: " + Float.toHexString(model.forward(x).get(1, 0)));
        System.out.println("named module: " + Tensor.class.getModule().isNamed());
        System.out.println("incubator module: " + ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
}
