@NullMarked
package dev.lanewise.notebook.install;

import org.jspecify.annotations.NullMarked;
