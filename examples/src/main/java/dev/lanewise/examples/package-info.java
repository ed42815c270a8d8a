/** Programs that show the library in use, and the command line that starts them. */
@NullMarked
package dev.lanewise.examples;

import org.jspecify.annotations.NullMarked;
