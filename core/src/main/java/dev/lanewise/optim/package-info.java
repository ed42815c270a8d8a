/**
 * Optimizers, schedules of the learning rate, and what is done to gradients in between.
 *
 * <ul>
 * <li>{@link dev.lanewise.optim.Optimizer}: what a training loop uses; {@link dev.lanewise.optim.SGD},
 * {@link dev.lanewise.optim.Adam}, {@link dev.lanewise.optim.AdamW}, {@link dev.lanewise.optim.RMSprop},
 * {@link dev.lanewise.optim.Lion}, {@link dev.lanewise.optim.Adagrad}, {@link dev.lanewise.optim.Adadelta},
 * {@link dev.lanewise.optim.Adamax}, {@link dev.lanewise.optim.NAdam}, {@link dev.lanewise.optim.RAdam}; for large
 * models {@link dev.lanewise.optim.Adafactor}, {@link dev.lanewise.optim.LAMB}, {@link dev.lanewise.optim.Muon}; older,
 * {@link dev.lanewise.optim.Rprop}, {@link dev.lanewise.optim.ASGD}; {@link dev.lanewise.optim.ParameterGroups} makes
 * one of several, {@link dev.lanewise.optim.Lookahead} wraps one;
 * <li>{@link dev.lanewise.optim.UpdateRule}: the class to extend for a rule of one's own, with
 * {@link dev.lanewise.optim.LiveScalars} for numbers that change from step to step, and
 * {@link dev.lanewise.optim.RuleSettings};
 * <li>{@link dev.lanewise.optim.Schedules}: the usual {@link dev.lanewise.optim.Schedule schedules};
 * {@link dev.lanewise.optim.Plateau} follows results;
 * <li>{@link dev.lanewise.optim.Gradients}: clipping; {@link dev.lanewise.optim.WeightAverage}: averages of weights;
 * <li>{@link dev.lanewise.optim.LBFGS} and {@link dev.lanewise.optim.SAM}, which evaluate the loss themselves, more
 * than once a step;
 * <li>{@link dev.lanewise.optim.UpdateOp} and {@link dev.lanewise.optim.StepOp}: the ops that a step applies. Rules
 * with a kernel update all parameters with one. {@link dev.lanewise.optim.GradientOp}: those before it.
 * </ul>
 *
 * <p>An optimizer, with the schedule it asks, is for one thread at a time; between steps it may pass to another. While
 * it steps, no other thread uses its parameters. Schedules other than {@code Plateau} have no state and may be shared
 * by any optimizers; a plateau that several share lowers the learning rate of all.
 */
@NullMarked
package dev.lanewise.optim;

import org.jspecify.annotations.NullMarked;
