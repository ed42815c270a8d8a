/** Tests of the naive engines. */
@NullMarked
package dev.lanewise.bench.naive;

import org.jspecify.annotations.NullMarked;
