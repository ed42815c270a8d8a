/** Text for messages: made safe to show, and arrays laid out as NumPy does. */
@NullMarked
package dev.lanewise.text;

import org.jspecify.annotations.NullMarked;
