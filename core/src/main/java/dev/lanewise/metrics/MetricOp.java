package dev.lanewise.metrics;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;

/** How a metric sees a batch: an op without outputs, which a replayed program repeats. */
public sealed interface MetricOp extends Op {
    /**
     * The metric that a batch is for, printed as its name only: listings need no more.
     *
     * @param metric the metric
     */
    record Target(Metric<?> metric) {
        @Override
        public String toString() {
            return metric.name();
        }
    }

    /**
     * Has a metric count a batch, which it checks first: if it refuses, nothing is counted. Where a device
     * runs a program, it is given what the device has computed.
     *
     * @param target the metric
     */
    record Observe(Target target) implements MetricOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[0];
        }

        @Override
        public boolean hasEffect() {
            return true;
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            synchronized (target.metric) { // programs may run on many threads at once
                target.metric.count(in);
            }
        }
    }
}
