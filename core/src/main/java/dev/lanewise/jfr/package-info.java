/**
 * Events for the JDK's Flight Recorder: what was applied, replayed and captured, and how long it took. {@link Flight}
 * is what the engine calls; the only class that names {@code jdk.jfr} is one that it reaches if that module is present.
 * Must not know of tensors, ops or programs: it is told texts and numbers.
 */
@NullMarked
package dev.lanewise.jfr;

import org.jspecify.annotations.NullMarked;
