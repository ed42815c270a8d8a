/**
 * Captured computations: the list of what was applied, planned once and run again without graph, dispatch or garbage.
 */
@NullMarked
package dev.lanewise.program;

import org.jspecify.annotations.NullMarked;
