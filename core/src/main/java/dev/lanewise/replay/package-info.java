/**
 * What training steps and inference share: programs captured on demand, one for each kind of inputs
 * ({@link dev.lanewise.replay.Programs}), and the batch that a computation is given while it is captured
 * ({@link dev.lanewise.replay.StandIn}). Not for users: it knows neither models nor optimizers.
 */
@NullMarked
package dev.lanewise.replay;

import org.jspecify.annotations.NullMarked;
