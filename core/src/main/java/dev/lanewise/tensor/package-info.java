@NullMarked
package dev.lanewise.tensor;

import org.jspecify.annotations.NullMarked;
