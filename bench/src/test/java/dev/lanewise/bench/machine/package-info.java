/** Tests of the package of the same name. */
@NullMarked
package dev.lanewise.bench.machine;

import org.jspecify.annotations.NullMarked;
