@NullMarked
package dev.lanewise.kernels.scalar;

import org.jspecify.annotations.NullMarked;
