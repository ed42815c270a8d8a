/** Datasets and the loader that gathers their batches. */
@NullMarked
package dev.lanewise.data;

import org.jspecify.annotations.NullMarked;
