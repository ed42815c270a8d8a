/** Datasets, and the loader that draws batches from them. */
@NullMarked
package dev.lanewise.data;

import org.jspecify.annotations.NullMarked;
