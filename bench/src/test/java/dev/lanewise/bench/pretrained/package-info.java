@NullMarked
package dev.lanewise.bench.pretrained;

import org.jspecify.annotations.NullMarked;
