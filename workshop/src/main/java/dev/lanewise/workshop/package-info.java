/**
 * The workshop's program: it compiles a participant's classes, runs the checks of a chapter, and says in plain words how
 * far they are. {@link dev.lanewise.workshop.Hole} and {@link dev.lanewise.workshop.Expect} are for the exercises and
 * their checks.
 */
@NullMarked
package dev.lanewise.workshop;

import org.jspecify.annotations.NullMarked;
