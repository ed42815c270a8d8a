@NullMarked
package dev.lanewise.bench.data;

import org.jspecify.annotations.NullMarked;
