/** Measures of a model other than its loss. */
@NullMarked
package dev.lanewise.metrics;

import org.jspecify.annotations.NullMarked;
