package chapter16;

import dev.lanewise.data.Batch;
import dev.lanewise.program.Backend;
import dev.lanewise.program.DeviceException;
import dev.lanewise.program.Devices;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OnDeviceCheck {
    private static final int BATCH = 32;
    private static final int BATCHES = 40;

    @Test
    @Order(1)
    @DisplayName("device() finds none for the CPU, and no others than there are")
    void device() {
        Expect.that(OnDevice.device("cpu").isEmpty(), "device(\"cpu\") is a device; the CPU needs none");
        String name = "a device of this name";
        String refusal = "";
        try {
            OnDevice.device(name);
        } catch (IllegalArgumentException | DeviceException e) {
            refusal = String.valueOf(e.getMessage());
        }
        Expect.that(!refusal.isEmpty(), "device(\"" + name + "\") finds something; Devices.open would have refused it");
    }

    @Test
    @Order(2)
    @DisplayName("train() captures learn(), and the loss falls")
    void train() {
        OnDevice learner = new OnDevice();
        float[] losses = learner.train(batches(), Optional.empty());
        Expect.same("the number of losses", losses.length, BATCHES);
        Expect.atMost("the loss of the last batch, beside that of the first, " + losses[0],
                losses[BATCHES - 1], 0.9 * losses[0]);
        Expect.same("how often Java has run learn() for " + BATCHES + " batches, with TrainStep.capture",
                learner.learned(), 1);
    }

    @Test
    @Order(3)
    @DisplayName("train() gives the step to the device")
    void on() {
        Backend none = listing -> {
            throw new UnsupportedOperationException("it was asked");
        };
        String answer = "";
        try {
            new OnDevice().train(batches(), Optional.of(none));
        } catch (UnsupportedOperationException e) {
            answer = String.valueOf(e.getMessage());
        }
        Expect.that(answer.contains("it was asked"),
                "train: the device was not asked to compile the step; step.on(...) "
                        + "gives it to the device, before the first run");
    }

    @Test
    @Order(4)
    @DisplayName("differences() counts bits, not values")
    void differences() {
        Expect.same("differences of 1, 2, 3 and 1, 5, 3",
                OnDevice.differences(new float[] {1, 2, 3}, new float[] {1, 5, 3}), 1);
        Expect.same("differences of 0 and -0", OnDevice.differences(new float[] {0}, new float[] {-0f}), 1);
        Expect.same("differences of NaN and the same NaN",
                OnDevice.differences(new float[] {Float.NaN}, new float[] {Float.NaN}), 0);
        Expect.same("differences of 1 and the next float",
                OnDevice.differences(new float[] {1}, new float[] {Math.nextUp(1f)}), 1);
    }

    @Test
    @Order(5)
    @DisplayName("a training on the device has the bits of the CPU")
    void bits() {
        OnDevice here = new OnDevice();
        float[] expected = here.train(batches(), Optional.empty());
        Optional<Backend> device;
        try {
            System.out.println("computes on " + Devices.open(Devices.GPU).description());
            device = OnDevice.device(Devices.GPU);
        } catch (DeviceException e) {
            System.out.println("there is no device to compare with: " + e.getMessage());
            return;
        }
        OnDevice there = new OnDevice();
        float[] losses = there.train(batches(), device);
        Expect.same("losses that differ between device and CPU", OnDevice.differences(losses, expected), 0);
        there.model().stateDict().forEach((name, weight) -> Expect.same("numbers of " + name + " that differ",
                OnDevice.differences(weight.toArray(), here.model().stateDict().get(name).toArray()), 0));
    }

    private static List<Batch<Tensor, IntTensor>> batches() {
        Digits digits = Digits.load().train().first(BATCH * BATCHES);
        List<Batch<Tensor, IntTensor>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            batches.add(new Batch<>(
                    Tensor.of(Shape.of(BATCH, Digits.PIXELS), Arrays.copyOfRange(digits.pictures(),
                            i * BATCH * Digits.PIXELS, (i + 1) * BATCH * Digits.PIXELS)),
                    IntTensor.of(Arrays.copyOfRange(digits.labels(), i * BATCH, (i + 1) * BATCH))));
        }
        return batches;
    }
}
