@NullMarked
package dev.lanewise.parallel;

import org.jspecify.annotations.NullMarked;
