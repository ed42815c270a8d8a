/**
 * Kills trainings and resumes them: {@code bench/run resume} shows that the result has the bytes of a training that
 * never stopped.
 */
@NullMarked
package dev.lanewise.bench.resume;

import org.jspecify.annotations.NullMarked;
