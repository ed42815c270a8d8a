package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A loader continues within an epoch where the one that was saved would have gone on. */
@Tag("quick")
class DataLoaderStateTest {
    private static final int SAMPLES = 11;
    private static final int EPOCHS = 3;

    /** A batch is its indices. */
    private static Dataset<List<Integer>> numbers(int size) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public List<Integer> batch(int... indices) {
                List<Integer> batch = new ArrayList<>();
                for (int index : indices) {
                    batch.add(index);
                }
                return batch;
            }
        };
    }

    private static DataLoader<List<Integer>> loader(boolean shuffled, long seed) {
        DataLoader<List<Integer>> loader = new DataLoader<>(numbers(SAMPLES), 4);
        return shuffled ? loader.shuffle(RandomSource.seed(seed)) : loader;
    }

    /** Hands out batches until three epochs are complete or {@code most} were handed out; notes the epoch of each. */
    private static List<String> run(DataLoader<List<Integer>> loader, int most) {
        List<String> seen = new ArrayList<>();
        while (loader.epoch() < EPOCHS) {
            for (List<Integer> batch : loader) {
                seen.add(loader.epoch() + ": " + batch);
                if (seen.size() == most) {
                    return seen;
                }
            }
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aRunStoppedAfterAnyBatchContinuesWithTheNext(boolean shuffled) {
        List<String> whole = run(loader(shuffled, 1), Integer.MAX_VALUE);
        assertThat(whole).hasSize(9);
        for (int stop = 1; stop < whole.size(); stop++) {
            DataLoader<List<Integer>> stopped = loader(shuffled, 1);
            List<String> seen = run(stopped, stop);
            DataLoader<List<Integer>> resumed = loader(shuffled, 99);
            Snapshot.take(Map.of("loader", stopped)).restore(Map.of("loader", resumed));
            assertThat(resumed.position()).isEqualTo(stopped.position());
            seen.addAll(run(resumed, Integer.MAX_VALUE));
            assertThat(seen).as("stopped after %s", stop).isEqualTo(whole);
        }
    }

    @Test
    void aLoaderThatIsSavedWhileItContinuesGoesOnUndisturbed() {
        DataLoader<List<Integer>> loader = loader(true, 1);
        List<List<Integer>> seen = new ArrayList<>();
        for (List<Integer> batch : loader) {
            Snapshot.take(Map.of("loader", loader));
            seen.add(batch);
        }
        List<List<Integer>> expected = new ArrayList<>();
        loader(true, 1).forEach(expected::add);
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void aLoaderThatIsTakenBackRepeatsItself() {
        DataLoader<List<Integer>> loader = loader(true, 1);
        Iterator<List<Integer>> pass = loader.iterator();
        pass.next();
        Snapshot before = Snapshot.take(Map.of("loader", loader));
        List<Integer> second = pass.next();
        before.restore(Map.of("loader", loader));
        Iterator<List<Integer>> again = loader.iterator();
        assertThat(again.next()).isEqualTo(second);
        pass.next(); // an iterator from before moves the loader no more
        assertThat(loader.position()).isEqualTo(2);
    }

    @Test
    void aPassThatIsLeftEarlyIsNotCountedAndOneHandedOutWholeIs() {
        DataLoader<List<Integer>> loader = loader(false, 1);
        loader.iterator().next();
        Iterator<List<Integer>> whole = loader.iterator();
        for (int i = 0; i < loader.batches(); i++) {
            whole.next();
        }
        assertThat(loader.epoch()).isZero();
        assertThat(loader.iterator()).hasNext();
        assertThat(loader.epoch()).isEqualTo(1);
    }

    @Test
    void twoLoadersOnOneSourceContinueAsTheyWere() {
        List<List<Integer>> whole = new ArrayList<>();
        RandomSource shared = RandomSource.seed(3);
        DataLoader<List<Integer>> first = new DataLoader<>(numbers(SAMPLES), 4).shuffle(shared);
        DataLoader<List<Integer>> second = new DataLoader<>(numbers(SAMPLES), 4).shuffle(shared);
        Iterator<List<Integer>> left = first.iterator();
        Iterator<List<Integer>> right = second.iterator();
        left.next();
        Snapshot snapshot = Snapshot.take(Map.of("first", first, "second", second));
        left.forEachRemaining(whole::add);
        right.forEachRemaining(whole::add);
        first.forEach(whole::add);

        RandomSource other = RandomSource.seed(4);
        DataLoader<List<Integer>> third = new DataLoader<>(numbers(SAMPLES), 4).shuffle(other);
        DataLoader<List<Integer>> fourth = new DataLoader<>(numbers(SAMPLES), 4).shuffle(other);
        snapshot.restore(Map.of("first", third, "second", fourth));
        List<List<Integer>> resumed = new ArrayList<>();
        third.forEach(resumed::add);
        fourth.forEach(resumed::add);
        third.forEach(resumed::add);
        assertThat(resumed).isEqualTo(whole);
    }

    @Test
    void aLoaderThatIsSetUpOtherwiseIsRefused() {
        Snapshot snapshot = Snapshot.take(Map.of("loader", loader(true, 1)));
        DataLoader<List<Integer>> other = new DataLoader<>(numbers(12), 3).dropLast(true);
        assertThatIllegalArgumentException().isThrownBy(() -> snapshot.restore(Map.of("loader", other)))
                .withMessageContainingAll("\"loader.samples\" was 11 and is now 12",
                        "\"loader.batchSize\" was 4 and is now 3", "\"loader.dropLast\" was false and is now true",
                        "\"loader.shuffled\" was true and is now false", "\"loader.random.seed\" is unknown");
    }

    @Test
    void aPositionThatIsNoneIsRefused() {
        Snapshot snapshot = Snapshot.take(Map.of("loader", loader(false, 1)));
        Map<String, String> texts = new HashMap<>(snapshot.texts());
        texts.put("loader.position", "4");
        DataLoader<List<Integer>> loader = loader(false, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Snapshot(Map.of(), Map.of(), texts).restore(Map.of("loader", loader)))
                .withMessage("DataLoader: position 4 is not within its 3 batches");
        assertThat(loader.position()).isZero();
    }

    @Test
    void aPassThatIsEndedEarlyIsOverForARunThatContinuesAsWell() {
        DataLoader<List<Integer>> loader = loader(true, 1);
        loader.iterator().next();
        loader.endPass();
        loader.endPass(); // there is none any more
        assertThat(loader.epoch()).isEqualTo(1);
        DataLoader<List<Integer>> resumed = loader(true, 2);
        Snapshot.take(Map.of("loader", loader)).restore(Map.of("loader", resumed));
        assertThat(run(resumed, Integer.MAX_VALUE)).isEqualTo(run(loader, Integer.MAX_VALUE)).hasSize(6);
    }

    @Test
    void aLoaderIsNotSetUpAnewWithinAPass() {
        DataLoader<List<Integer>> loader = loader(true, 1);
        loader.iterator().next();
        assertThatIllegalStateException().isThrownBy(() -> loader.dropLast(true)).withMessage(
                "dropLast: the loader is within a pass, of which 1 batches were handed out; call this before the pass, "
                        + "or endPass() first");
        assertThatIllegalStateException().isThrownBy(() -> loader.shuffle(RandomSource.seed(2)))
                .withMessageStartingWith("shuffle: the loader is within a pass");
        loader.endPass();
        assertThat(loader.dropLast(true).batches()).isEqualTo(2);
    }

    @Test
    void aRestoreThatFailsLeavesThePassAlone() {
        DataLoader<List<Integer>> loader = loader(true, 1);
        long[] limit = {1};
        Stateful picky = state -> {
            if (state.number("at", 1) > limit[0]) {
                throw new IllegalArgumentException("too far");
            }
        };
        Map<String, Stateful> parts = Map.of("loader", loader, "picky", picky);
        Map<String, String> texts = new HashMap<>(Snapshot.take(parts).texts());
        texts.put("picky.at", "2");
        List<List<Integer>> seen = new ArrayList<>();
        for (List<Integer> batch : loader) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Snapshot(Map.of(), Map.of(), texts).restore(parts)).withMessage("too far");
            seen.add(batch);
        }
        assertThat(seen).hasSize(3);
        assertThat(loader.epoch()).isEqualTo(1);
        assertThat(loader.position()).isZero();
    }
}
