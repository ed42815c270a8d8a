package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads, and the locks of devices: who waits for whom. */
class DeviceLocksTest {
    private static final int RUNS = 2000;
    private static final int SECONDS = 240; // machines may be busy

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().factory()); // a test that fails leaves some that wait for ever

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Code of somebody's that a program calls, as it calls metrics. */
    private record Watch(Runnable code) implements Op {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[0];
        }

        @Override
        public boolean hasEffect() {
            return true;
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            code.run();
        }
    }

    /** A device that calls code of the test in the middle of a run. */
    private static Backend calling(Runnable code) {
        return calling(code, () -> {});
    }

    /** Likewise, and when it is asked for elements. */
    private static Backend calling(Runnable code, Runnable asked) {
        ToyDevice device = new ToyDevice();
        return listing -> {
            Backend.Replay whole = device.compile(listing);
            return new Backend.Replay() {
                @Override
                public Lock lock() {
                    return whole.lock();
                }

                @Override
                public void put(int number, Operands value) {
                    whole.put(number, value);
                }

                @Override
                public void run(Operands inputs, Operands outputs, List<Op> live) {
                    code.run();
                    whole.run(inputs, outputs, live);
                }

                @Override
                public void commit() {
                    whole.commit();
                }

                @Override
                public void get(int number, Operands value) {
                    asked.run();
                    whole.get(number, value);
                }
            };
        };
    }

    private static Program program(Backend device, UnaryOperator<Tensor> computation) {
        return Program.capture(Options.defaults().on(device), List.of(Tensor.ones(1)),
                in -> List.of(computation.apply((Tensor) in.getFirst()))).program();
    }

    /** Adds to a sum. */
    private static Program adding(Tensor sum, Backend device) {
        return program(device, x -> {
            sum.assign(sum.add(x));
            return x.mul(2f);
        });
    }

    private static float run(Program program) {
        return ((Tensor) program.run(List.of(Tensor.ones(1))).getFirst()).item();
    }

    private <T> Future<T> begin(Callable<T> task) {
        return threads.submit(task);
    }

    private static <T> T end(Future<T> task) throws Exception {
        return task.get(SECONDS, TimeUnit.SECONDS); // else they wait for one another
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRunWaitsInAMetricForAReader() throws Exception {
        CyclicBarrier within = new CyclicBarrier(2);
        AtomicReference<Runnable> code = new AtomicReference<>(() -> {});
        Object monitor = new Object();
        Tensor sum = Tensor.zeros(1);
        Program program = program(new ToyDevice(), x -> {
            new Watch(() -> code.get().run()).apply(x);
            sum.assign(sum.add(x));
            return x.mul(2f);
        });
        run(program);
        code.set(() -> {
            meet(within);
            synchronized (monitor) {
                code.set(() -> {});
            }
        });
        Future<Float> reader = begin(() -> {
            synchronized (monitor) {
                meet(within);
                return sum.item();
            }
        });
        Future<Float> runner = begin(() -> run(program));
        assertThat(end(reader)).as("before the run that is not committed").isEqualTo(2);
        assertThat(end(runner)).isEqualTo(2);
        assertThat(sum.item()).isEqualTo(3);
    }

    @Test
    void devicesRunAtOnce() throws Exception {
        CyclicBarrier within = new CyclicBarrier(2);
        List<Future<Float>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Program program = program(calling(() -> meet(within)), x -> x.mul(3f));
            both.add(begin(() -> run(program)));
        }
        for (Future<Float> each : both) {
            assertThat(end(each)).isEqualTo(3);
        }
    }

    /** Each needs what the other has written, which is asked for without a lock of one's own. */
    @Test
    void devicesThatAskEachOtherDoNotWaitForEver() throws Exception {
        Tensor x = Tensor.zeros(1);
        Tensor y = Tensor.zeros(1);
        List<Future<Float>> both = new ArrayList<>();
        for (List<Tensor> pair : List.of(List.of(x, y), List.of(y, x))) {
            Program program = program(new ToyDevice(), one -> {
                pair.getFirst().assign(pair.getFirst().mul(0f).add(pair.getLast().mul(0f)).add(one));
                return one.mul(2f);
            });
            both.add(begin(() -> {
                float last = 0;
                for (int i = 0; i < RUNS; i++) {
                    last = run(program);
                }
                return last;
            }));
        }
        for (Future<Float> each : both) {
            assertThat(end(each)).isEqualTo(2);
        }
        assertThat(List.of(x.item(), y.item())).containsExactly(1f, 1f);
    }

    /** Parts of one array that two devices write to are not lost, whoever comes first. */
    @Test
    void partsOfAnArrayComeFromTwoDevices() throws Exception {
        Tensor whole = Tensor.zeros(2);
        List<Future<Float>> both = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            Program program = adding(whole.slice(0, part, part + 1), new ToyDevice());
            both.add(begin(() -> {
                for (int i = 1; i < RUNS; i++) {
                    run(program);
                }
                return run(program);
            }));
        }
        for (Future<Float> each : both) {
            assertThat(end(each)).isEqualTo(2);
        }
        assertThat(whole.toArray()).containsExactly(RUNS + 1, RUNS + 1); // one more was captured
    }

    /** One device writes to its part of an array while another one is about to write to the other part. */
    @Test
    void aPartThatComesMeanwhileIsNotLost() {
        Tensor whole = Tensor.zeros(2);
        Program first = adding(whole.slice(0, 0, 1), new ToyDevice());
        Program second = adding(whole.slice(0, 1, 2), calling(() -> run(first)));
        run(second);
        run(second);
        assertThat(whole.toArray()).containsExactly(3, 3);
    }

    /** A reader is still copying what one device has when another one has newer elements. */
    @Test
    void elementsThatArriveLateDoNotReplaceNewerOnes() throws Exception {
        Tensor sum = Tensor.zeros(1);
        Thread runner = Thread.currentThread();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        List<Future<Float>> readers = new ArrayList<>();
        Program first = adding(sum, calling(() -> {}, () -> {
            asked.countDown();
            while (read.getCount() > 0 && runner.getState() != Thread.State.WAITING) {
                pause(); // until the run is over, or waits for this
            }
        }));
        Program second = program(calling(() -> {
            run(first);
            readers.add(begin(sum::item));
            while (asked.getCount() > 0) {
                pause(); // which is not the state that the other thread looks for
            }
        }), x -> {
            sum.assign(sum.add(x.mul(10f)));
            return x;
        });
        run(second);
        float seen = sum.item();
        read.countDown();
        assertThat(end(readers.getFirst())).as("from either device").isIn(12f, 21f);
        assertThat(List.of(seen, sum.item())).as("from the second, which had begun before the first")
                .containsExactly(21f, 21f);
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRunWithinItselfIsRefused() {
        AtomicReference<Program> again = new AtomicReference<>();
        Program program = program(new ToyDevice(), x -> {
            new Watch(() -> {
                if (again.get() != null) {
                    run(again.get());
                }
            }).apply(x);
            return x.mul(2f);
        });
        again.set(program);
        assertThatThrownBy(() -> run(program)).isInstanceOf(IllegalStateException.class)
                .hasMessage("backend: a run of a program on a device is begun within another run of it, which the "
                        + "device has no memory for");
        again.set(program(new ToyDevice(), x -> x));
        assertThat(run(program)).as("another one may run").isEqualTo(2);
    }

    @Test
    void aLockIsHeldWhenADeviceRunsAndNotWhileItCompiles() {
        List<Boolean> held = new ArrayList<>();
        Lock[] lock = {DeviceRun.SHARED};
        Backend noting = calling(() -> held.add(isFree(lock[0])));
        Program program = program(listing -> {
            held.add(isFree(DeviceRun.SHARED));
            Backend.Replay replay = noting.compile(listing);
            lock[0] = replay.lock();
            return replay;
        }, x -> x.mul(2f));
        run(program);
        assertThat(held).containsExactly(true, false);
    }

    /** Whether another thread would get it. */
    private static boolean isFree(Lock lock) {
        boolean[] free = new boolean[1];
        Thread other = Thread.ofPlatform().start(() -> {
            free[0] = lock.tryLock();
            if (free[0]) {
                lock.unlock();
            }
        });
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return free[0];
    }
}
