package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An equation such as {@code "bij,bjk->bik"}, read for operands of certain shapes: a number for each label.
 *
 * @param operands the labels of each operand's axes
 * @param output the labels of the result's axes
 * @param sizes the size of each label
 */
record EinsumEquation(int[][] operands, int[] output, int[] sizes) {
    private static final String ELLIPSIS = "...";

    static EinsumEquation read(String equation, List<Shape> shapes) {
        return new Reading(equation, shapes).read();
    }

    private static final class Reading {
        private final String equation;
        private final List<Shape> shapes;

        /** What the labels stand for: letters, and for an axis of an ellipsis its distance from the last, negative. */
        private final List<Integer> labels = new ArrayList<>();

        private final List<Integer> sizes = new ArrayList<>();
        private final List<Integer> origins = new ArrayList<>();

        Reading(String equation, List<Shape> shapes) {
            this.equation = equation;
            this.shapes = shapes;
        }

        EinsumEquation read() {
            String[] sides = equation.replace(" ", "").split("->", -1);
            if (sides.length > 2) {
                throw refused("more than one \"->\"");
            }
            String[] terms = sides[0].split(",", -1);
            if (shapes.isEmpty()) {
                throw refused("no tensors are given");
            }
            if (terms.length != shapes.size()) {
                throw refused(terms.length + " operands are named, " + shapes.size() + " given");
            }
            int[][] operands = new int[terms.length][];
            int widest = 0;
            for (int i = 0; i < terms.length; i++) {
                operands[i] = operand(i, terms[i]);
                widest = Math.max(widest, shapes.get(i).rank() - letters(terms[i]).length());
            }
            int[] output = sides.length == 2 ? explicit(sides[1], widest) : implicit(sides[0], widest);
            return new EinsumEquation(operands, output, sizes.stream().mapToInt(Integer::intValue).toArray());
        }

        private int[] operand(int i, String term) {
            Shape shape = shapes.get(i);
            String letters = letters(term);
            int extra = shape.rank() - letters.length();
            if (extra < 0 || extra > 0 && !term.contains(ELLIPSIS)) {
                throw refused("operand " + i + " has shape " + shape + ", but \"" + term + "\" names "
                        + letters.length() + " axes");
            }
            List<Integer> wanted = expanded(term, extra);
            for (int p = 0; p < wanted.size(); p++) {
                for (int q = 0; q < p; q++) {
                    if (wanted.get(p).equals(wanted.get(q)) && shape.dim(p) != shape.dim(q)) {
                        throw refused("axes " + q + " and " + p + " of operand " + i + " have the same name, but sizes "
                                + shape.dim(q) + " and " + shape.dim(p));
                    }
                }
            }
            int[] numbers = new int[wanted.size()];
            for (int axis = 0; axis < numbers.length; axis++) {
                numbers[axis] = label(wanted.get(axis), shape.dim(axis), i, axis);
            }
            return numbers;
        }

        private int label(int meaning, int size, int operand, int axis) {
            int label = labels.indexOf(meaning);
            if (label < 0) {
                if (labels.size() == Long.SIZE) {
                    throw refused("more than " + Long.SIZE + " different axes");
                }
                labels.add(meaning);
                sizes.add(size);
                origins.add(operand);
                return labels.size() - 1;
            }
            int known = sizes.get(label);
            if (known == 1) {
                sizes.set(label, size);
                origins.set(label, operand);
            } else if (size != 1 && size != known) {
                String name = meaning < 0 ? "an axis of \"...\"" : "\"" + (char) meaning + "\"";
                throw refused(name + " has size " + known + " in operand " + origins.get(label) + " " + shapes.get(
                        origins.get(label)) + " and " + size + " at axis " + axis + " of operand " + operand + " "
                        + shapes.get(operand));
            }
            return label;
        }

        private int[] explicit(String term, int widest) {
            List<Integer> wanted = expanded(term, term.contains(ELLIPSIS) ? widest : 0);
            letters(term);
            for (int p = 0; p < wanted.size(); p++) {
                if (wanted.indexOf(wanted.get(p)) != p) {
                    throw refused("the output names \"" + (char) (int) wanted.get(p) + "\" twice");
                }
                if (!labels.contains(wanted.get(p))) {
                    throw refused("the output names \"" + (char) (int) wanted.get(p) + "\", which no operand has");
                }
            }
            return wanted.stream().mapToInt(labels::indexOf).toArray();
        }

        /** The axes of ellipses, and then the letters that appear once, in alphabetical order. */
        private int[] implicit(String terms, int widest) {
            StringBuilder once = new StringBuilder();
            terms.chars().filter(Character::isLetter).sorted()
                    .filter(c -> terms.indexOf(c) == terms.lastIndexOf(c)).forEach(c -> once.append((char) c));
            return explicit((widest > 0 ? ELLIPSIS : "") + once, widest);
        }

        /** What each axis of a term stands for. */
        private static List<Integer> expanded(String term, int extra) {
            List<Integer> all = new ArrayList<>();
            int dots = term.indexOf(ELLIPSIS);
            for (int c = 0; c < term.length(); c++) {
                if (c == dots) {
                    for (int back = extra; back > 0; back--) {
                        all.add(-back);
                    }
                    c += ELLIPSIS.length() - 1;
                } else {
                    all.add((int) term.charAt(c));
                }
            }
            return all;
        }

        /** The letters of a term, which may also hold one ellipsis. */
        private String letters(String term) {
            int dots = term.indexOf(ELLIPSIS);
            String letters = dots < 0 ? term : term.substring(0, dots) + term.substring(dots + ELLIPSIS.length());
            for (int i = 0; i < letters.length(); i++) {
                char c = letters.charAt(i);
                if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
                    throw refused("'" + c + "' in \"" + term + "\" is neither a letter nor part of one \"...\"");
                }
            }
            return letters;
        }

        private IllegalArgumentException refused(String reason) {
            return new IllegalArgumentException("einsum \"" + equation + "\": " + reason);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EinsumEquation that && Arrays.deepEquals(operands, that.operands)
                && Arrays.equals(output, that.output) && Arrays.equals(sizes, that.sizes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(operands) + Arrays.hashCode(output);
    }
}
