@NullMarked
package dev.lanewise.notebook.kernel;

import org.jspecify.annotations.NullMarked;
