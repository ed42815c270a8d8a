@NullMarked
package dev.lanewise.kernels;

import org.jspecify.annotations.NullMarked;
