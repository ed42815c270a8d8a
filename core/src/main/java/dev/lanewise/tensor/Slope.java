package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The slope of a function of floats at a point, by differences, and how far it can be trusted. Steps grow from one unit
 * in the last place. At first rounding hides the slope, and at last the function bends: a step counts while the slopes
 * of all smaller ones agree with it but for rounding, and of those that count, the best is taken. Starting small, no
 * step can jump over what the function does in between.
 */
final class Slope {
    /**
     * A change of the function.
     *
     * @param step how far the point has been moved
     * @param change by how much the function has changed
     * @param size how large the numbers are that can change
     */
    record Move(double step, double change, double size) {}

    /** What moves the point by about a given step. */
    interface Mover {
        Move by(double step);
    }

    /**
     * A slope, and how far from it the true one may be.
     *
     * @param value NaN if the function is not finite nearby
     * @param bound infinite if there is nothing to compare the value with
     * @param size how large the numbers are that it was found from
     */
    record Estimate(double value, double bound, double size) {}

    private static final double GROWTH = 4;

    /** Rounding of a result, in its size. */
    private static final double ROUNDING = 0x1p-23;

    /** How far a slope may be off, in its size, for the search to end. */
    private static final double FINE = 2e-4;

    /** Noise above this part of the numbers has not been told from the function. */
    private static final double NOISY = 0x1p-13;

    /** Near a tenth of a percent, and such that its multiples are rounded as any number is. */
    private static final double WIDE = 0x1.5bf0a8b1457p-10;

    private static final int POINTS = 6;

    private final Mover mover;
    private final double smallest;
    private final double largest;

    /** What evaluations of the function differ by, the slope aside. */
    private final double noise;

    private final List<Move> right = new ArrayList<>();
    private final List<Move> left = new ArrayList<>();

    /** @param x the number that is moved, or the largest of those that are */
    Slope(float x, Mover mover) {
        this.mover = mover;
        this.smallest = x == 0 ? 0x1p-30 : Math.ulp(x);
        this.largest = Math.max(1, Math.abs(x));
        this.noise = 4 * measuredNoise();
    }

    /** The slope by central differences. */
    Estimate central() {
        Estimate found = new Estimate(Double.NaN, Double.POSITIVE_INFINITY, 0);
        while (right.size() < 3 || hasNext() && found.bound > FINE * Math.abs(found.value)) {
            next();
            found = best(4, k -> (right.get(k).change - left.get(k).change) / (right.get(k).step - left.get(k).step));
        }
        return found;
    }

    /** The slopes on both sides: of larger numbers, and of smaller ones. */
    Estimate[] sides() {
        while (hasNext()) {
            next();
        }
        return new Estimate[] {best(2, k -> right.get(k).change / right.get(k).step),
            best(2, k -> left.get(k).change / left.get(k).step)};
    }

    private double size(int k) {
        return Math.max(right.get(k).size, left.get(k).size);
    }

    private boolean hasNext() {
        return smallest * StrictMath.pow(GROWTH, right.size()) <= largest
                && (right.isEmpty() || Double.isFinite(right.getLast().change)
                        || Double.isFinite(left.getLast().change));
    }

    private void next() {
        double step = smallest * StrictMath.pow(GROWTH, right.size());
        right.add(mover.by(step));
        left.add(mover.by(-step));
    }

    /**
     * The best of the slopes at growing steps.
     *
     * @param excess by how much, at least, the error grows with each step
     */
    private Estimate best(double excess, IntToDoubleFunction slopes) {
        double size = size(0);
        Estimate best = new Estimate(slopes.applyAsDouble(0), Double.POSITIVE_INFINITY, size);
        for (int k = 0; k < right.size(); k++) {
            double slope = slopes.applyAsDouble(k);
            for (int j = 0; j < k; j++) {
                double apart = Math.abs(slope - slopes.applyAsDouble(j));
                if (!(apart <= 3 * (noiseAt(k) + noiseAt(j)))) { // NaN too
                    return best;
                }
            }
            double bent = k == 0 ? Double.POSITIVE_INFINITY : Math.abs(slope - slopes.applyAsDouble(k - 1));
            if (k + 1 < right.size() && Double.isFinite(slopes.applyAsDouble(k + 1))) {
                bent = Math.min(bent, Math.abs(slopes.applyAsDouble(k + 1) - slope) / excess);
            }
            double bound = 4 * noiseAt(k) + bent;
            size = Math.max(size, size(k));
            best = bound <= best.bound
                    ? new Estimate(slope, bound, size)
                    : new Estimate(best.value, best.bound, size);
        }
        return best;
    }

    private double noiseAt(int k) {
        return Math.max(noise, ROUNDING * size(k)) / right.get(k).step;
    }

    /**
     * What is left of the values at a few steps when a parabola is taken away. If that falls quickly as the steps
     * shrink, it was the function itself. Infinite if the function cannot be told from noise.
     */
    private double measuredNoise() {
        double step = Math.max(WIDE, smallest);
        double size = mover.by(step).size;
        double found = rest(step, size);
        boolean function = false;
        while (step / 8 >= smallest) {
            step /= 8;
            size = mover.by(step).size;
            double now = rest(step, size);
            if (now == 0) {
                break; // so small that nothing changes
            }
            function = now <= found / 16;
            if (!function && found <= NOISY * size) {
                return Math.max(found, now);
            }
            found = now;
        }
        return function || found <= NOISY * size ? found : Double.POSITIVE_INFINITY;
    }

    /** That on both sides, or on the better if there is a kink, a jump or nothing on the other. */
    private double rest(double step, double size) {
        double above = rest(step);
        double below = rest(-step);
        double larger = Math.max(above, below);
        double smaller = Math.min(above, below);
        return smaller > 0 && larger <= NOISY * size ? larger : smaller;
    }

    private double rest(double step) {
        Move[] moves = new Move[POINTS];
        moves[0] = new Move(0, 0, 0);
        for (int i = 1; i < moves.length; i++) {
            moves[i] = mover.by(i * step);
        }
        double squares = 0;
        for (int from = 0; from + 4 <= moves.length; from++) {
            double rest = thirdDifference(moves, from);
            squares += rest * rest;
        }
        double rest = Math.sqrt(squares / (POINTS - 3));
        return Double.isFinite(rest) ? rest : Double.POSITIVE_INFINITY;
    }

    /** That of four values, divided by what it is for independent errors of one. */
    private static double thirdDifference(Move[] moves, int from) {
        double difference = 0;
        double squares = 0;
        for (int i = from; i < from + 4; i++) {
            double weight = 1;
            for (int j = from; j < from + 4; j++) {
                weight /= i == j ? 1 : (moves[i].step - moves[j].step) / moves[POINTS - 1].step;
            }
            difference += weight * moves[i].change;
            squares += weight * weight;
        }
        return difference / Math.sqrt(squares);
    }
}
