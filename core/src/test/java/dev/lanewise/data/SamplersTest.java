package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplersTest {
    private static IntTensor labels(int... counts) {
        return IntTensor.of(IntStream.range(0, counts.length).flatMap(
                label -> IntStream.range(0, counts[label]).map(_ -> 10 * label - 7)).toArray());
    }

    private static List<Sampler> permutations(int size) {
        IntTensor labels = IntTensor.of(IntStream.range(0, size).map(i -> i % 3 == 0 ? 0 : i % 5).toArray());
        int[] lengths = IntStream.range(0, size).map(i -> i * 7919 % 13).toArray();
        return List.of(Samplers.shuffled(size, 5), Samplers.stratified(labels, 5), Samplers.byLength(lengths, 4, 5),
                Samplers.byLength(lengths, 1, 5));
    }

    @Test
    void anEpochHasEachSampleOnceInAnOrderOfItsOwn() {
        for (int size : new int[] {0, 1, 2, 5, 64, 1000}) {
            for (Sampler sampler : permutations(size)) {
                Set<List<Integer>> orders = new HashSet<>();
                for (long epoch = 0; epoch < 4; epoch++) {
                    int[] order = sampler.order(epoch);
                    assertThat(order).as("%s", sampler).isEqualTo(sampler.order(epoch)).hasSize(sampler.size());
                    assertThat(Arrays.stream(order).sorted().toArray()).as("%s", sampler)
                            .isEqualTo(IntStream.range(0, size).toArray());
                    orders.add(Arrays.stream(order).boxed().toList());
                }
                if (size >= 64) {
                    assertThat(orders).as("%s", sampler).hasSize(4);
                }
            }
        }
        assertThat(Samplers.sequential(3).order(7)).containsExactly(0, 1, 2);
        assertThat(Samplers.shuffled(64, 1).order(0)).isNotEqualTo(Samplers.shuffled(64, 2).order(0));
    }

    @Test
    void eachRunOfAStratifiedOrderHasTheSharesOfAll() {
        int[] counts = {700, 200, 90, 10};
        IntTensor labels = labels(counts);
        int[] order = Samplers.stratified(labels, 3).order(1);
        SplittableRandom random = Seeds.random(1);
        for (int trial = 0; trial < 200; trial++) {
            int from = random.nextInt(900);
            int length = 1 + random.nextInt(100);
            int[] found = new int[counts.length];
            for (int i = from; i < from + length; i++) {
                found[(labels.get(order[i]) + 7) / 10]++;
            }
            for (int label = 0; label < counts.length; label++) {
                assertThat(found[label] - length * counts[label] / 1000.0).isBetween(-4.0, 4.0);
            }
        }
    }

    @Test
    void batchesPerClassHaveAsManyOfEach() {
        IntTensor labels = labels(30, 4, 17, 9);
        Sampler sampler = Samplers.perClass(labels, 3, 5, 1);
        assertThat(sampler.size()).isEqualTo(60);
        for (long epoch = 0; epoch < 3; epoch++) {
            int[] order = sampler.order(epoch);
            for (int batch = 0; batch < 4; batch++) {
                int[] own = Arrays.copyOfRange(order, batch * 15, batch * 15 + 15);
                assertThat(Arrays.stream(own).map(labels::get).distinct().toArray()).hasSize(3);
                for (int label : Arrays.stream(own).map(labels::get).distinct().toArray()) {
                    int[] samples = Arrays.stream(own).filter(i -> labels.get(i) == label).toArray();
                    assertThat(samples).hasSize(5);
                    assertThat(Arrays.stream(samples).distinct().count()).isEqualTo(label == 3 ? 4 : 5); // of 4
                }
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.perClass(labels, 5, 1, 1))
                .withMessage("perClass: 5 classes in a batch of the 4 that there are");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.perClass(labels, 4, 16, 1))
                .withMessage("perClass: batches of 64 samples, and there are 60 in all");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.perClass(labels, 0, 1, 1))
                .withMessage("perClass: 1 samples of each of 0 classes");
    }

    @Test
    void weightsSayHowOftenSamplesCome() {
        Tensor weights = Tensor.of(0, 1, 3, 4);
        int[] found = new int[4];
        for (int sample : Samplers.weighted(weights, 80_000, true, 2).order(0)) {
            found[sample]++;
        }
        assertThat(found[0]).isZero();
        assertThat(found[1]).isBetween(9_600, 10_400);
        assertThat(found[2]).isBetween(29_400, 30_600);
        assertThat(Samplers.weighted(weights, 3, false, 2).order(1)).containsExactlyInAnyOrder(1, 2, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.weighted(weights, 4, false, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.weighted(Tensor.of(-1, 1), 1, true, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.weighted(Tensor.zeros(2, 2), 1, true, 2))
                .withMessage("weighted: weights [2, 2]: expected [N]");
        Dataset<Batch<Tensor, IntTensor>> five = new TensorDataset<>(Tensor.zeros(5, 1), IntTensor.arange(5));
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<>(five, 2).sampler(
                Samplers.distributed(Samplers.weighted(weights, 9, true, 2), 0, 2)))
                .withMessage("sampler: Sampler(weighted, 9 of 4 samples, seed 2) is for 4 samples, and "
                        + "TensorDataset(float[5, 1], int[5]) has 5");
        int[] before = Samplers.weighted(weights, 9, true, 2).order(4);
        Sampler kept = Samplers.weighted(weights, 9, true, 2);
        weights.assign(Tensor.of(1, 0, 0, 0));
        assertThat(kept.order(4)).isEqualTo(before);
    }

    @Test
    void batchesByLengthHaveLittleToPad() {
        SplittableRandom random = Seeds.random(2);
        int[] lengths = random.ints(1000, 1, 200).toArray();
        int[] order = Samplers.byLength(lengths, 8, 1).order(0);
        int padded = 0;
        int plain = 0;
        for (int from = 0; from < 1000; from += 8) {
            int at = from;
            padded += 8 * IntStream.range(from, from + 8).map(i -> lengths[order[i]]).max().orElseThrow();
            plain += 8 * IntStream.range(at, at + 8).map(i -> lengths[i]).max().orElseThrow();
        }
        int all = Arrays.stream(lengths).sum();
        assertThat(padded).isLessThan((int) (1.1 * all));
        assertThat(plain).isGreaterThan((int) (1.5 * all));
    }

    @Test
    void theLongestComeInSomeEpochsOfFullBatches() {
        int[] lengths = IntStream.range(0, 100).toArray();
        Set<Integer> seen = new HashSet<>();
        Set<List<Integer>> batches = new HashSet<>();
        for (long epoch = 0; epoch < 30; epoch++) {
            int[] order = Samplers.byLength(lengths, 32, 1).order(epoch);
            IntStream.of(order).limit(96).forEach(seen::add);
            batches.add(Arrays.stream(order, 0, 32).sorted().boxed().toList());
        }
        assertThat(seen).hasSize(100);
        assertThat(batches).hasSizeGreaterThan(20);
    }

    @Test
    void workersOfAStratifiedOrderHaveAllClasses() {
        IntTensor labels = IntTensor.of(IntStream.range(0, 100).map(i -> i % 2).toArray());
        for (int worker = 0; worker < 2; worker++) {
            int[] share = Samplers.distributed(Samplers.stratified(labels, 1), worker, 2).order(0);
            assertThat(Arrays.stream(share).map(labels::get).sum()).isBetween(15, 35);
        }
    }

    @Test
    void workersShareAnOrderAndHaveAsManySamples() {
        Sampler all = Samplers.shuffled(11, 1);
        int[] order = all.order(3);
        List<int[]> shares = IntStream.range(0, 4).mapToObj(
                worker -> Samplers.distributed(all, worker, 4).order(3)).toList();
        for (int i = 0; i < 12; i++) {
            assertThat(shares.get(i % 4)[i / 4]).isEqualTo(order[i % 11]);
        }
        assertThat(shares).allSatisfy(share -> assertThat(share).hasSize(3));
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.distributed(all, 4, 4))
                .withMessage("distributed: worker 4 of 4");
        assertThat(Samplers.distributed(Samplers.sequential(0), 0, 3).order(0)).isEmpty();
        assertThat(Samplers.distributed(all, 1, 4)).hasToString(
                "Sampler(shuffled, 11 samples, seed 1) of worker 1 of 4");
    }
}
