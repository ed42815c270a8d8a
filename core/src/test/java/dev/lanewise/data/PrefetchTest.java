package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Seeds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loaders over seeds, numbers of batches made ahead, resume points, sizes: the same sequence of bits. */
class PrefetchTest {
    private static Dataset<Batch<Tensor, IntTensor>> samples(int size, long seed) {
        Tensor inputs = RandomSource.seed(1).normal(size, 3);
        Dataset<Batch<Tensor, IntTensor>> plain = new TensorDataset<>(inputs, IntTensor.arange(size));
        return Dataset.augmented(plain, seed, (sample, random) -> new Batch<>(
                sample.inputs().add(random.normal(1, 3)), sample.targets()));
    }

    private static DataLoader<Batch<Tensor, IntTensor>> loader(int size, int batch, boolean drop, int order,
            long seed) {
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(samples(size, seed), batch).dropLast(drop);
        return switch (order) {
            case 0 -> loader;
            case 1 -> loader.shuffle(RandomSource.seed(seed));
            case 2 -> loader.sampler(Samplers.shuffled(size, seed));
            default -> loader.sampler(Samplers.distributed(Samplers.shuffled(size, seed), 0, 2));
        };
    }

    private static String bits(Batch<Tensor, IntTensor> batch) {
        return Arrays.toString(batch.inputs().toArray()) + batch.targets();
    }

    private static List<String> epochs(DataLoader<Batch<Tensor, IntTensor>> loader, int epochs) {
        List<String> all = new ArrayList<>();
        while (loader.epoch() < epochs) {
            loader.forEach(batch -> all.add(bits(batch)));
        }
        return all;
    }

    @Test
    void anyNumberAheadAndAnyResumeGiveTheSameBits() {
        SplittableRandom random = Seeds.random(1);
        for (int trial = 0; trial < 60; trial++) {
            int size = new int[] {0, 1, 2, 7, 23, 40}[random.nextInt(6)];
            int batch = 1 + random.nextInt(9);
            boolean drop = random.nextBoolean();
            int order = random.nextInt(4);
            long seed = random.nextLong();
            List<String> expected = epochs(loader(size, batch, drop, order, seed), 3);
            DataLoader<Batch<Tensor, IntTensor>> ahead = loader(size, batch, drop, order, seed)
                    .prefetch(random.nextInt(6));
            String what = ahead + ", trial " + trial;
            assertThat(epochs(ahead, 3)).as(what).isEqualTo(expected);

            int stop = expected.isEmpty() ? 0 : random.nextInt(expected.size());
            DataLoader<Batch<Tensor, IntTensor>> first = loader(size, batch, drop, order, seed).prefetch(3);
            List<String> seen = new ArrayList<>();
            Snapshot state = null;
            while (state == null) {
                Iterator<Batch<Tensor, IntTensor>> pass = first.iterator();
                while (seen.size() < stop && pass.hasNext()) {
                    seen.add(bits(pass.next()));
                }
                if (seen.size() == stop) {
                    state = Snapshot.take(Map.of("loader", first));
                }
            }
            DataLoader<Batch<Tensor, IntTensor>> second = loader(size, batch, drop, order, seed)
                    .prefetch(random.nextInt(3));
            state.restore(Map.of("loader", second));
            seen.addAll(epochs(second, 3));
            assertThat(seen).as(what).isEqualTo(expected);
        }
    }

    @Test
    void aSampleIsTheSameInAnyBatchOfAnEpochAndAnotherInTheNext() {
        Dataset<Batch<Tensor, IntTensor>> all = samples(9, 4);
        Dataset<Batch<Tensor, IntTensor>> third = all.inEpoch(2);
        float[] alone = third.batch(5).inputs().toArray();
        assertThat(third.batch(1, 5).inputs().slice(0, 1, 2).toArray()).isEqualTo(alone);
        assertThat(all.subset(5, 5).inEpoch(2).batch(1).inputs().toArray()).isEqualTo(alone);
        assertThat(Dataset.concat(all, all).inEpoch(2).batch(14).inputs().toArray()).isEqualTo(alone);
        assertThat(all.map(batch -> batch).zip(all, (a, b) -> a).inEpoch(2).batch(5).inputs().toArray())
                .isEqualTo(alone);
        assertThat(all.inEpoch(3).batch(5).inputs().toArray()).isNotEqualTo(alone);
        assertThat(samples(9, 5).inEpoch(2).batch(5).inputs().toArray()).isNotEqualTo(alone);
    }

    /** Counts how many batches were asked for, and fails at one sample while it is told to. */
    private static final class Slow implements Dataset<Batch<Tensor, IntTensor>> {
        private final AtomicInteger begun = new AtomicInteger();
        private volatile boolean fails;

        @Override
        public int size() {
            return 20;
        }

        @Override
        public Batch<Tensor, IntTensor> batch(int... indices) {
            begun.incrementAndGet();
            if (fails && indices[0] == 4) {
                throw new IllegalStateException("a test");
            }
            return new Batch<>(Tensor.zeros(indices.length), IntTensor.of(indices));
        }
    }

