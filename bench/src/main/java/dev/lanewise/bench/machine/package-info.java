/** The limits that the machine sets: multiply-adds a second, and bytes from and to memory. */
@NullMarked
package dev.lanewise.bench.machine;

import org.jspecify.annotations.NullMarked;
