/** Tests of the package of the same name. */
@NullMarked
package dev.lanewise.bench.determinism;

import org.jspecify.annotations.NullMarked;
