package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples in random order with the classes spread evenly. The epoch is divided into as many equal pieces as a class has
 * samples, and each is placed at random in a piece of its own; the order is that of the places.
 */
final class Stratified extends Samplers.Order {
    private final List<int[]> byClass;

    Stratified(int[] labels, long seed) {
        super("stratified " + Arrays.hashCode(labels), labels.length, labels.length, seed);
        this.byClass = byClass(labels);
    }

    /** The samples of each class in their order, the smallest class first. */
    static List<int[]> byClass(int... labels) {
        Integer[] samples = new Integer[labels.length];
        Arrays.setAll(samples, i -> i);
        Arrays.sort(samples, (a, b) -> Integer.compare(labels[a], labels[b])); // stable
        List<int[]> groups = new ArrayList<>();
        for (int from = 0; from < samples.length;) {
            int to = from;
            while (to < samples.length && labels[samples[to]] == labels[samples[from]]) {
                to++;
            }
            groups.add(Arrays.stream(samples, from, to).mapToInt(Integer::intValue).toArray());
            from = to;
        }
        return groups;
    }

    private record Placed(double place, int sample) {}

    @Override
    public int[] order(long epoch) {
        RandomSource random = source(epoch);
        List<Placed> placed = new ArrayList<>();
        for (int[] samples : byClass) {
            float[] within = random.uniform(samples.length).toArray();
            int[] shuffled = random.permutation(samples.length);
            for (int i = 0; i < samples.length; i++) {
                placed.add(new Placed((i + (double) within[i]) / samples.length, samples[shuffled[i]]));
            }
        }
        placed.sort((a, b) -> Double.compare(a.place, b.place)); // stable, so ties have an order as well
        return placed.stream().mapToInt(Placed::sample).toArray();
    }
}
