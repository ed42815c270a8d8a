package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainerOnDeviceTest {
    private final Tensor inputs = RandomSource.seed(1).normal(24, 5);
    private final Tensor targets = RandomSource.seed(2).normal(24, 2);
    private final ToyDevice device = new ToyDevice();

    private Trainer<Batch<Tensor, Tensor>, Tensor> trainer(Linear model) {
        return Trainer.of(model, new SGD(model.parameters(), 0.1), Losses::mse);
    }

    private DataLoader<Batch<Tensor, Tensor>> loader() {
        return new DataLoader<>(new TensorDataset<>(inputs, targets), 6);
    }

    private Map<String, Double> fit(Linear model, @Nullable Backend backend) {
        Trainer<Batch<Tensor, Tensor>, Tensor> trainer = trainer(model);
        if (backend != null) {
            trainer.on(backend);
        }
        Map<String, Double> last = trainer.fit(loader(), loader(), 3).epochs().getLast().values();
        Batch<Tensor, Tensor> batch = new Batch<>(inputs, targets);
        trainer.predict(batch);
        assertThat(trainer.predict(batch).toArray()).isEqualTo(model.forward(inputs).toArray());
        return last;
    }

    @Test
    void stepsValidationsAndPredictionsRunThere() {
        Linear here = new Linear(5, 2, RandomSource.seed(3));
        Linear there = new Linear(5, 2, RandomSource.seed(3));
        assertThat(fit(there, device)).isEqualTo(fit(here, null));
        assertThat(there.weight().toArray()).isEqualTo(here.weight().toArray());
    }

    @Test
    void whatADeviceCannotKeepToIsRefused() {
        Linear model = new Linear(5, 2, RandomSource.seed(3));
        assertThatThrownBy(() -> trainer(model).eager().on(device)).isInstanceOf(IllegalStateException.class)
                .hasMessage("on: eager steps are the CPU's, and there is a device to run them");
        assertThatThrownBy(() -> trainer(model).on(device).eager()).isInstanceOf(IllegalStateException.class)
                .hasMessage("eager: eager steps are the CPU's, and there is a device to run them");
        Trainer<Batch<Tensor, Tensor>, Tensor> used = trainer(model);
        used.evaluate(loader());
        assertThatThrownBy(() -> used.on(device)).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("on: the trainer has been used already");
    }
}
