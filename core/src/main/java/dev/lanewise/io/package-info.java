/** Tensor files: safetensors and IDX, read strictly and written atomically. */
@NullMarked
package dev.lanewise.io;

import org.jspecify.annotations.NullMarked;
