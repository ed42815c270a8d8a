@NullMarked
package dev.lanewise.plot;

import org.jspecify.annotations.NullMarked;
