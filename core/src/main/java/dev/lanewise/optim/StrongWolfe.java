package dev.lanewise.optim;

import org.jspecify.annotations.Nullable;

/**
 * The line search of L-BFGS: finds a step at which the loss is lower and the slope flatter, as Wolfe's strong
 * conditions ask (Nocedal and Wright, "Numerical Optimization", algorithms 3.5 and 3.6). The order of decisions is
 * PyTorch's, so that the same steps are tried.
 */
final class StrongWolfe {
    /** Which share of the decrease that the slope promises is enough (Armijo's condition, c1). */
    private static final double ARMIJO = 1e-4;

    /** Which share of the slope may be left (the curvature condition, c2). */
    private static final double CURVATURE = 0.9;

    /** Where a loss lies along a direction. */
    @FunctionalInterface
    interface Line {
        LinePoint at(double step);
    }

    private final Line line;
    private final LinePoint start;
    private final int most;
    private int tried;

    /** The ends of the interval that holds a good step. */
    private LinePoint left;
    private LinePoint right;

    private StrongWolfe(Line line, LinePoint start, int most) {
        this.line = line;
        this.start = start;
        this.most = most;
        this.left = start;
        this.right = start;
    }

    /**
     * Searches.
     *
     * @param first the step that is tried first
     * @param narrow how long an interval of steps may be that is not worth searching
     * @param most how many steps may be tried after the first
     * @return the best point found, the start if none is better
     */
    static LinePoint search(Line line, LinePoint start, double first, double narrow, int most) {
        return new StrongWolfe(line, start, most).search(first, narrow);
    }

    private LinePoint search(double first, double narrow) {
        LinePoint found = bracket(first);
        return found == null ? zoom(narrow) : found;
    }

    /** Goes on until a point is good, or no more may be tried, and gives it; null if an interval is around one. */
    private @Nullable LinePoint bracket(double first) {
        LinePoint previous = start;
        LinePoint next = line.at(first);
        while (tried < most) {
            boolean rises = violatesArmijo(next) || (tried > 1 && next.loss() >= previous.loss());
            if (!rises && meetsCurvatureCondition(next)) {
                return next;
            }
            if (rises || next.slope() >= 0) {
                left = previous;
                right = next;
                return null;
            }
            double step = cubicMinimum(previous, next, next.step() + 0.01 * (next.step() - previous.step()),
                    next.step() * 10);
            previous = next;
            next = line.at(step);
            tried++;
        }
        return start.loss() <= next.loss() ? start : next;
    }

    private boolean violatesArmijo(LinePoint point) {
        return point.loss() > start.loss() + ARMIJO * point.step() * start.slope();
    }

    private boolean meetsCurvatureCondition(LinePoint point) {
        return Math.abs(point.slope()) <= -CURVATURE * start.slope();
    }

    /** Narrows the interval. */
    private LinePoint zoom(double narrow) {
        boolean tooNear = false;
        boolean leftIsLow = left.loss() <= right.loss();
        while (tried < most && Math.abs(right.step() - left.step()) >= narrow) {
            double from = Math.min(left.step(), right.step());
            double to = Math.max(left.step(), right.step());
            double step = cubicMinimum(left, right, from, to);
            double margin = 0.1 * (to - from);
            if (Math.min(to - step, step - from) < margin) { // near an end: tolerated once
                boolean moved = tooNear || step >= to || step <= from;
                if (moved) {
                    step = Math.abs(step - to) < Math.abs(step - from) ? to - margin : from + margin;
                }
                tooNear = !moved;
            } else {
                tooNear = false;
            }
            LinePoint next = line.at(step);
            tried++;
            LinePoint low = leftIsLow ? left : right;
            LinePoint high = leftIsLow ? right : left;
            if (violatesArmijo(next) || next.loss() >= low.loss()) {
                set(!leftIsLow, next);
                leftIsLow = left.loss() <= right.loss();
            } else {
                if (meetsCurvatureCondition(next)) {
                    return next;
                }
                if (next.slope() * (high.step() - low.step()) >= 0) {
                    set(!leftIsLow, low);
                }
                set(leftIsLow, next);
            }
        }
        return leftIsLow ? left : right;
    }

    private void set(boolean isLeft, LinePoint point) {
        if (isLeft) {
            left = point;
        } else {
            right = point;
        }
    }

    /** Where the cubic through two points, with their slopes, is lowest within bounds; the middle if nowhere. */
    private static double cubicMinimum(LinePoint a, LinePoint b, double from, double to) {
        LinePoint first = a.step() <= b.step() ? a : b;
        LinePoint last = first == a ? b : a;
        double d1 = a.slope() + b.slope() - 3 * (a.loss() - b.loss()) / (a.step() - b.step());
        double square = d1 * d1 - a.slope() * b.slope();
        if (!(square >= 0)) {
            return (from + to) / 2;
        }
        double d2 = Math.sqrt(square);
        double step = last.step() - (last.step() - first.step())
                * ((last.slope() + d2 - d1) / (last.slope() - first.slope() + 2 * d2));
        return Double.isNaN(step) ? (from + to) / 2 : Math.min(Math.max(step, from), to);
    }
}
