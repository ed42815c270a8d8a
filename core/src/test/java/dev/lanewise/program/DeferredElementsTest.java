package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tensors that a device has newer elements of: they come when somebody reads them, and are not replaced by older ones. */
class DeferredElementsTest {
    private final ToyDevice device = new ToyDevice();

    /** A device that fails when it is asked to. */
    private static final class Failing implements Backend {
        private final Backend device;
        private boolean atGet;
        private boolean atCommit;

        Failing(Backend device) {
            this.device = device;
        }

        @Override
        public Replay compile(Listing listing) {
            Replay whole = device.compile(listing);
            return new Replay() {
                @Override
                public void put(int number, Operands value) {
                    whole.put(number, value);
                }

                @Override
                public void run(Operands inputs, Operands outputs, List<Op> live) {
                    whole.run(inputs, outputs, live);
                }

                @Override
                public void commit() {
                    fail(atCommit);
                    whole.commit();
                }

                @Override
                public void get(int number, Operands value) {
                    fail(atGet);
                    whole.get(number, value);
                }
            };
        }

        private static void fail(boolean now) {
            if (now) {
                throw new IllegalStateException("connection lost");
            }
        }
    }

    private static Program program(Backend device, UnaryOperator<Tensor> computation, Tensor x) {
        return Program.capture(Options.defaults().on(device), List.of(x),
                in -> List.of(computation.apply((Tensor) in.getFirst()))).program();
    }

    /** Adds to a sum, and gives twice of it; ones have been added. */
    private static Program adding(Tensor sum, Backend device) {
        return program(device, x -> {
            sum.assign(sum.add(x));
            return sum.mul(2f);
        }, Tensor.ones(2));
    }

    private static Tensor run(Program program, Tensor x) {
        return (Tensor) program.run(List.of(x)).getFirst();
    }

    private static int number(Program program, Tensor outside) {
        return program.listing().outside().entrySet().stream()
                .filter(entry -> entry.getValue() == outside)
                .findFirst().orElseThrow().getKey();
    }

    @Test
    void writtenTensorsComeWhenTheyAreRead() {
        Tensor sum = Tensor.zeros(2);
        Tensor first = sum.slice(0, 0, 1);
        Program program = adding(sum, device);
        String get = "get " + number(program, sum);
        for (int i = 0; i < 3; i++) {
            run(program, Tensor.ones(2));
        }
        assertThat(device.log).doesNotContain(get);
        assertThat(first.toArray()).as("a view that was there before").containsExactly(4);
        assertThat(sum.toArray()).containsExactly(4, 4);
        assertThat(device.log).containsOnlyOnce(get);
        run(program, Tensor.ones(2));
        sum.assign(Tensor.of(7, 8));
        assertThat(device.log).as("overwritten as a whole").containsOnlyOnce(get);
        run(program, Tensor.ones(2));
        first.assign(Tensor.of(1));
        assertThat(sum.toArray()).as("overwritten in part").containsExactly(1, 9);
        assertThat(run(program, Tensor.ones(2)).toArray()).containsExactly(4, 20);
    }

    @Test
    void anotherProgramGetsTheNewestElements() {
        Tensor sum = Tensor.zeros(2);
        Program adds = program(device, x -> {
            sum.assign(sum.add(x));
            return sum;
        }, Tensor.ones(2));
        Program doubles = program(device, x -> {
            sum.assign(sum.mul(x));
            return sum;
        }, Tensor.of(2, 2)); // the captured runs are the CPU's: 1, then 2
        assertThat(run(adds, Tensor.ones(2)).toArray()).containsExactly(3, 3);
        assertThat(run(doubles, Tensor.of(2, 2)).toArray()).containsExactly(6, 6);
        assertThat(run(doubles, Tensor.of(2, 2)).toArray()).containsExactly(12, 12);
        assertThat(run(adds, Tensor.ones(2)).toArray()).containsExactly(13, 13);
        assertThat(sum.toArray()).containsExactly(13, 13);
    }

    @Test
    void elementsThatCannotBeFetchedAreAskedForAgain() {
        Failing failing = new Failing(device);
        Tensor sum = Tensor.zeros(2);
        Program program = adding(sum, failing);
        run(program, Tensor.ones(2));
        failing.atGet = true;
        assertThatThrownBy(sum::toArray).hasMessage("connection lost");
        assertThatThrownBy(() -> sum.slice(0, 0, 1).toArray()).hasMessage("connection lost");
        failing.atGet = false;
        assertThat(sum.toArray()).containsExactly(2, 2);
    }

    @Test
    void aRunThatDoesNotCountChangesNothing() {
        Failing failing = new Failing(device);
        Tensor sum = Tensor.zeros(2);
        Program program = adding(sum, failing);
        run(program, Tensor.ones(2));
        failing.atCommit = true;
        assertThatThrownBy(() -> run(program, Tensor.ones(2))).hasMessage("connection lost");
        assertThat(sum.toArray()).as("on the device").containsExactly(2, 2);
        assertThatThrownBy(() -> run(program, Tensor.ones(2))).hasMessage("connection lost");
        assertThat(sum.toArray()).as("here").containsExactly(2, 2);
        failing.atCommit = false;
        assertThat(run(program, Tensor.ones(2)).toArray()).containsExactly(6, 6);
    }

    @Test
    void whatADeviceHasLostIsNotTakenFromAnEarlierRun() {
        Failing failing = new Failing(device);
        Tensor sum = Tensor.zeros(2);
        Program program = adding(sum, failing);
        run(program, Tensor.ones(2));
        failing.atCommit = true;
        failing.atGet = true;
        assertThatThrownBy(() -> run(program, Tensor.ones(2))).hasMessage("connection lost");
        assertThatThrownBy(sum::toArray).hasMessage("connection lost");
        assertThatThrownBy(() -> run(program, Tensor.ones(2))).hasMessage("connection lost");
        failing.atCommit = false;
        sum.assign(Tensor.of(5, 6)); // as a checkpoint does
        assertThat(run(program, Tensor.ones(2)).toArray()).containsExactly(12, 14);
    }

    /** A reader that waits for a run sees what that has written, and not what was there when the reader came. */
    @Test
    void aReaderWhoWaitsGetsTheNewestElements() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        Backend waiting = listing -> {
            Backend.Replay whole = device.compile(listing);
            return new Backend.Replay() {
                @Override
                public void put(int number, Operands value) {
                    whole.put(number, value);
                }

                @Override
                public void run(Operands inputs, Operands outputs, List<Op> live) {
                    whole.run(inputs, outputs, live);
                    if (slow.get()) {
                        begun.countDown();
                        await(mayEnd);
                    }
                }

                @Override
                public void commit() {
                    whole.commit();
                }

                @Override
                public void get(int number, Operands value) {
                    whole.get(number, value);
                }
            };
        };
        Tensor sum = Tensor.zeros(1);
        Program program = program(waiting, x -> {
            sum.assign(sum.add(x));
            return x.mul(2f);
        }, Tensor.ones(1));
        run(program, Tensor.ones(1));
        slow.set(true);
        Thread runner = Thread.ofPlatform().start(() -> run(program, Tensor.ones(1)));
        await(begun);
        float[] seen = new float[1];
        Thread reader = Thread.ofPlatform().start(() -> seen[0] = sum.item());
        while (reader.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        mayEnd.countDown();
        runner.join();
        reader.join();
        assertThat(seen[0]).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
