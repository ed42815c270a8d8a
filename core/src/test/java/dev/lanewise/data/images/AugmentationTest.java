package dev.lanewise.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn belongs to seed, epoch and sample. */
class AugmentationTest {
    private static final Transform ALL = Transforms.of(new RandomCrop(8, 8, 2), new RandomHorizontalFlip(0.5),
            new RandomRotation(20), new ColorJitter(0.3, 0.3, 0.3, 0.1), new RandomErasing(0.5),
            new RandomResizedCrop(6, 6), new Normalize(new double[] {0.5, 0.5, 0.5}, new double[] {0.3, 0.3, 0.3}));

    @TempDir
    Path root;

    private static List<String> bits(Iterable<? extends Batch<Tensor, ?>> batches) {
        List<String> all = new ArrayList<>();
        batches.forEach(batch -> all.add(Arrays.toString(batch.inputs().toArray()) + batch.targets()));
        return all;
    }

    private DataLoader<Batch<Tensor, Tensor>> loader(Dataset<Batch<Tensor, IntTensor>> from, int ahead) {
        return new DataLoader<>(Dataset.augmentedBatches(from, 5, new MixUp(0.4, 2)), 4)
                .shuffle(RandomSource.seed(3)).prefetch(ahead);
    }

    @Test
    void theSameBitsInAnyOrderByAnyNumberOfThreadsAndAfterAResume() throws Exception {
        ImageFolder folder = Drawn.folder(root, 9);
        Dataset<Batch<Tensor, IntTensor>> changed = folder.transformed(5, ALL);
        DataLoader<Batch<Tensor, Tensor>> plain = loader(changed, 0);
        List<List<String>> expected = List.of(bits(plain), bits(plain));
        assertThat(expected.get(0)).doesNotContainAnyElementsOf(expected.get(1));
        for (int ahead : new int[] {1, 4}) {
            DataLoader<Batch<Tensor, Tensor>> loader = loader(changed, ahead);
            assertThat(List.of(bits(loader), bits(loader))).isEqualTo(expected);
        }
        DataLoader<Batch<Tensor, Tensor>> first = loader(Transforms.applied(folder, 5, ALL), 2);
        bits(first);
        Iterator<Batch<Tensor, Tensor>> pass = first.iterator();
        pass.next();
        Snapshot state = Snapshot.take(Map.of("loader", first));
        DataLoader<Batch<Tensor, Tensor>> resumed = loader(changed, 3);
        state.restore(Map.of("loader", resumed));
        assertThat(bits(resumed)).isEqualTo(expected.get(1).subList(1, 5));
    }

    @Test
    void aSampleIsTheSameInEveryBatchAndDiffersBetweenEpochs() throws Exception {
        Dataset<Batch<Tensor, IntTensor>> changed = Drawn.folder(root, 3).transformed(1, ALL);
        Tensor third = changed.batch(4, 3, 0).inputs().select(0, 1);
        assertThat(changed.batch(3).inputs().select(0, 0).toArray()).containsExactly(third.toArray());
        assertThat(changed.inEpoch(1).batch(3).inputs().toArray()).isNotEqualTo(third.toArray());
        assertThat(changed.inEpoch(1).inEpoch(0).batch(3).inputs().toArray()).containsExactly(third.toArray());
        assertThat(changed.batch().inputs().shape()).hasToString("[0, 3, 6, 6]");
    }

    /** How many numbers one of several draws makes no difference to the others. */
    @Test
    void eachTransformDrawsFromAStreamOfItsOwn() throws Exception {
        ImageFolder folder = Drawn.folder(root, 8);
        int[] all = {0, 1, 2, 3, 4, 5, 6, 7};
        Transform nothing = (image, random) -> image;
        Transform wasteful = (image, random) -> {
            random.uniform(1000);
            return image;
        };
        Transform crop = new RandomCrop(8, 8, 4);
        Tensor expected = folder.transformed(1, Transforms.of(nothing, crop)).batch(all).inputs();
        assertThat(folder.transformed(1, Transforms.of(wasteful, crop, wasteful)).batch(all).inputs().toArray())
                .containsExactly(expected.toArray());
        assertThat(folder.transformed(1, Transforms.of(crop)).batch(all).inputs().toArray())
                .isNotEqualTo(expected.toArray());
    }

    @Test
    void picturesInMemoryAreChangedAsWell() {
        byte[] pixels = new byte[3 * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        ImageDataset digits = new ImageDataset(pixels, 4, 4, new byte[] {0, 1, 2}, 0, 1 / 255.0);
        Dataset<Batch<Tensor, IntTensor>> flipped = Transforms.applied(digits, 1, new RandomHorizontalFlip(1));
        Batch<Tensor, IntTensor> batch = flipped.batch(2, 0);
        assertThat(batch.inputs().shape()).hasToString("[2, 4, 4]");
        assertThat(batch.inputs().get(0, 0, 0)).isCloseTo(35, within(1e-4f));
        assertThat(batch.targets().toArray()).containsExactly(2, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transforms.applied(digits, 1, new Grayscale(3)).batch(0))
                .withMessage("applied: the transform made 3x4x4 of [1, 4, 4], which has no axis of channels");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Transforms.applied(digits.map(b -> new Batch<>(b.inputs().flatten(1), b.targets())), 1,
                                new Grayscale()).batch(0))
                .withMessage(
                        "applied: inputs [1, 16] are not pictures, [N, channels, height, width] or [N, height, width]");
    }

    /** The bytes of a file's pixels give what the file gives, in each epoch and however batches are made. */
    @Test
    void picturesInMemoryAreChangedAsThoseOfAFolder() throws Exception {
        ImageFolder folder = Drawn.folder(root, 4);
        byte[] pixels = new byte[8 * 3 * 64];
        byte[] labels = new byte[8];
        for (int i = 0; i < 8; i++) {
            labels[i] = (byte) folder.label(i);
            float[] values = folder.image(i).values();
            for (int j = 0; j < values.length; j++) {
                pixels[i * values.length + j] = (byte) Math.round(values[j] * 255);
            }
        }
        ImageDataset memory = ImageDataset.of(Shape.of(8, 3, 8, 8), pixels, labels);
        DataLoader<Batch<Tensor, Tensor>> files = loader(folder.transformed(5, ALL), 0);
        DataLoader<Batch<Tensor, Tensor>> bytes = loader(Transforms.applied(memory, 5, ALL), 3);
        assertThat(List.of(bits(bytes), bits(bytes))).isEqualTo(List.of(bits(files), bits(files)));
        Snapshot state = Snapshot.take(Map.of("loader", bytes));
        state.restore(Map.of("loader", files)); // the same seeds
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.restore(Map.of("loader", loader(folder.transformed(6, ALL), 0))))
                .withMessageContaining(
                        "\"loader.augmentation\" was seed 5, seed 5 of batches and is now seed 6, seed 5 "
                                + "of batches");
    }

    @Test
    void aFolderAndADatasetAreChangedAlike() throws IOException {
        ImageFolder folder = Drawn.folder(root, 3);
        Batch<Tensor, IntTensor> one = folder.transformed(7, ALL).inEpoch(3).batch(1, 4, 0);
        Batch<Tensor, IntTensor> other = Transforms.applied(folder, 7, ALL).inEpoch(3).batch(1, 4, 0);
        assertThat(one.inputs().toArray()).isEqualTo(other.inputs().toArray());
        assertThat(Dataset.drawsOf(7, 0, 0).uniform(1).item()).isNotEqualTo(RandomSource.seed(7).uniform(1).item());
    }
}
