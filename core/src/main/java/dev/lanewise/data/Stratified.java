package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples in random order with the classes spread evenly. The samples of a class, shuffled, are placed at equal
 * distances over the epoch, from a random beginning for each class; the order is that of the places.
 */
final class Stratified extends Samplers.Order {
    private final List<int[]> byClass;

    Stratified(int[] labels, long seed) {
        super("stratified " + Arrays.hashCode(labels), labels.length, seed);
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
        float[] begins = random.uniform(byClass.size()).toArray();
        for (int group = 0; group < byClass.size(); group++) {
            int[] samples = byClass.get(group);
            int[] shuffled = random.permutation(samples.length);
            for (int i = 0; i < samples.length; i++) {
                placed.add(new Placed((i + (double) begins[group]) / samples.length, samples[shuffled[i]]));
            }
        }
        placed.sort((a, b) -> Double.compare(a.place, b.place)); // stable, so ties have an order as well
        return placed.stream().mapToInt(Placed::sample).toArray();
    }
}
