/** Tests of the package of the same name. */
@NullMarked
package dev.lanewise.bench.worker;

import org.jspecify.annotations.NullMarked;
