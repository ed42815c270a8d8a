/** The same program in JVMs with other settings: its bits must not change. */
@NullMarked
package dev.lanewise.bench.determinism;

import org.jspecify.annotations.NullMarked;