    @Test
    void noMoreAreMadeThanAskedFor() throws Exception {
        Slow slow = new Slow();
        Iterator<Batch<Tensor, IntTensor>> pass = new DataLoader<>(slow, 2).prefetch(3).iterator();
        for (int taken = 1; taken <= 10; taken++) {
            pass.next();
            Thread.sleep(30);
            assertThat(slow.begun.get()).isEqualTo(Math.min(10, taken + 3));
        }
    }

    @Test
    @Timeout(60)
    void whatADatasetThrowsComesAtItsBatchAndTheBatchCanBeAskedForAgain() {
        Slow slow = new Slow();
        slow.fails = true;
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(slow, 2).prefetch(4);
        Iterator<Batch<Tensor, IntTensor>> pass = loader.iterator();
        assertThat(pass.next().targets().toArray()).containsExactly(0, 1);
        assertThat(pass.next().targets().toArray()).containsExactly(2, 3);
        assertThatThrownBy(pass::next).isInstanceOf(IllegalStateException.class).hasMessage("a test");
        assertThat(loader.position()).isEqualTo(2);
        slow.fails = false;
        Thread.currentThread().interrupt();
        assertThat(pass.next().targets().toArray()).containsExactly(4, 5);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(loader.waited()).isGreaterThan(Duration.ZERO);
        List<Integer> left = new ArrayList<>();
        pass.forEachRemaining(batch -> left.add(batch.targets().get(0)));
        assertThat(left).isEqualTo(IntStream.range(3, 10).map(i -> 2 * i).boxed().toList());
    }

    @Test
    @Timeout(60)
    void loadersWithinLoadersDoNotWaitForEachOther() {
        DataLoader<Batch<Tensor, IntTensor>> inner = new DataLoader<>(new Slow(), 2).prefetch(2);
        Dataset<Batch<Tensor, IntTensor>> outer = new Slow().map(batch -> inner.pass(0).iterator().next());
        List<Integer> seen = new ArrayList<>();
        new DataLoader<>(outer, 4).prefetch(3).forEach(batch -> seen.add(batch.targets().get(1)));
        assertThat(seen).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void aPassThatIsLeftIsNotMadeToItsEnd() throws Exception {
        Slow slow = new Slow();
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(slow.map(batch -> {
            pause();
            return batch;
        }), 1).prefetch(19);
        loader.iterator().next();
        loader.iterator().next();
        Thread.sleep(300);
        assertThat(slow.begun.get()).isLessThan(20 + 8); // 20 of the second pass
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void noBatchHasHistoryWhereverItIsMade() {
        Tensor weight = Tensor.of(2).requiresGrad(true);
        for (int ahead = 0; ahead < 2; ahead++) {
            Batch<Tensor, IntTensor> batch = new DataLoader<>(new Slow().map(each -> new Batch<>(
                    each.inputs().mul(weight), each.targets())), 2).prefetch(ahead).iterator().next();
            assertThat(batch.inputs().requiresGrad()).isFalse();
        }
    }

    @Test
    void augmentationsWithinEachOtherDrawApart() {
        Dataset<Batch<Tensor, IntTensor>> one = Dataset.augmented(new Slow(), 7, (sample, random) -> new Batch<>(
                random.uniform(1), sample.targets()));
        float first = one.batch(0).inputs().item();
        float second = Dataset.augmented(one.subset(0), 7, (sample, random) -> new Batch<>(
                random.uniform(1), sample.targets())).batch(0).inputs().item();
        assertThat(first).isNotEqualTo(second).isNotEqualTo(RandomSource.seed(7).uniform(1).item());
    }

    /** A dataset whose samples depend on those before. */
    private record Drawing(Dataset<Batch<Tensor, IntTensor>> from)
            implements
                Dataset<Batch<Tensor, IntTensor>>,
                Stateful {
        @Override
        public int size() {
            return from.size();
        }

        @Override
        public Batch<Tensor, IntTensor> batch(int... indices) {
            return from.batch(indices);
        }

        @Override
        public void state(State state) {}

        @Override
        public String toString() {
            return "Drawing";
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        Dataset<Batch<Tensor, IntTensor>> all = samples(9, 4);
        Dataset<Batch<Tensor, IntTensor>> drawing = new Drawing(all).subset(1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<>(drawing, 2).prefetch(1))
                .withMessageStartingWith("prefetch: Subset(2 samples of Drawing) has state, which batches made ahead");
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<>(all, 2).prefetch(-1))
                .withMessage("prefetch: -1 batches");
        assertThatIllegalStateException().isThrownBy(() -> new DataLoader<>(all, 2)
                .shuffle(RandomSource.seed(1)).sampler(Samplers.sequential(9)))
                .withMessage("sampler: the loader shuffles already");
        assertThatIllegalStateException().isThrownBy(() -> new DataLoader<>(all, 2)
                .sampler(Samplers.sequential(9)).shuffle(RandomSource.seed(1)))
                .withMessage("shuffle: the order is that of Sampler(sequential, 9 samples, seed 0) already");
        Snapshot state = Snapshot.take(Map.of("loader", new DataLoader<>(all, 2).sampler(Samplers.shuffled(9, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> state.restore(
                Map.of("loader", new DataLoader<>(all, 2).sampler(Samplers.shuffled(9, 2)))))
                .withMessageContaining("seed 1").withMessageContaining("seed 2");
    }
}
