@NullMarked
package dev.lanewise.notebook;

import org.jspecify.annotations.NullMarked;
