/** Files of tensors and pictures: safetensors, NumPy, IDX and CIFAR-10, read strictly and written atomically. */
@NullMarked
package dev.lanewise.io;

import org.jspecify.annotations.NullMarked;
