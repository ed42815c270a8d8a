package dev.lanewise.tensor;

import dev.lanewise.optable.Reference;
import java.util.LinkedHashMap;
import java.util.Map;

/** The definition of an einsum without ellipses: one loop over everything that a letter stands for. */
final class SlowEinsum {
    private SlowEinsum() {}

    static Reference of(String equation, Reference... x) {
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        String output = sides.length == 2 ? sides[1] : once(sides[0]);
        Map<Character, Integer> sizes = new LinkedHashMap<>();
        for (int t = 0; t < terms.length; t++) {
            for (int axis = 0; axis < terms[t].length(); axis++) {
                int size = x[t].dims[axis];
                sizes.merge(terms[t].charAt(axis), size, (old, now) -> old == 1 ? now : old);
            }
        }
        String letters = output + sizes.keySet().stream().filter(c -> output.indexOf(c) < 0)
                .map(String::valueOf).reduce("", String::concat);
        int[] dims = output.chars().map(c -> sizes.get((char) c)).toArray();
        return Reference.generate(dims, i -> {
            int[] at = new int[letters.length()];
            System.arraycopy(i, 0, at, 0, dims.length);
            return sum(terms, x, letters, sizes, at, dims.length);
        });
    }

    private static double sum(String[] terms, Reference[] x, String letters, Map<Character, Integer> sizes, int[] at,
            int from) {
        if (from < at.length) {
            double sum = 0;
            for (int i = 0; i < sizes.get(letters.charAt(from)); i++) {
                at[from] = i;
                sum += sum(terms, x, letters, sizes, at, from + 1);
            }
            return sum;
        }
        double product = 1;
        for (int t = 0; t < terms.length; t++) {
            int[] index = new int[terms[t].length()];
            for (int axis = 0; axis < index.length; axis++) {
                index[axis] = x[t].dims[axis] == 1 ? 0 : at[letters.indexOf(terms[t].charAt(axis))];
            }
            product *= x[t].at(index);
        }
        return product;
    }

    private static String once(String terms) {
        return terms.chars().filter(c -> c != ',' && terms.indexOf(c) == terms.lastIndexOf(c)).sorted()
                .mapToObj(c -> String.valueOf((char) c)).reduce("", String::concat);
    }
}
